"""`hedui demo`: a district that does not exist, one night of it, and how right the night was."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.progress import Progress
from pipelines.cli.run import say
from pipelines.cli.values import FEWEST_PEOPLE, folder, whole
from pipelines.workspace.folders import Workspace, private_folder
from schemas.errors import ArgumentError
from schemas.flow import Flow

if TYPE_CHECKING:
    from data.district.score import Score

_PEOPLE = 500_000
_MARK = ".demo"
"""Says that nobody's data lie here, so that the next demo may take the place."""


@command(
    "demo",
    Use.PRACTISE,
    f"生成一个虚构区(默认 {_PEOPLE // 10_000} 万人),跑一夜,并与真值比较",
    "makes a synthetic district and runs one night of it",
    argument("--workspace", type=folder, default=Path("workspace-demo"), metavar="文件夹", help="新工作区"),
    argument("--people", type=whole(FEWEST_PEOPLE), default=_PEOPLE, metavar="人数", help=f"人口(默认 {_PEOPLE})"),
    argument("--seed", type=whole(0), default=1, metavar="种子", help="随机种子(默认 1)"),
    in_workspace=False,
)
def demo(arguments: argparse.Namespace) -> int:
    """Makes the district, runs the night, compares it with the truth; an earlier demo gives way."""
    from data.district import DEFAULT_DATE, new_district
    from data.district.score import score
    from pipelines.night.start import run_flow
    from pipelines.run.record import Run

    workspace = Workspace(arguments.workspace.resolve())
    _make_room(workspace)
    console.note(f"生成虚构区: {arguments.people:,} 人(种子 {arguments.seed})")
    made = new_district(workspace.root, arguments.people, arguments.seed)
    console.note(f"{made.rows:,} 行,{made.files} 个文件")
    work = Run(workspace, Flow.NIGHTLY, DEFAULT_DATE, listeners=(Progress(),))
    outcome = run_flow(work)
    reached = score(made.truth, outcome.folder)
    if arguments.json:
        console.data_json({"published": str(outcome.folder), "rows": made.rows, "links": asdict(reached.links)})
    else:
        console.data("\n".join([*outcome.summary, *_against_truth(reached)]))
    say(work, outcome)
    return 0


def _make_room(workspace: Workspace) -> None:
    root, mark = workspace.root, workspace.root / _MARK
    if mark.is_file():
        shutil.rmtree(root)
    elif root.exists() and any(root.iterdir()):
        raise ArgumentError(f"{root} 已存在,且不是演示工作区", hint="请用 --workspace 给出新的文件夹")
    private_folder(root)
    mark.touch(mode=0o600)


def _against_truth(reached: Score) -> list[str]:
    checks = reached.checks.values()
    true, found, right = (sum(getattr(one, part) for one in checks) for part in ("true", "found", "right"))
    return [
        "",
        "与虚构区真值相比:",
        f"  人员关联  准确 {reached.links.precision:.4%}  召回 {reached.links.recall:.4%}",
        f"  线索      准确 {right / max(found, 1):.4%}  召回 {right / max(true, 1):.4%}({len(checks)} 个检查项)",
        f"  家庭结论  不符 {reached.outcomes_wrong} / {reached.households}",
        f"  退回数据  漏 {reached.quarantine_missing},误 {reached.quarantine_extra}",
    ]
