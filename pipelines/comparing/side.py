"""One side of a comparison: a publication that stands, or what stayed of one whose place another run has taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.publishing.published import published_tables
from pipelines.publishing.replaced import KEPT, find_replaced, replaced_runs
from pipelines.publishing.tables import read_tables, require_whole
from pipelines.record.head import RECORD
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from reports.diff import COMPARED, Published, published
from schemas.errors import NothingPublishedError, UnknownIdError


@dataclass(frozen=True, eq=False)
class Side:
    """One side.

    Attributes:
        as_of: its date.
        manifest: what its run said of it.
        tables: those of `pipelines.publishing.replaced.KEPT` that there are.
        stands: it is the publication of its date; else another run has taken its place.
    """

    as_of: date
    manifest: Mapping[str, object]
    tables: Mapping[str, pl.DataFrame]
    stands: bool

    @cached_property
    def published(self) -> Published:
        """What is compared of it."""
        return published(self.as_of, self.tables)

    @property
    def run_id(self) -> str:
        """The run that made it."""
        return str(self.manifest.get("run_id", ""))

    @property
    def entries(self) -> int:
        """How many entries the record had."""
        head = self.manifest.get(RECORD)
        return int(head["entries"]) if isinstance(head, dict) else 0

    @property
    def inputs(self) -> frozenset[tuple[str, str, str]]:
        """(source, cut-off date, sha256) of every file that it was made from."""
        listed = self.manifest.get("inputs")
        files = listed if isinstance(listed, list) else []
        return frozenset((str(one["source"]), str(one["cut_off"]), str(one["sha256"])) for one in files)


def sides(workspace: Workspace, before: str, after: str) -> tuple[Side, Side]:
    """Both sides of a comparison.

    Args:
        workspace: where.
        before: a date or the id of a run; the same date twice compares what stands for it with the run before.
        after: likewise.

    Raises:
        NothingPublishedError: there is no publication of that date, or none before it where a date stands twice.
        UnknownIdError: there is no such run, or nothing is left of what it published.
        DamagedPublicationError: a table is damaged.
    """
    workspace.require()
    if before == after and (day := _day(before)) is not None:
        runs = replaced_runs(workspace, day)
        return (_replaced(runs[-1]) if runs else _standing(workspace, day)), _standing(workspace, day)
    return _side(workspace, before), _side(workspace, after)


def _side(workspace: Workspace, said: str) -> Side:
    day = _day(said)
    if day is not None:
        return _standing(workspace, day)
    for of in workspace.published_dates():
        if (read_manifest(workspace.publication(of)) or {}).get("run_id") == said:
            return _standing(workspace, of)
    folder = find_replaced(workspace, said)
    if folder is None:
        raise UnknownIdError(
            f"没有运行 {said} 的发布", hint="请给出发布日期(YYYY-MM-DD),或现有发布、replaced 文件夹中的运行编号"
        )
    return _replaced(folder)


def _standing(workspace: Workspace, day: date) -> Side:
    tables = published_tables(workspace, day, KEPT)
    if any(table.name not in tables for table in COMPARED):
        dates = "、".join(str(one) for one in workspace.published_dates()) or "无"
        raise NothingPublishedError(f"{day} 没有完整的发布", hint=f"已发布的日期: {dates}")
    return Side(day, read_manifest(workspace.publication(day)) or {}, tables, stands=True)


def _replaced(folder: Path) -> Side:
    tables = require_whole(read_tables(folder, KEPT), folder, COMPARED)
    return Side(date.fromisoformat(folder.parent.name), read_manifest(folder) or {}, tables, stands=False)


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
