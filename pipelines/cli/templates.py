"""`hedui templates`: an empty workbook a source, for suppliers to fill in."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import folder
from schemas.errors import ArgumentError


@command(
    "templates",
    Use.NIGHT,
    "为每个来源写一个空白报送表(表头、下拉选项、填写要求和示例)",
    "writes an empty workbook for each source: headers, lists to choose from, rules and an example",
    argument("folder", type=folder, metavar="文件夹", help="写到哪里;已有的同名文件不动"),
    argument("--source", action="append", metavar="来源", help="只要某来源的(可多次),如 低保在册"),
    in_workspace=False,
)
def templates(arguments: argparse.Namespace) -> int:
    """Writes the forms of all sources, or of those asked for."""
    from reports.blank_form import form_name, write_blank_form
    from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS

    unknown = [name for name in arguments.source or () if name not in EXTRACT_OF_NAME]
    if unknown:
        titles = "、".join(extract.title for extract in EXTRACTS.values())
        raise ArgumentError(f"没有名为 {'、'.join(unknown)} 的来源", hint=f"来源为 {titles}")
    wanted = [EXTRACT_OF_NAME[name] for name in arguments.source or EXTRACTS]
    written = {extract.source: arguments.folder / form_name(extract) for extract in wanted}
    if there := [path.name for path in written.values() if path.exists()]:
        raise ArgumentError(f"{arguments.folder} 中已有 {'、'.join(there)}", hint="请换一个文件夹,或先移走这些文件")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for extract in wanted:
        write_blank_form(extract, written[extract.source])
    console.written(written, as_json=arguments.json)
    console.next_step("填好后把文件名中的 YYYYMMDD 改为数据截止日,再用 hedui check-inputs 文件名 自查")
    return 0
