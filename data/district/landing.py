"""Puts a district's extracts into a landing folder as the agencies' files, and says on which line each row stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from data.district.csv_file import csv_bytes
from data.district.dice import Dice
from data.district.layouts import LAYOUTS, Layout
from data.district.sheet import Sheet, lay_out
from data.district.spelling import spelled
from data.district.xlsx_file import xlsx_bytes
from schemas.column import Kind
from schemas.extract import Extract

_STALE_DAYS = 30
_CELLS_OF_A_BOOK = 3_000_000
"""What a workbook of an office holds at most; many more take a spreadsheet minutes to open."""


@dataclass(frozen=True)
class Office:
    """Who writes the files: where, for which date, with which chance; of a city which county of which."""

    folder: Path
    as_of: date
    seed: int
    county: str = ""
    counties: tuple[str, ...] = ()

    def dice(self, purpose: str) -> Dice:
        """The stream of one purpose."""
        return Dice(self.seed, f"files/{purpose}{'/' + self.county if self.county else ''}")

    def file_name(self, layout: Layout, part: str = "") -> str:
        """Name of the file that holds a part of an extract; a county's stands before it."""
        return layout.file_name(self.as_of, "_".join(filter(None, [self.county, part])))


def texts_of(rows: pl.DataFrame, extract: Extract, dice: Dice) -> pl.DataFrame:
    """Spells the values of a roster: text columns by English name, those that it has."""
    bookish = LAYOUTS[extract.source].kind == "xlsx"
    present = [column for column in extract.columns if column.field in rows.columns]
    return pl.DataFrame({c.name: spelled(rows[c.field], c, dice, bookish=bookish) for c in present})


def write_files(texts: pl.DataFrame, extract: Extract, office: Office) -> pl.DataFrame:
    """Writes the files of one extract.

    Args:
        texts: text columns by English name, one row a data row.
        extract: the declaration.
        office: where and how.

    Returns:
        `file` String and `row_number` Int64 of each row, in order.
    """
    layout = LAYOUTS[extract.source]
    writer = {"csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}[layout.kind]
    return writer(texts, extract, layout, office)


def _parts(texts: pl.DataFrame, layout: Layout) -> list[tuple[str, pl.DataFrame]]:
    numbered = texts.with_row_index("_row")
    if not layout.by_town or texts.is_empty():
        return [("", numbered)]
    named = numbered.with_columns(_part=pl.col("town").fill_null("其他"))
    return [(str(key[0]), part.drop("_part")) for key, part in named.group_by("_part", maintain_order=True)]


def _write_csv(texts: pl.DataFrame, extract: Extract, layout: Layout, office: Office) -> pl.DataFrame:
    places = []
    for name, part in _parts(texts, layout):
        sheet = lay_out(part.drop("_row"), extract, layout, office.as_of, office.dice(f"{extract.source}/{name}"))
        file = office.file_name(layout, name)
        content = csv_bytes(sheet, layout)
        _store(office.folder / file, content)
        _control(office.folder / file, content, part, extract, layout)
        places.append(part.select("_row", file=pl.lit(file), row_number=sheet.row_numbers))
    return pl.concat(places).sort("_row").select("file", "row_number")


def _write_xlsx(texts: pl.DataFrame, extract: Extract, layout: Layout, office: Office) -> pl.DataFrame:
    books = _books(_parts(texts, layout))
    places = []
    for number, parts in enumerate(books, 1):
        file = office.file_name(layout, str(number) if len(books) > 1 else "")
        sheets: dict[str, Sheet] = {}
        for place, (name, part) in parts:
            content = _as_block(part, extract) if layout.blocks and place % 2 == 0 else part
            title = name or "Sheet1"
            sheets[title] = lay_out(
                content.drop("_row"), extract, layout, office.as_of, office.dice(f"{extract.source}/{name}")
            )
            places.append(part.select("_row", file=pl.lit(f"{file}#{title}"), row_number=sheets[title].row_numbers))
        _store(office.folder / file, xlsx_bytes(sheets))
    return pl.concat(places).sort("_row").select("file", "row_number")


def _books(parts: Sequence[tuple[str, pl.DataFrame]]) -> list[list[tuple[int, tuple[str, pl.DataFrame]]]]:
    """The numbered sheets of each workbook: a city's fill several, for a spreadsheet that holds all would not open."""
    books: list[list[tuple[int, tuple[str, pl.DataFrame]]]] = [[]]
    cells = 0
    for number, part in enumerate(parts):
        own = part[1].height * part[1].width
        if books[-1] and cells + own > _CELLS_OF_A_BOOK:
            books.append([])
            cells = 0
        books[-1].append((number, part))
        cells += own
    return books


def _as_block(part: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """Household columns on the first row of each household's block only."""
    opener = pl.col(str(extract.household_block))
    first = opener.ne_missing(opener.shift(1))
    names = [column.name for column in extract.columns if column.block and column.name in part.columns]
    return part.with_columns(pl.when(first).then(pl.col(name)).alias(name) for name in names)


def _write_parquet(texts: pl.DataFrame, extract: Extract, layout: Layout, office: Office) -> pl.DataFrame:
    file = office.file_name(layout)
    path = office.folder / file
    texts.write_parquet(path, compression="zstd", statistics=False)
    return texts.select(file=pl.lit(file), row_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _store(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _control(path: Path, content: bytes, part: pl.DataFrame, extract: Extract, layout: Layout) -> None:
    """A control file with rows, hash and, for payments, the sum of what is readable."""
    if layout.control is None:
        return
    body: dict[str, object] = {
        "rows": part.height + (not layout.control),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    totals = [column for column in extract.columns if column.name == "total" and column.kind is Kind.MONEY]
    if totals:
        fen = part["total"].str.replace_all(",", "").cast(pl.Decimal(18, 2), strict=False).sum()
        body["totals"] = {totals[0].header: float(fen)}
    path.with_suffix(".ctl.json").write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")


def write_stale_copy(texts: pl.DataFrame, extract: Extract, office: Office) -> None:
    """An older extract that no run for the date may read: last month's first half."""
    layout = LAYOUTS[extract.source]
    before = replace(office, as_of=office.as_of - timedelta(days=_STALE_DAYS))
    dice = office.dice(f"{extract.source}/stale")
    sheet = lay_out(texts.head(texts.height // 2), extract, layout, before.as_of, dice)
    _store(office.folder / before.file_name(layout), csv_bytes(sheet, layout))
