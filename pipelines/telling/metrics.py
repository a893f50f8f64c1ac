"""Figures of a run in Prometheus' text form, for its textfile collector: no port, and no person's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.publishing.last_night import last_published
from pipelines.publishing.tables import read_table
from pipelines.telling.ended import Ended
from pipelines.telling.settings import Metrics, load_metrics
from pipelines.workspace.folders import Workspace, private_folder, write_private
from pipelines.workspace.manifest import read_manifest
from schemas.outputs.findings import FINDINGS

_READABLE_FILE, _READABLE_FOLDER = 0o644, 0o755


@dataclass(frozen=True)
class Figure:
    """One figure and its values.

    Attributes:
        name: as Prometheus knows it.
        help: what it says.
        values: label values -> value.
        label: name of the label; empty where there is only one value.
    """

    name: str
    help: str
    values: Mapping[str, float]
    label: str = ""

    @property
    def text(self) -> str:
        """In Prometheus' form."""
        head = f"# HELP {self.name} {self.help}\n# TYPE {self.name} gauge\n"
        return head + "".join(f"{self.name}{self._labels(of)} {value!r}\n" for of, value in self.values.items())

    def _labels(self, of: str) -> str:
        escaped = of.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{{{self.label}="{escaped}"}}' if self.label else ""


def leave_figures(ended: Ended) -> None:
    """Leaves the figures of a run where monitoring looks for them; that nobody can is logged, and changes nothing."""
    with suppress(Exception):
        try:
            metrics = load_metrics(ended.workspace)
            if metrics.on:
                _write(ended.workspace, metrics, "".join(figure.text for figure in figures_of(ended)))
        except Exception as error:
            if ended.run is not None:
                with ended.run.after_the_end():
                    ended.run.set_aside("no_metrics", problem=str(error))
            raise


def figures_of(ended: Ended) -> Iterator[Figure]:
    """The figures of a run, and of the publication that it made or that still stands."""
    run, workspace = ended.run, ended.workspace
    yield _one("hedui_exit_code", "Exit code of the last run.", ended.exit_code)
    if run is not None:
        yield _one("hedui_last_run_timestamp_seconds", "When the last run began.", run.started.timestamp())
        seconds = {one.stage.value: one.seconds for one in run.stages}
        yield Figure("hedui_stage_seconds", "Seconds of each stage of the last run.", seconds, "stage")
    with suppress(OSError):  # a folder is closed: how the run ended is told nevertheless, and not what nobody knows
        published = last_published(workspace)
        if published is not None:
            about = "When a publication was last made, or found unchanged."
            yield _one("hedui_last_published_timestamp_seconds", about, published.timestamp())
    latest = workspace.latest()
    folder = ended.outcome.folder if ended.outcome else workspace.publication(latest) if latest else None
    if folder is not None:
        yield from _of_publication(folder, read_manifest(folder) or {})


def _of_publication(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Figure]:
    rows: Counter[str] = Counter()
    for one in manifest.get("inputs", []):
        rows[one["source"]] += one["rows"]
    refused = sum(one["quarantined"] for one in manifest.get("inputs", []))
    yield Figure("hedui_rows", "Rows read of each source, refused ones too.", rows, "source")
    yield _one("hedui_refused_rows", "Rows that were refused.", refused)
    yield _one("hedui_fallbacks", "Extracts that were refused whole.", len(manifest.get("fallbacks", [])))
    yield Figure("hedui_clues", "Clues of each check.", _clues(folder), "check")


def _clues(folder: Path) -> Mapping[str, float]:
    counted: Counter[str] = Counter()
    for file in (folder / table.file for table in FINDINGS):
        if file.exists():
            counted.update(dict(read_table(file, ["check_id"]).group_by("check_id").len().iter_rows()))
    return dict(sorted(counted.items()))


def _one(name: str, about: str, value: float) -> Figure:
    return Figure(name, about, {"": value})


def _write(workspace: Workspace, metrics: Metrics, text: str) -> None:
    """Writes the file whole or not at all; a file elsewhere needs its folder, one in the workspace gets it."""
    path = workspace.root / metrics.file
    if path.is_relative_to(workspace.root):
        private_folder(path.parent, keep_existing=True)
    if not metrics.readable:
        write_private(path, text.encode())
        return
    if path.is_relative_to(workspace.root) and path.parent != workspace.root:
        path.parent.chmod(_READABLE_FOLDER)
    write_private(path, text.encode(), _READABLE_FILE)
