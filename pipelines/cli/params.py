"""`hedui params`: the policy in force on a date, what changed between two dates, and what that does to the roll."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace
from schemas.parameter import how_to_confirm

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
    "verified_until": "核实至",
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

    workspace = Workspace(arguments.workspace)
    listed = list_parameters(arguments.as_of, workspace.parameters)
    _print(listed, _SHOWN, as_json=arguments.json)
    unverified = listed.filter(listed["value"].is_not_null(), listed["verified_until"] < arguments.as_of)
    if unverified.height:
        console.note(f"{unverified.height} 个参数未核实到 {arguments.as_of}")
        console.next_step(how_to_confirm(arguments.as_of, str(arguments.workspace)))
    else:
        console.next_step("待确认的参数请由民政部门确认后,放入工作区 parameters 文件夹")
    return 0


@command(
    "params confirm",
    Use.DECIDE,
    "两人核对后,把参数的核实日期延到某日(登记在案,写入工作区自己的参数文件)",
    "two people say that the parameters hold until a date: on record, and in the workspace's own files",
    argument("--until", type=as_of_day, required=True, metavar="YYYY-MM-DD", help="已核实到哪一日"),
    argument("--by", required=True, metavar="姓名", help="经办人"),
    argument("--reviewed-by", required=True, metavar="姓名", help="复核人,不得是经办人本人"),
    argument("names", nargs="*", metavar="参数", help="参数的英文名(默认所有有值的参数)"),
)
def confirm(arguments: argparse.Namespace) -> int:
    """Puts on record that parameters hold until a date, and writes it into the workspace's own files."""
    from data.parameters import list_parameters
    from pipelines.run.confirmed import Confirmation, confirm_parameters

    workspace = Workspace(arguments.workspace)
    workspace.require()
    said = Confirmation(arguments.until, arguments.by, arguments.reviewed_by, tuple(arguments.names))
    before = confirm_parameters(workspace, said, datetime.now().astimezone())
    until = {one.name: one.verified_until for one in before}
    listed = list_parameters(arguments.until, workspace.parameters)
    confirmed = listed.filter(listed["name"].is_in(list(until)))
    if arguments.json:
        console.data_json({"until": arguments.until, "confirmed": confirmed.to_dicts(), "before": until})
    else:
        _print(confirmed, _SHOWN, as_json=False)
    console.note(f"已登记: {len(before)} 个参数核实到 {arguments.until}" if before else "均已核实到该日期,没有变化")
    without = listed.filter(listed["value"].is_null())["name"].to_list()
    if without and not arguments.names:
        console.note(f"没有值、未列入的参数: {'、'.join(without)}")
    console.next_step(f"hedui run nightly --workspace {arguments.workspace} --as-of {arguments.until}")
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
