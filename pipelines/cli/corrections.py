"""`hedui corrections`: the bureau's corrections of suppliers' rows, checked before a night takes them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command, group
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError, InputRefusedError

if TYPE_CHECKING:
    from pipelines.corrections.folder import CorrectionsRead

group("corrections", "对来源数据的更正: 检查更正文件", "动作")


@command(
    "corrections check",
    Use.DECIDE,
    "检查更正文件,一次说明全部错误,不应用",
    "whether all corrections files can be used, every fault in one go; applies nothing",
    argument("file", nargs="?", type=Path, metavar="文件", help="一个更正文件(默认工作区 corrections 中的全部)"),
)
def check_corrections(arguments: argparse.Namespace) -> int:
    """Ends in 3 where a file is faulty: a night would leave it out whole; in 2 where there is nothing to check."""
    found = _read(arguments)
    if found.faulty:
        told = "\n".join(f"{one.name}:\n" + "\n".join(f"  {fault}" for fault in one.faults) for one in found.faulty)
        faults = sum(len(one.faults) for one in found.faulty)
        raise InputRefusedError(f"更正文件共 {faults} 处有误\n{told}", hint="请改正后再次检查;有误的文件整个不用")
    if arguments.json:
        console.data_json({"corrections": len(found.lines), "by_source": _counts(found)})
    else:
        console.data(f"{len(found.lines)} 条更正均可用")
    console.next_step("hedui check-inputs 看各条更正能否对上现有数据;夜间运行时应用")
    return 0


def _read(arguments: argparse.Namespace) -> CorrectionsRead:
    from pipelines.corrections.folder import read_corrections

    if arguments.file is None:
        workspace = Workspace(arguments.workspace)
        workspace.require()
        return read_corrections(workspace.corrections, as_of_day("today"))
    if not arguments.file.is_file():
        raise ArgumentError(f"没有 {arguments.file} 这个文件", hint="请给出更正文件,或不给以检查整个文件夹")
    return read_corrections(arguments.file, as_of_day("today"))


def _counts(found: CorrectionsRead) -> dict[str, int]:
    return {source: len(lines) for source, lines in found.by_source.items()}
