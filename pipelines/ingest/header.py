"""Finds the header row of a table by the headers that its source declares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.column import Column, normalise_header
from schemas.errors import InputRefusedError
from schemas.extract import Extract

LOOK_AHEAD = 40
_NOTE = re.compile(r"[(:/\[【].*$")
"""What people write behind a header, such as a unit."""
_ENOUGH = 2


def header_position(rows: Sequence[Sequence[str]], extract: Extract, file: str) -> int:
    """Index of the first row that names all required columns; where none does, of that with most declared headers.

    A later page may well have a better header: what stands below the first would be lost above it.

    Raises:
        InputRefusedError: no row holds at least two declared headers.
    """
    scores = [known_headers(row, extract) for row in rows[:LOOK_AHEAD]]
    if max(scores, default=0) < _ENOUGH:
        wanted = "、".join(column.header for column in extract.columns if column.required)
        other = ";不是数据的工作表请删去" if "#" in file else ""
        raise InputRefusedError(f"{file}: 找不到 {extract.title} 的表头行", hint=f"表头行应含:{wanted}{other}")
    complete = (at for at, row in enumerate(rows[:LOOK_AHEAD]) if scores[at] >= _ENOUGH and _is_complete(row, extract))
    return next(complete, scores.index(max(scores)))


def layout(row: Sequence[str | None], extract: Extract) -> dict[int, str]:
    """Position -> English name of the column that a cell is a header of; other cells are left out."""
    known = {at: extract.column_of_header.get(normalise_header(cell or "")) for at, cell in enumerate(row)}
    return {at: column.name for at, column in known.items() if column}


def _is_complete(row: Sequence[str], extract: Extract) -> bool:
    named = set(layout(row, extract).values())
    return all(column.name in named for column in extract.columns if column.required)


def is_header(row: Sequence[str], extract: Extract) -> bool:
    """Whether a row may be a header: it holds at least two declared ones."""
    return known_headers(row, extract) >= _ENOUGH


def known_headers(row: Sequence[str], extract: Extract) -> int:
    """How many cells of a row are headers that the source declares."""
    return len(layout(row, extract))


def map_headers(headers: Sequence[str], extract: Extract, file: str) -> dict[int, Column]:
    """Position -> column, for the headers that the source declares; others are left out.

    An English name counts only where no Chinese header means the same column: `name` beside 姓名 is a column of
    somebody else's.

    Raises:
        InputRefusedError: a required column has no header, or two headers mean the same column.
    """
    texts = {position: normalise_header(header) for position, header in enumerate(headers)}
    known = {position: extract.column_of_header.get(text) for position, text in texts.items()}
    chinese = {column.name for position, column in known.items() if column and texts[position] in column.headers}
    found = {
        position: column
        for position, column in known.items()
        if column and (texts[position] in column.headers or column.name not in chinese)
    }
    _refuse_missing(found, extract, headers, file)
    _refuse_doubled(found, headers, file)
    return found


def _refuse_missing(found: dict[int, Column], extract: Extract, headers: Sequence[str], file: str) -> None:
    present = {column.name for column in found.values()}
    missing = [column for column in extract.columns if column.required and column.name not in present]
    if missing:
        looked_for = ";".join(f"{column.name}({'、'.join(sorted(column.headers))})" for column in missing)
        bare = (_NOTE.sub("", normalise_header(header)) for at, header in enumerate(headers) if at not in found)
        noted = [text for text in bare if any(text in column.headers for column in missing)]
        meant = f";表头{'、'.join(f'「{text}」' for text in noted)}之后的说明请删去" if noted else ""
        raise InputRefusedError(f"{file}: 缺少必需列 {looked_for}", hint=f"请补上该列或改正表头后重新报送{meant}")


def _refuse_doubled(found: dict[int, Column], headers: Sequence[str], file: str) -> None:
    seen: dict[str, int] = {}
    for position, column in found.items():
        if column.name in seen:
            both = f"「{headers[seen[column.name]]}」和「{headers[position]}」"
            raise InputRefusedError(f"{file}: 两列 {both} 都表示 {column.header}({column.name})", hint="请只保留一列")
        seen[column.name] = position
