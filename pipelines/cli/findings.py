"""`hedui findings`: the clues to work on, given out, taken in, and the life of each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command, group
from pipelines.cli.values import as_of_day, folder, new_workbook
from pipelines.workspace.folders import Workspace
from schemas.terms import DataStatus, FindingState

if TYPE_CHECKING:
    from pipelines.findings.chosen import Wanted
    from pipelines.findings.intake import Imported

group("findings", "线索办理: 清单、交办、导入结果、经过", "动作")

_TOWN = argument("--town", default="", metavar="乡镇街道", help="只要该乡镇街道的")
_COUNTY = argument("--county", default="", metavar="县(市、区)", help="只要该县(市、区)报送的(按县分文件的市)")
_CHECK = argument("--check", default="", metavar="检查项", help="只要该检查项的,如 D1")
_THEME = argument("--theme", default="", metavar="专题", help="只要该督查专题的")
_STATE = argument("--state", default="", metavar="办理状态", help="只要该状态的,如 待核实、属实(默认未办完的)")


@command(
    "findings list",
    Use.DECIDE,
    "列出要办理的线索",
    "the clues to work on, with all entries on record",
    _TOWN,
    _COUNTY,
    _CHECK,
    _STATE,
    argument("--status", nargs="+", default=[], metavar="数据状态", help="只要该数据状态的,如 新增、再现(可多个)"),
    argument("--overdue", action="store_true", help="只要逾期的"),
    _THEME,
)
def list_findings(arguments: argparse.Namespace) -> int:
    """Lists the clues that are asked for."""
    from pipelines.findings.chosen import chosen
    from pipelines.findings.standing import looked_at

    workspace = Workspace(arguments.workspace)
    with looked_at(workspace, as_of_day("today")) as (warehouse, stands):
        found = chosen(workspace, warehouse, stands, _wanted(arguments))
    rows = [_masked(row) for row in found.drop("facts", "answer").iter_rows(named=True)]
    if arguments.json:
        console.data_json({"as_of": stands.as_of, "clues": rows})
    else:
        console.table([*_CLUE_HEADS], map(_cells, rows))
        console.note(f"{stands.as_of} 的发布,{len(rows)} 条线索")
    if rows:
        console.next_step("hedui findings assign 交办;hedui findings history 线索编号 看经过")
    return 0


@command(
    "findings export",
    Use.DECIDE,
    "把要办理的线索导出为可填写的工作簿",
    "the clues to work on as a workbook to fill in",
    argument("file", nargs="?", type=new_workbook, metavar="文件.xlsx", help="要写的工作簿"),
    argument("--by-town", type=folder, metavar="文件夹", help="每个乡镇街道写一个工作簿到此文件夹"),
    _TOWN,
    _COUNTY,
    _CHECK,
    _STATE,
    _THEME,
)
def export(arguments: argparse.Namespace) -> int:
    """Writes the workbooks and says what is in them."""
    from pipelines.findings.chosen import Wanted
    from pipelines.findings.export import export_work

    asked = arguments
    wanted = Wanted(asked.town, asked.check, asked.state, theme=asked.theme, county=asked.county)
    done = export_work(Workspace(asked.workspace), wanted, as_of_day("today"), asked.file, asked.by_town)
    if asked.json:
        console.data_json({"files": [{"file": str(path), "clues": count} for path, count in done.items()]})
    else:
        for path, count in done.items():
            console.data(f"{path}: {count} 条线索")
    if done:
        console.next_step("填好后运行 hedui findings import 文件.xlsx")
    else:
        console.note("没有要办理的线索,没有写工作簿")
    return 0


@command(
    "findings import",
    Use.DECIDE,
    "导入填好的线索办理表,全部无误才登记",
    "takes assignments, results and disposals, all or none",
    argument("file", type=Path, metavar="文件", help="填好的 xlsx 或 CSV"),
    argument("--dry-run", action="store_true", help="只检查并列出将要登记的,不登记"),
)
def take(arguments: argparse.Namespace) -> int:
    """Takes a form that was filled in and says what was put on record."""
    from pipelines.findings.intake import import_work

    workspace = Workspace(arguments.workspace)
    now = datetime.now().astimezone()
    done = import_work(workspace, arguments.file, as_of_day("today"), now, dry_run=arguments.dry_run)
    _say_taken(arguments, done, "没有一行填了要登记的内容", dry_run=arguments.dry_run)
    return 0


@command(
    "findings assign",
    Use.DECIDE,
    "把清单中的线索一次交办给一个单位",
    "gives all clues of a list to a unit",
    argument("--unit", required=True, metavar="单位", help="交办单位"),
    argument("--due", required=True, type=as_of_day, metavar="YYYY-MM-DD", help="办理期限"),
    argument("--by", required=True, metavar="姓名", help="经办人"),
    _TOWN,
    _COUNTY,
    _CHECK,
)
def assign(arguments: argparse.Namespace) -> int:
    """Gives out what a list with these filters shows."""
    from pipelines.findings.assign import assign_work
    from pipelines.findings.chosen import Wanted

    workspace = Workspace(arguments.workspace)
    wanted = Wanted(town=arguments.town, check=arguments.check, county=arguments.county)
    today, now = as_of_day("today"), datetime.now().astimezone()
    done = assign_work(workspace, wanted, arguments.unit, arguments.due, arguments.by, today, now)
    _say_taken(arguments, done, "没有符合条件的待办线索,没有交办", dry_run=False)
    return 0


@command(
    "findings history",
    Use.DECIDE,
    "一条线索的全部经过: 每期是否查出,谁办理了什么",
    "every night and every entry of a clue",
    argument("id", metavar="编号", help="线索编号,或移交材料中的编号(专题/序号)"),
)
def history(arguments: argparse.Namespace) -> int:
    """Tells the life of a clue."""
    from pipelines.findings.past import past_of
    from reports.life import entry_cells, span_cells

    past = past_of(Workspace(arguments.workspace), arguments.id, as_of_day("today"))
    clue = _masked({name: value for name, value in past.clue.items() if name not in ("facts", "answer")})
    if arguments.json:
        entries = [_without_numbers(one) for one in past.entries.iter_rows(named=True)]
        console.data_json({"clue": clue, "nights": past.nights.to_dicts(), "entries": entries})
        return 0
    console.table([*_CLUE_HEADS], iter([_cells(clue)]))
    console.table(["起", "止", "期数", "结果"], span_cells(past.spans).iter_rows())
    console.table(["日期", "办理", "内容", "经办人", "复核人"], entry_cells(past.entries).iter_rows())
    return 0


_CLUE_HEADS = (
    "线索编号",
    "检查项",
    "乡镇街道",
    "姓名",
    "证件号码",
    "数据状态",
    "办理状态",
    "交办单位",
    "办理期限",
    "逾期",
)


def _wanted(arguments: argparse.Namespace) -> Wanted:
    from pipelines.findings.chosen import Wanted

    asked = arguments
    of_data = tuple(asked.status), asked.overdue
    return Wanted(asked.town, asked.check, asked.state, *of_data, asked.theme, asked.county)


def _masked(row: Mapping[str, object]) -> dict[str, object]:
    """A clue as it is shown: who it is by the last digits, no long number in any text."""
    from schemas.masking import mask_resident_ids, tail

    number, household = row["person_id_no"], row["household_no"]
    return _without_numbers(row) | {
        "person_id_no": None if number is None else tail(str(number)),
        "household_no": None if household is None else mask_resident_ids(str(household)),
    }


def _without_numbers(row: Mapping[str, object]) -> dict[str, object]:
    """A clue, or an entry about one, with every number of a person in its texts masked, save the number of the clue."""
    from schemas.masking import mask_written

    shown = {name: mask_written(value) if isinstance(value, str) else value for name, value in row.items()}
    return shown | {"finding_id": row["finding_id"]}


def _cells(row: Mapping[str, object]) -> list[object]:
    return [
        row["finding_id"],
        row["check_id"],
        row["town"],
        row["name"],
        row["person_id_no"],
        DataStatus.labels()[str(row["data_status"])],
        FindingState.labels()[str(row["state"])],
        row["assigned_to"],
        row["due_on"],
        "是" if row["overdue"] else "",
    ]


def _say_taken(arguments: argparse.Namespace, done: Imported, nothing: str, *, dry_run: bool) -> None:
    from pipelines.findings.intake import work_lines
    from schemas.work import WorkKind

    counts = {kind.value: count for kind, count in done.counts.items()}
    with console.afterwards():
        if arguments.json:
            entries = [_without_numbers(one) for one in work_lines(done.entries)]
            more = {"repeated": done.repeated, "not_done": done.not_done, "entries": entries}
            console.data_json({"dry_run": dry_run, "taken": counts, **more})
        else:
            told = "、".join(f"{WorkKind.labels()[kind]} {count} 条" for kind, count in counts.items())
            told = told or ("没有新的内容" if done.repeated else nothing)
            console.data(f"{'将登记' if dry_run else '已登记'}: {told}")
            if done.repeated:
                console.note(f"{done.repeated} 条已在册,未重复登记")
            for one in done.not_done:
                console.note(one)
    if done.entries and not dry_run:
        console.next_step(f"hedui run nightly --workspace {arguments.workspace},使登记进入发布的台账")
