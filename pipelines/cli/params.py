"""`hedui params`: the policy in force on a date, what changed between two dates, and what that does to the roll."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError, HeduiError, ParameterError, UnconfirmedDateError
from schemas.parameter import how_to_confirm

if TYPE_CHECKING:
    import polars as pl

    from reports.parameter_change import Effect, ParameterChange

group("params", "政策参数", "动作")

_CHANGED = "已改动"
"""Stands for the status of a parameter that is no longer as two people confirmed it."""
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


@command(
    "params show",
    Use.DECIDE,
    "某日施行的政策参数及其依据",
    "the policy parameters in force on a date, with their documents",
    as_of(),
)
def show(arguments: argparse.Namespace) -> int:
    """Lists the parameters in force on a date."""
    workspace = Workspace(arguments.workspace)
    listed, changed = _listed(workspace, arguments.as_of)
    _print(listed, _SHOWN, as_json=arguments.json)
    if changed:
        console.note(f"{len(changed)} 个参数在两人确认之后又有改动: {'、'.join(sorted(changed))}")
    unverified = listed.filter(listed["value"].is_not_null(), listed["verified_until"] < arguments.as_of)
    if unverified.height:
        console.note(f"{unverified.height} 个参数未核实到 {arguments.as_of}")
        console.next_step(how_to_confirm(arguments.as_of, str(arguments.workspace)))
    elif changed:
        console.next_step(_how_to_confirm_again(listed, changed, workspace))
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
    from pipelines.run.confirmed import Confirmation, confirm_parameters

    workspace = Workspace(arguments.workspace)
    workspace.require()
    said = Confirmation(arguments.until, arguments.by, arguments.reviewed_by, tuple(arguments.names))
    before = confirm_parameters(workspace, said, datetime.now().astimezone())
    until = {one.name: one.verified_until for one in before}
    listed, _ = _listed(workspace, arguments.until)
    confirmed = listed.filter(listed["name"].is_in(list(until)))
    if arguments.json:
        console.data_json({"until": arguments.until, "confirmed": confirmed.to_dicts(), "before": until})
    else:
        _print(confirmed, _SHOWN, as_json=False)
    console.note(f"已登记: {len(before)} 个参数核实到 {arguments.until}" if before else "均已核实到该日期,没有变化")
    without = listed.filter(listed["value"].is_null())["name"].to_list()
    if without and not arguments.names:
        console.note(f"没有值、未列入的参数: {'、'.join(without)}")
    console.next_step(_after_confirming(workspace, arguments))
    return 0


def _listed(workspace: Workspace, as_of: date) -> tuple[pl.DataFrame, frozenset[str]]:
    """The parameters in force on a date, and the names of those that have changed since they were confirmed."""
    from polars import col, lit, when

    from data.parameters import list_parameters
    from pipelines.run.unconfirmed import changed_since_confirmed

    listed = list_parameters(as_of, workspace.parameters)
    changed = changed_since_confirmed(workspace)
    status = when(col("name").is_in(list(changed))).then(lit(_CHANGED)).otherwise("status")
    return listed.with_columns(status=status), changed


def _how_to_confirm_again(listed: pl.DataFrame, changed: frozenset[str], workspace: Workspace) -> str:
    until = max(listed.filter(listed["name"].is_in(list(changed)))["verified_until"].to_list())
    people, where = "--by 姓名 --reviewed-by 姓名", f"--workspace {shlex.quote(str(workspace.root))}"
    confirm = f"hedui params confirm --until {until} {people} {where} {' '.join(sorted(changed))}"
    return f"由两人核对后运行 {confirm},或改回确认时的内容"


def _after_confirming(workspace: Workspace, arguments: argparse.Namespace) -> str:
    """The night of the last date that is not still to come, where no parameter that was left out would refuse it."""
    from data.parameters import load_parameters

    root = f"--workspace {shlex.quote(str(workspace.root))}"
    where = f"{root} --as-of {arguments.until}"
    try:
        load_parameters(arguments.until, workspace.parameters)
    except ParameterError:
        return f"hedui params show {where} 看还有哪些参数没有核实到该日期"
    # A night of a date to come would be the newest one until that day, and every night before it one of the past.
    return f"hedui run nightly {root if arguments.until > as_of_day('today') else where}"


@command(
    "params diff",
    Use.DECIDE,
    "两个日期之间变化的参数,和对家庭的影响",
    "what changed in the parameters between two dates, in words and yuan, and what that does to households",
    argument("before", type=as_of_day, metavar="日期", help="前一日期"),
    argument("after", type=as_of_day, metavar="日期", help="后一日期"),
    argument("--out", type=Path, metavar="文件.html", help="另写成可打印的文件"),
)
def diff(arguments: argparse.Namespace) -> int:
    """Tells the parameters whose value differs between two dates, and the effect on the households last published."""
    from reports.parameter_change import CAVEAT, write_parameter_change

    workspace = Workspace(arguments.workspace)
    if arguments.before > arguments.after:
        right = f"hedui params diff {arguments.after} {arguments.before}"
        raise ArgumentError("前一日期晚于后一日期", hint=f"请按先后给出: {right}")
    change = _change(workspace, arguments.before, arguments.after)
    if arguments.json:
        console.data_json(_facts(change))
    else:
        console.data("\n".join(change.sentences))
        if change.effect:
            told = "\n".join(change.effect.sentences)
            console.data(f"\n按 {change.effect.day} 发布的数据测算：\n{told}\n{CAVEAT}")
    if change.why_no_effect:
        console.note(change.why_no_effect)
    if arguments.out:
        write_parameter_change(change, arguments.out)
        console.note(f"已写入 {arguments.out}")
    if change.changed:
        _suggest(workspace, arguments)
    return 0


def _change(workspace: Workspace, before: date, after: date) -> ParameterChange:
    from data.parameters import declared_parameters, diff_parameters
    from reports.parameter_change import ChangedParameter, ParameterChange

    declared_parameters(workspace.parameters)  # a file that is wrong says itself what to do
    try:
        rows = diff_parameters(before, after, workspace.parameters)
    except UnconfirmedDateError as error:
        confirm = how_to_confirm(max(before, after), str(workspace.root)).partition(",")[0]
        raise UnconfirmedDateError(error.message, hint=f"{confirm},再比较") from error
    except ParameterError as error:
        raise ParameterError(error.message, hint="请改用参数已有值的日期") from error
    changed = tuple(ChangedParameter.of(row) for row in rows.iter_rows(named=True))
    if not changed:
        return ParameterChange(before, after, (), None)
    try:
        return ParameterChange(before, after, changed, _effect(workspace, before, after))
    except HeduiError as error:
        return ParameterChange(before, after, changed, None, f"未能测算对家庭的影响: {error.message}。{error.hint}")


def _effect(workspace: Workspace, before: date, after: date) -> Effect:
    """What the parameters of another date would do to the households of the newest publication."""
    from data.parameters import load_parameters
    from pipelines.explaining.recall import published_day, recall_evidence
    from policies.verification.effect import effect_by_town, effect_on_benefits, effect_on_conclusions, effect_on_roll
    from reports.parameter_change import Effect

    day = published_day(workspace, None)
    then, later = (load_parameters(one, workspace.parameters) for one in (before, after))
    roll = effect_on_roll(replace(recall_evidence(workspace, day), parameters=then), later)
    return Effect(day, effect_on_benefits(roll), effect_on_conclusions(roll), effect_by_town(roll), roll)


def _facts(change: ParameterChange) -> dict[str, object]:
    facts: dict[str, object] = {"changed": [asdict(one) for one in change.changed]}
    if change.effect is None:
        return facts | {"effect": None, "why_no_effect": change.why_no_effect or None}
    effect = change.effect
    frames = {"benefits": effect.benefits, "conclusions": effect.conclusions, "towns": effect.towns}
    return facts | {"effect": {"as_of": effect.day} | {name: frame.to_dicts() for name, frame in frames.items()}}


def _suggest(workspace: Workspace, arguments: argparse.Namespace) -> None:
    """What one would do next, where it can be done."""
    days, root = workspace.published_dates(), shlex.quote(str(workspace.root))
    if {arguments.before, arguments.after} <= set(days):
        console.next_step(f"hedui diff {arguments.before} {arguments.after} --workspace {root} 看两次发布的差别")
    elif not arguments.out:
        same = f"hedui params diff {arguments.before} {arguments.after} --workspace {root}"
        console.next_step(f"{same} --out 文件.html 写成可打印的文件")


def _print(frame: pl.DataFrame, columns: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        console.data_json(frame.to_dicts())
    else:
        console.table(list(columns.values()), frame.select(columns.keys()).iter_rows())
