"""A district of three hundred people, its first night, and what its next night has to work on: cheap enough to kill."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from data.district import new_district
from pipelines.findings.intake import import_work
from pipelines.run.taken import take_on_purpose
from pipelines.workspace.folders import Workspace
from schemas.extracts import EXTRACTS, REGISTRY
from tests.pipelines.small_district import AS_OF, copy_of, files_of, run

PEOPLE = 300
ENTRIES = 2
"""Entries on record of the workspace that has work to do."""


@dataclass(frozen=True)
class Hamlet:
    """The workspaces of a test session, not to be changed.

    Attributes:
        due: has had its first night, and since then a file was taken on purpose, somebody found out about a clue, and
            the registry came under another name: there is work to do.
        before: what stands published there.
        after: what the next night publishes where nobody disturbs it.
        truth: what its district is made from.
    """

    due: Workspace
    before: dict[str, bytes]
    after: dict[str, bytes]
    truth: Path

    def copy(self, target: Path) -> Workspace:
        """The workspace before its next night, to do with as one likes."""
        return copy_of(self.due, target)


def made_hamlet(base: Path) -> Hamlet:
    """Makes it below a folder that does not exist yet."""
    made = new_district(base / "district", PEOPLE, seed=3, as_of=AS_OF)
    workspace = Workspace(base / "due")
    shutil.copytree(base / "district" / "landing", workspace.landing)
    run(workspace)
    before = files_of(workspace.publication(AS_OF))
    registry, now = landed(workspace, REGISTRY), datetime(2019, 7, 1, 9, tzinfo=UTC)
    take_on_purpose(workspace, registry, "张丽", now)
    (clue,) = clues_of(workspace, 1)
    import_work(workspace, found_out(clue, base / "form.csv"), AS_OF, now)
    registry.rename(registry.with_name(f"{registry.stem}_甲{registry.suffix}"))
    undisturbed = copy_of(workspace, base / "undisturbed")
    run(undisturbed)
    return Hamlet(workspace, before, files_of(undisturbed.publication(AS_OF)), made.truth)


def clues_of(workspace: Workspace, count: int) -> list[str]:
    """So many clues of the publication."""
    return pl.read_parquet(workspace.publication(AS_OF) / "ledger.parquet")["finding_id"].head(count).to_list()


def found_out(clue: str, path: Path) -> Path:
    """A form that says that a clue was true."""
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    path.write_text(f"{head}\n{clue},属实,{AS_OF},张一,李二\n", encoding="utf-8")
    return path


def landed(workspace: Workspace, source: str) -> Path:
    """One file of a source."""
    files = (path for path in workspace.landing.iterdir() if not path.name.endswith(".ctl.json"))
    return next(path for path in sorted(files) if path.name.startswith(tuple(EXTRACTS[source].names)))
