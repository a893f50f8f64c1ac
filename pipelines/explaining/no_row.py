"""Why a line that was asked for has no row in a publication: what it may be, or that its file was not used."""

from __future__ import annotations

import re
from datetime import date

from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest

_LINE = re.compile(r"(?P<book>[^#]+?)(?P<sheet>#.+)?:[0-9]{1,9}")
_BOOK = ".xlsx"


def why_no_row(workspace: Workspace, day: date, asked: str) -> str | None:
    """What to do about `file:line` of which a publication holds nothing; None where no line was asked for.

    Args:
        workspace: where.
        day: of the publication.
        asked: as it was asked.
    """
    line = _LINE.fullmatch(asked)
    if line is None:
        return None
    listed = (read_manifest(workspace.publication(day)) or {}).get("inputs")
    used = {str(one["file"]) for one in listed} if isinstance(listed, list) else set()
    if line["book"] not in used:
        return f"{day} 没有使用文件 {line['book']};所用的文件见首页和 manifest.json"
    if line["book"].lower().endswith(_BOOK) and line["sheet"] is None:
        return f"工作簿的行要写明工作表,如 {line['book']}#Sheet1:5"
    return "此文件已用,但这一行不是数据行: 标题、表头、空行、合计、页脚,或在末行之后;工作簿请核对工作表名"
