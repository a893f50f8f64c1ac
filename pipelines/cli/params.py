"""`hedui params`: the policy in force on a date, what changed between two dates, and what that does to the roll."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace

if TYPE_CHECKING:
    import polars as pl

group("params", "政策参数", "动作")

_SHOWN = {
    "name": "参数",
    "label": "名称",
    "value": "值",
    "unit": "单位",
    "from": "起",
    "status": "状态",
    "document": "依据",
}
_EFFECT = {
    "kind": "类别",
    "scheme": "救助类别",
    "outcome_before": "原结论",
    "outcome_after": "新结论",
    "households": "户数",
    "change_fen": "月补差变化(分)",
}
_CHANGED = {
    "name": "参数",
    "label": "名称",
    "value_before": "原值",
    "value_after": "新值",
    "unit": "单位",
    "document": "依据",
}


@command(
    "params show",
    Use.DECIDE,
    "某日施行的政策参数及其依据",
    "the policy parameters in force on a date, with their documents",
    as_of(),
)
def show(arguments: argparse.Namespace) -> int:
    """Lists the parameters in force on a date."""
    from data.parameters import list_parameters

    listed = list_parameters(arguments.as_of, Workspace(arguments.workspace).parameters)
    _print(listed, _SHOWN, as_json=arguments.json)
    console.next_step("待确认的参数请由民政部门确认后,放入工作区 parameters 文件夹")
    return 0


@command(
    "params diff",
    Use.DECIDE,
    "两个日期之间变化的参数",
    "what changed in the parameters between two dates",
    argument("before", type=as_of_day, metavar="日期", help="前一日期"),
    argument("after", type=as_of_day, metavar="日期", help="后一日期"),
)
def diff(arguments: argparse.Namespace) -> int:
    """Lists the parameters whose value differs between two dates, and the effect on the households last verified."""
    from data.parameters import diff_parameters

    workspace = Workspace(arguments.workspace)
    changed = diff_parameters(arguments.before, arguments.after, workspace.parameters)
    _print(changed, _CHANGED, as_json=arguments.json)
    day = workspace.latest()
    if changed.is_empty():
        console.note(f"{arguments.before} 与 {arguments.after} 之间参数没有变化")
    elif day is not None and not arguments.json:
        console.note(f"按 {day} 的数据,结论或应补差额会变化的家庭:")
        _print(_effect(workspace, day, arguments.before, arguments.after), _EFFECT, as_json=False)
    console.next_step(f"hedui diff {arguments.before} {arguments.after} 看两次发布的差别")
    return 0


def _effect(workspace: Workspace, day: date, before: date, after: date) -> pl.DataFrame:
    """What the parameters of another date would do to the households of a publication, in a few lines."""
    from data.parameters import load_parameters
    from pipelines.explaining.recall import recall_evidence
    from policies.verification.effect import effect_on_roll, effect_summary

    then, later = (load_parameters(one, workspace.parameters) for one in (before, after))
    return effect_summary(effect_on_roll(replace(recall_evidence(workspace, day), parameters=then), later))


def _print(frame: pl.DataFrame, columns: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        console.data_json(frame.to_dicts())
    else:
        console.table(list(columns.values()), frame.select(columns.keys()).iter_rows())
