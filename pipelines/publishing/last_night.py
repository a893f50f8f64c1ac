"""When a night last ended well: published, or found that nothing had changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pipelines.workspace.folders import Workspace, lying_in
from pipelines.workspace.manifest import MANIFEST, read_manifest
from schemas.flow import Flow


def last_published(workspace: Workspace) -> datetime | None:
    """When a publication, of whatever date, was last made or found to stand unchanged; None where it never was.

    Raises:
        OSError: the folder of runs or of publications is closed.
    """
    return max((*_of_newest_run(workspace), *_of_newest_publication(workspace)), default=None)


def _of_newest_run(workspace: Workspace) -> Iterator[datetime]:
    for folder in reversed(lying_in(workspace.runs)):
        said = read_manifest(folder) or {}
        if said.get("status") == "ok" and said.get("flow") == Flow.NIGHTLY.value:
            yield datetime.fromisoformat(str(said["ended"]))
            return


def _of_newest_publication(workspace: Workspace) -> Iterator[datetime]:
    """A run that was killed once it had published has left no manifest of its own."""
    manifests = [workspace.publication(day) / MANIFEST for day in workspace.published_dates()]
    there = [path for path in manifests if path.exists()]
    if there:
        newest = max(there, key=lambda path: path.stat().st_mtime)
        said = read_manifest(newest.parent) or {}
        if "ended" in said:
            yield datetime.fromisoformat(str(said["ended"]))
