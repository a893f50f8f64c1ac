"""`hedui check-inputs`: what a supplier runs before sending; it reads files as the night does and writes nothing."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace

if TYPE_CHECKING:
    from pipelines.checkup.inputs import Inspected
    from pipelines.corrections.folder import CorrectionsRead


@command(
    "check-inputs",
    Use.NIGHT,
    "报送前自查: 读一个文件、一个文件夹或工作区的 landing,不写任何东西",
    "what a supplier runs before sending: reads like the night and writes nothing",
    argument("path", nargs="?", type=Path, metavar="路径", help="文件或文件夹(默认工作区的 landing)"),
)
def check_inputs(arguments: argparse.Namespace) -> int:
    """Checks a file, a folder, or the landing folder of a workspace; 3 where the night would not use a file."""
    from pipelines.checkup.inputs import inspect_inputs
    from pipelines.workspace.settings import load_settings

    workspace = Workspace(arguments.workspace)
    settings = load_settings(workspace)
    path = arguments.path or workspace.landing
    found = inspect_inputs(
        path, settings.max_refused_share, _corrections(path, workspace), by_county=settings.by_county
    )
    if arguments.json:
        console.data_json(_without_ids(_facts(found)))
    else:
        _show(found)
    _say(found)
    return found.exit_code


def _corrections(path: Path, workspace: Workspace) -> CorrectionsRead:
    """The bureau's corrections, where its own files are looked at: a supplier's are checked as he wrote them."""
    from pipelines.corrections.folder import CorrectionsRead, read_corrections

    landing = workspace.landing.resolve()
    if landing not in (path.resolve(), path.resolve().parent):
        return CorrectionsRead()
    return read_corrections(workspace.corrections, as_of_day("today"))


def _show(found: Inspected) -> None:
    from pipelines.checkup.inputs import corrections_told, refused_values
    from reports.words import in_chinese
    from schemas.extracts import EXTRACTS
    from schemas.outputs.corrections import CORRECTIONS_NOT_APPLIED

    console.table(
        ("文件", "来源", "数据截止日", "行数", "接收", "退回"),
        (
            (
                _without_ids(one.file),
                EXTRACTS[extract.source].title,
                extract.cut_off,
                one.rows,
                one.accepted,
                one.quarantined,
            )
            for extract in found.extracts
            for one in extract.files
        ),
    )
    for number, row in enumerate(refused_values(found).iter_rows(named=True), 1):
        if number == 1:
            console.data("\n退回的值")
        _show_refused(number, row)
    told = in_chinese(corrections_told(found), CORRECTIONS_NOT_APPLIED)
    if told.height:
        console.data("")
        console.table(("更正", "来源", "列", "原值", "现值", "新值", "数据文件"), map(_without_ids, told.iter_rows()))
    for one in found.spoilt:
        console.data(f"\n{EXTRACTS[one.source].title} {_without_ids(one.text)}")


def _show_refused(number: int, row: Mapping[str, object]) -> None:
    from schemas.extracts import EXTRACTS
    from schemas.terms import QuarantineReason

    extract = EXTRACTS[str(row["source"])]
    reason = QuarantineReason(str(row["reason"])).label
    console.data(f"{number}. {extract.title}「{extract[str(row['column'])].header}」 {reason} {row['n']} 个")
    told = {"例(行号 值)": row["examples"], "怎样改": row["mend"], "可能本意是": row["meant"]}
    for word, text in told.items():
        if text:
            console.data(f"   {word}: {_without_ids(text)}")


def _without_ids(told: object) -> Any:
    """The same without resident ids in texts: somebody may have put one into the name of a file."""
    from schemas.masking import mask_resident_ids

    match told:
        case str():
            return mask_resident_ids(told)
        case Mapping():
            return {name: _without_ids(value) for name, value in told.items()}
        case list() | tuple():
            return [_without_ids(value) for value in told]
        case _:
            return told


def _say(found: Inspected) -> None:
    """What is to be said beside the result: control files, names, and what would be refused as a whole."""
    from pipelines.checkup.spoilt import HOW_TO_MEND
    from pipelines.ingest.control import DECLARES_NOTHING

    for extract in found.extracts:
        for file, declared, observed in extract.control.select("file", "declared", "observed").iter_rows():
            said = f"{declared}{observed}" if declared == DECLARES_NOTHING else f"控制文件 {declared},实际 {observed}"
            console.note(f"与控制文件不符 {file}: {said}")
    for file, key, like in found.unknown_keys:
        meant = f"(可能是 {like})" if like else ""
        console.note(f"控制文件 {file} 中的键 {key} 不认识{meant},未比对;认识的键为 rows、sha256、totals")
    if found.spoilt:
        console.hint(HOW_TO_MEND)
    refused = [(error.message, error.hint) for _, error in found.refused]
    for message, hint in (*refused, *((left.reason, left.hint) for left in found.corrections.left_out)):
        console.error(message)
        console.hint(hint)
    _warn(found)
    for one in found.unclaimed:
        console.note(f"未读取 {one.name}: {one.why}")
        console.hint(one.hint)
    if not found.exit_code and not found.nothing_left:
        console.next_step("改正退回的数据后报送,或直接报送(退回的行会原样列入退回数据清单)")


def _warn(found: Inspected) -> None:
    """Of what a night takes though it may not be meant: hidden sheets, copies, and files of which it has nothing."""
    for sheet in found.hidden:
        console.note(f"警告 {sheet.file}: 这是隐藏的工作表,其中 {sheet.rows} 行夜间也会读入")
        console.hint("如是备份或旧数据,请先取消隐藏并删去,否则同一个人会出现两次")
    for name in found.left_out:
        console.note(f"警告 {name}: 这张工作表没有表头,也没有像数据的行,夜间不会读入")
        console.hint("是说明的可以保留;是数据的请补上表头")
    for one in found.twice:
        what = "内容与它完全相同" if one.is_same else "文件名像是它的副本或另一版本"
        console.note(f"警告 {one.file}: 同一截止日另有 {one.like},{what};夜间会把两份都作为分文件读入")
        console.hint("如是同一部分,请只留一份,否则同一个人会出现两次")
    for again in found.repeated:
        console.note(f"警告 {again.file}: {again.rows} 行与另一行完全相同,第一处: 第 {again.first} 行与 {again.like}")
        console.hint("如是重复粘贴的行或复制的工作表,请删去,否则同一个人会出现两次")
    for extract in found.nothing_left:
        files, rows = "、".join(one.file for one in extract.files), sum(one.rows for one in extract.files)
        console.note(f"警告 {files}: {rows} 行全部被退回;夜间会照收此文件,但其中没有一行可用")
        console.hint("请按上表“怎样改”逐列改正后重新报送")


def _facts(found: Inspected) -> dict[str, object]:
    from pipelines.checkup.inputs import corrections_told, refused_values

    return {
        "files": [
            {
                "file": one.file,
                "source": extract.source,
                "cut_off": extract.cut_off,
                "rows": one.rows,
                "accepted": one.accepted,
                "quarantined": one.quarantined,
            }
            for extract in found.extracts
            for one in extract.files
        ],
        "quarantine": refused_values(found).to_dicts(),
        "spoilt_numbers": [asdict(one) for one in found.spoilt],
        "control_breaks": [row for extract in found.extracts for row in extract.control.to_dicts()],
        "unknown_control_keys": [{"file": file, "key": key, "meant": like} for file, key, like in found.unknown_keys],
        "corrections": corrections_told(found).to_dicts(),
        "left_out": [one.facts for one in found.corrections.left_out],
        "refused": [{"file": name, "error": error.message, "hint": error.hint} for name, error in found.refused],
        "hidden_sheets": [asdict(one) for one in found.hidden],
        "left_out_sheets": found.left_out,
        "sent_twice": [asdict(one) for one in found.twice],
        "repeated_rows": [asdict(one) for one in found.repeated],
        "nothing_left": [[one.file for one in extract.files] for extract in found.nothing_left],
        "unclaimed": [{"file": one.name, "why": one.why, "hint": one.hint} for one in found.unclaimed],
        "exit_code": found.exit_code,
    }
