"""Lays out one table as rows of text cells: titles, header, data, blank rows, totals and footers, with row numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.district.dice import Dice
from data.district.layouts import Layout
from data.district.places import DISTRICT
from schemas.column import Column, Kind
from schemas.extract import Extract

_REMARKS = (None, "已核", "电话:0746-83\n无人接听", '村里说"待查"', "见附件")
_EVERY = 900


@dataclass(frozen=True)
class Sheet:
    """Rows as they will stand in the file.

    Attributes:
        cells: text columns in the order of the file, every row of it.
        row_numbers: 1-based rows of the data, in their order.
        headers: header -> English column name of the declared columns.
        columns: declared column of each cell column, None for unknown ones.
    """

    cells: pl.DataFrame
    row_numbers: pl.Series
    headers: dict[str, str]
    columns: list[Column | None]


def lay_out(texts: pl.DataFrame, extract: Extract, layout: Layout, as_of: date, dice: Dice) -> Sheet:
    """Arranges the texts of data rows (columns by English name) as one sheet."""
    order = _column_order(extract, texts, layout, dice)
    headers = [_header(column, dice) for column in order]
    cells = texts.select(column.name for column in order).fill_null("")
    if layout.mark:
        marked = [
            c.name
            for c in order
            if c.kind in (Kind.RESIDENT_ID, Kind.IDENTIFIER) and c.name.endswith(("id_no", "certificate_no"))
        ]
        cells = cells.with_columns(
            pl.when(pl.col(name) != "").then(pl.lit(layout.mark) + pl.col(name)).otherwise(pl.lit("")).alias(name)
            for name in marked
        )
    columns: list[Column | None] = list(order)
    if layout.numbered:
        number = pl.int_range(1, pl.len() + 1).cast(pl.String).alias("_number")
        remark = dice.pick(cells.height, _REMARKS, [94, 3, 1, 1, 1]).fill_null("").alias("_remark")
        cells = cells.select(number, pl.all(), remark)
        headers = ["序号", *headers, "备注栏"]
        columns = [None, *columns, None]
    cells = cells.rename(dict(zip(cells.columns, [str(place) for place in range(cells.width)], strict=True)))
    return _with_other_rows(cells, headers, columns, extract, layout, as_of, dice)


def _column_order(extract: Extract, texts: pl.DataFrame, layout: Layout, dice: Dice) -> list[Column]:
    present = [column for column in extract.columns if column.name in texts.columns]
    return [present[place] for place in dice.order(len(present)).tolist()] if layout.shuffled else present


def _header(column: Column, dice: Dice) -> str:
    """One of the column's spellings, brackets in half or full width, blanks here and there."""
    spellings: list[str] = sorted(column.headers | {column.header})
    turn, style = (int(drawn) for drawn in dice.integers(2, 0, 5))
    text = spellings[turn % len(spellings)]
    if style == 0:
        return f" {text}"
    return text.replace("(", "（").replace(")", "）") if style in (1, 2) else text


def _with_other_rows(
    cells: pl.DataFrame,
    headers: list[str],
    columns: list[Column | None],
    extract: Extract,
    layout: Layout,
    as_of: date,
    dice: Dice,
) -> Sheet:
    width = cells.width
    above = [[f"{DISTRICT}{extract.title}情况表"], [f"填报单位：{DISTRICT}", f"填报日期：{as_of}"]][: layout.title]
    data = cells.with_columns(at=pl.int_range(pl.len()), rank=pl.lit(9), data=pl.lit(value=True))
    extras = [(-1, rank, row) for rank, row in enumerate([*above, headers])]
    if layout.footed:
        extras += _interruptions(cells.height, headers, dice)
    schema = {str(place): pl.String for place in range(width)}
    rows = [[*row, *[""] * (width - len(row))] for _, _, row in extras]
    other = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        at=pl.Series([at for at, _, _ in extras], dtype=pl.Int64),
        rank=pl.Series([rank for _, rank, _ in extras], dtype=pl.Int32),
        data=pl.lit(value=False),
    )
    everything = pl.concat([data, other]).sort("at", "rank", maintain_order=True)
    numbers = everything.with_row_index("row", offset=1).filter("data")["row"].cast(pl.Int64)
    declared = {header: column.name for header, column in zip(headers, columns, strict=True) if column}
    return Sheet(everything.select(*schema), numbers, declared, columns)


def _interruptions(height: int, headers: list[str], dice: Dice) -> list[tuple[int, int, list[str]]]:
    """Rows that are no data: before row `at` of the data, or behind the last."""
    times = min(max(height // _EVERY, 2), 60)
    spots = sorted(dice.integers(times * 4, 1, max(height - 1, 1)).tolist())
    kinds = ([""], headers, ["小计", "", "12"], ["审核人：李主任"])
    middle = [(spot, turn % 4, list(kinds[turn % 4])) for turn, spot in enumerate(spots)] if height > 8 else []
    end = [["合计", "", str(height)], [""], ["填表人：王", "", "审核人：李"]]
    return middle + [(height, rank, row) for rank, row in enumerate(end)]
