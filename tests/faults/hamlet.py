"""A district of three hundred people, its first night, and what its next night has to work on: cheap enough to kill."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.district import new_district
from pipelines.run.taken import take_on_purpose
from pipelines.workspace.folders import Workspace
from schemas.extracts import EXTRACTS, REGISTRY
from tests.pipelines.small_district import AS_OF, copy_of, files_of, run

PEOPLE = 300


@dataclass(frozen=True)
class Hamlet:
    """The workspaces of a test session, not to be changed.

    Attributes:
        due: has had its first night, has an entry on record, and a registry under another name: there is work to do.
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
    registry = landed(workspace, REGISTRY)
    take_on_purpose(workspace, registry, "张丽", datetime(2019, 7, 1, 9, tzinfo=UTC))
    registry.rename(registry.with_name(f"{registry.stem}_甲{registry.suffix}"))
    undisturbed = copy_of(workspace, base / "undisturbed")
    run(undisturbed)
    return Hamlet(workspace, before, files_of(undisturbed.publication(AS_OF)), made.truth)


def landed(workspace: Workspace, source: str) -> Path:
    """One file of a source."""
    files = (path for path in workspace.landing.iterdir() if not path.name.endswith(".ctl.json"))
    return next(path for path in sorted(files) if path.name.startswith(tuple(EXTRACTS[source].names)))
