"""`hedui review`: a workbook of doubtful rows goes out to reviewers, and their decisions come back to stay."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.values import as_of_day, new_workbook, whole
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError

group("review", "人工复核: 导出待复核的关联,导入判定", "动作")


@command(
    "review export",
    Use.DECIDE,
    "导出待复核人员的工作簿",
    "doubtful links to a workbook for clerks",
    argument("file", type=new_workbook, metavar="文件.xlsx", help="要写的工作簿"),
    argument("--source", action="append", default=[], metavar="来源", help="只复核某来源(可多次)"),
    argument("--linked", type=whole(0), default=0, metavar="组数", help="另抽查多少组已关联的行(默认 0)"),
    as_of("哪一次关联,默认最近一次", default=None),
)
def export(arguments: argparse.Namespace) -> int:
    """Writes the workbook and says what is in it."""
    from pipelines.review.export import export_review

    workspace = Workspace(arguments.workspace)
    if arguments.file.exists():
        raise ArgumentError(f"{arguments.file} 已存在,其中可能有填好的判定", hint="请先导入或移走,或换一个文件名")
    day = arguments.as_of or workspace.latest() or as_of_day("today")
    done = export_review(workspace, day, arguments.file, arguments.source, arguments.linked)
    facts = {
        "file": str(arguments.file),
        "review": done.review,
        "linked_sample": done.sampled,
        "lapsed": done.lapsed,
    }
    if arguments.json:
        console.data_json(facts)
    else:
        console.data(f"{arguments.file}: 待复核 {done.review} 组,已关联抽查 {done.sampled} 组")
    if done.lapsed:
        console.note(f"{done.lapsed} 条以前的判定因数据行或户籍信息变化已失效,列在工作簿「已失效判定」中")
    console.next_step(f"填好后运行 hedui review import {arguments.file} --workspace {arguments.workspace}")
    return 0


@command(
    "review import",
    Use.DECIDE,
    "导入填好的工作簿,全部无误才登记,此后每晚有效",
    "takes the decisions of a filled workbook, all or none",
    argument("file", type=Path, metavar="文件.xlsx", help="填好的工作簿"),
    argument("--decided-on", type=as_of_day, default="today", metavar="YYYY-MM-DD", help="判定日期,默认今天"),
)
def take(arguments: argparse.Namespace) -> int:
    """Takes the filled workbook and says what was put on record."""
    from pipelines.review.intake import import_review

    workspace = Workspace(arguments.workspace)
    workspace.require()
    if arguments.decided_on > (today := as_of_day("today")):
        raise ArgumentError(f"判定日期 {arguments.decided_on} 晚于今天 {today}", hint="请填实际判定的日期")
    taken = import_review(workspace, arguments.file, arguments.decided_on, datetime.now().astimezone())
    counts = {verdict.label: count for verdict, count in taken.verdicts.items()}
    if arguments.json:
        facts = {verdict.value: count for verdict, count in taken.verdicts.items()}
        more = {"repeated": taken.repeated, "superseded": taken.superseded, "left_out": taken.left_out}
        console.data_json({"taken": facts, **more})
    else:
        said = "、".join(f"{label} {count} 条" for label, count in counts.items()) or "没有新的判定"
        console.data(f"已登记: {said}")
    if taken.repeated:
        console.note(f"{taken.repeated} 条与在册判定完全相同,未重复登记")
    if taken.superseded:
        console.note(f"{taken.superseded} 条取代以前的判定;以前的仍在册")
    if taken.left_out:
        console.note(f"没有读取的工作表: {'、'.join(taken.left_out)}(其中没有判定的表头,也没有要判定的行)")
    day = workspace.latest()
    console.next_step(
        f"hedui run nightly --workspace {arguments.workspace}{f' --as-of {day}' if day else ''},使判定生效"
    )
    return 0
