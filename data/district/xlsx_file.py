"""Writes sheets as a workbook: the few parts of OOXML that spreadsheets read, with fixed dates, so the same bytes.

Whole columns become markup at once; a general writer takes a second for every 80,000 cells.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import polars as pl

from data.district.sheet import Sheet
from schemas.column import Column, Kind

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NUMBER = r"^[0-9]{1,9}(\.[0-9]+)?$"
_CUT_ID = r"^[1-9][0-9]{14}000$"
_SERIAL = r"^[0-9]{5}$"


def xlsx_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of the given sheets in order. Blank cells below a household's first row are merged with it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in _frame_of_book(list(sheets)).items():
            _add(book, name, content)
        for number, sheet in enumerate(sheets.values(), 1):
            _add(book, f"xl/worksheets/sheet{number}.xml", _worksheet(sheet))
    return buffer.getvalue()


def _add(book: zipfile.ZipFile, name: str, content: str) -> None:
    part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    book.writestr(part, _HEAD + content)


def _frame_of_book(names: list[str]) -> dict[str, str]:
    numbers = range(1, len(names) + 1)
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in numbers
    )
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
    }


def _worksheet(sheet: Sheet) -> str:
    rows = sheet.cells.with_row_index("r", offset=1).with_columns(pl.col("r").cast(pl.String))
    cells = [_cell(str(place), _letters(place), column) for place, column in enumerate(sheet.columns)]
    markup = rows.select('<row r="' + pl.col("r") + '">' + pl.concat_str(cells) + "</row>").to_series()
    merges = _merges(sheet)
    merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(markup.to_list())}</sheetData>{merged}</worksheet>'


def _cell(name: str, letters: str, column: Column | None) -> pl.Expr:
    value = pl.col(name)
    escaped = value.str.replace_all("&", "&amp;", literal=True).str.replace_all("<", "&lt;", literal=True)
    reference = f'<c r="{letters}' + pl.col("r")
    text = reference + '" t="inlineStr"><is><t xml:space="preserve">' + escaped + "</t></is></c>"
    number = reference + '"><v>' + value + "</v></c>"
    pattern = _numeric_pattern(column)
    filled = pl.when(value.str.contains(pattern)).then(number).otherwise(text) if pattern else text
    return pl.when(value == "").then(pl.lit("")).otherwise(filled)


def _numeric_pattern(column: Column | None) -> str | None:
    if column is None:
        return None
    return {Kind.MONEY: _NUMBER, Kind.INTEGER: _NUMBER, Kind.RESIDENT_ID: _CUT_ID, Kind.DATE: _SERIAL}.get(column.kind)


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _merges(sheet: Sheet) -> list[str]:
    """Merged cells of the household number: a filled cell with the blank ones below it, row by adjoining row."""
    opener = next(
        (
            place
            for place, column in enumerate(sheet.columns)
            if column and column.name == "household_no" and column.block
        ),
        None,
    )
    if opener is None:
        return []
    data = pl.DataFrame({"row": sheet.row_numbers})
    values = sheet.cells[str(opener)].gather((data["row"] - 1).cast(pl.UInt32))
    blocks = data.with_columns(block=(values != "").cum_sum(), step=pl.col("row").diff().fill_null(1).ne(1).cum_sum())
    spans = blocks.group_by("block", "step", maintain_order=True).agg(
        first=pl.col("row").min(), last=pl.col("row").max()
    )
    letters = _letters(opener)
    return [
        f'<mergeCell ref="{letters}{first}:{letters}{last}"/>'
        for first, last in spans.filter(pl.col("last") > pl.col("first")).select("first", "last").rows()
    ]
