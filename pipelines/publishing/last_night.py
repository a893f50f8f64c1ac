"""When a night last ended, and when one last ended well: published, or found that nothing had changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pipelines.workspace.folders import Workspace, lying_in
from pipelines.workspace.manifest import MANIFEST, read_manifest
from schemas.flow import Flow

_WELL = frozenset({"ok"})
_AT_ALL = frozenset({"ok", "failed"})


def last_published(workspace: Workspace) -> datetime | None:
    """When a publication, of whatever date, was last made or found to stand unchanged; None where it never was.

    Raises:
        OSError: the folder of runs or of publications is closed.
    """
    return max((*_of_newest_run(workspace, _WELL), *_of_newest_publication(workspace)), default=None)


def last_ended(workspace: Workspace) -> datetime | None:
    """When a night last came to its end, published or not; None where none ever did.

    Raises:
        OSError: the folder of runs or of publications is closed.
    """
    return max((*_of_newest_run(workspace, _AT_ALL), *_of_newest_publication(workspace)), default=None)


def is_published_since(workspace: Workspace, day: date, moment: datetime) -> bool:
    """Whether a night has published a date, or found its publication unchanged, at that moment or later.

    Raises:
        OSError: the folder of runs is closed.
    """
    return any(
        said.get("as_of") == day.isoformat() and datetime.fromisoformat(str(said["ended"])) >= moment
        for said in (*_nights(workspace, _WELL), read_manifest(workspace.publication(day)) or {})
        if "ended" in said
    )


def _of_newest_run(workspace: Workspace, how: frozenset[str]) -> Iterator[datetime]:
    newest = next(_nights(workspace, how), None)
    if newest is not None:
        yield datetime.fromisoformat(str(newest["ended"]))


def _nights(workspace: Workspace, how: frozenset[str]) -> Iterator[dict[str, object]]:
    """Manifests of the nights that ended so, the newest first."""
    for folder in reversed(lying_in(workspace.runs)):
        said = read_manifest(folder) or {}
        if said.get("status") in how and said.get("flow") == Flow.NIGHTLY.value and "ended" in said:
            yield said


def _of_newest_publication(workspace: Workspace) -> Iterator[datetime]:
    """A run that was killed once it had published has left no manifest of its own."""
    manifests = [workspace.publication(day) / MANIFEST for day in workspace.published_dates()]
    there = [path for path in manifests if path.exists()]
    if there:
        newest = max(there, key=lambda path: path.stat().st_mtime)
        said = read_manifest(newest.parent) or {}
        if "ended" in said:
            yield datetime.fromisoformat(str(said["ended"]))
