"""What one published table is: its columns with their words, the flow that makes it, and everywhere it goes.

A table is declared once, in `schemas.outputs`; its file, sheet, list on the page, drops, controls and its part of the
data dictionary follow from what it says here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from schemas.flow import Flow
from schemas.words import Words

TEXT = pl.String()
COUNT = pl.Int64()
DATE = pl.Date()
YUAN = pl.Decimal(18, 2)
LAST = 1_000
"""The place of what asks for none: after all others, by name."""


@dataclass(frozen=True)
class Field:
    """One column of a published table.

    Attributes:
        name: English column name.
        dtype: published dtype (money: decimal yuan; months: `YYYY-MM` text).
        label: Chinese label.
        note: what it holds, in Chinese, as far as its words do not say it.
        masked: holds a resident id or account that is masked in whatever leaves the bureau.
        words: the published words that it holds; None where it holds no words.
        content: a row in which only others changed is the same to the city platform.
        in_parts: published only of a city whose extracts come in parts by county; elsewhere it holds nothing.
    """

    name: str
    dtype: pl.DataType
    label: str
    note: str = ""
    masked: bool = False
    words: Words | None = None
    content: bool = True
    in_parts: bool = False

    def __post_init__(self) -> None:
        """Refuses a column that says nothing of itself.

        Raises:
            ValueError: it has no description, or words that are no text.
        """
        if not self.description or (self.words and self.dtype != TEXT):
            raise ValueError(f"{self.name}: a column needs a description, and words are text")

    @property
    def description(self) -> str:
        """What it holds, in Chinese: the note, then its words with their meaning."""
        only = "仅在数据按县(市、区)分文件报送时有" if self.in_parts else ""
        return ";".join(filter(None, [self.note, self.words.legend if self.words else "", only]))


@dataclass(frozen=True)
class InWorkbook:
    """How a table stands in reports.xlsx.

    Attributes:
        sheet: name of its sheet, at most 31 characters; where it has several, what their names begin with.
        place: position among the sheets.
    """

    sheet: str
    place: int = LAST


@dataclass(frozen=True)
class OnPage:
    """How a table stands on index.html.

    Attributes:
        anchor: the section's name in addresses, ASCII.
        title: its heading and its entry in the contents.
        rows: how many rows a plain list shows; the page says how many it leaves out.
    """

    anchor: str
    title: str
    rows: int = 200


@dataclass(frozen=True)
class Table:
    """One published table.

    Attributes:
        name: file stem.
        title: Chinese title.
        unit: what one row is, in Chinese.
        fields: its columns.
        order: columns that sort it, so that the same content gives the same bytes.
        flow: the flow that makes it, and by hand republishes it.
        place: position among the tables, in the dictionary and in the hand-overs.
        optional: published only where it has rows; a publication is complete without it.
        in_parts: optional, yet published of a city in parts without rows too: what it held is withdrawn so.
        unique: column of which no two rows hold the same; a publication with two is stopped.
        bounded: it may not grow beyond `max_findings_growth` from one publication to the next.
        workbook: its sheet; None: Parquet only.
        page: its section of the page; None: not on it.
        supervision: it goes to the supervision campaign, masked.
        city_platform: columns that make the key under which a row goes to the city platform; none: it stays.
    """

    name: str
    title: str
    unit: str
    fields: tuple[Field, ...]
    order: tuple[str, ...]
    flow: Flow
    place: int = LAST
    optional: bool = False
    in_parts: bool = False
    unique: str | None = None
    bounded: bool = False
    workbook: InWorkbook | None = None
    page: OnPage | None = None
    supervision: bool = False
    city_platform: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Its file in the publication, and before the campaign."""
        return f"{self.name}.parquet"

    @property
    def drop(self) -> str:
        """Its file before the city platform."""
        return f"{self.name}.csv"

    @property
    def sheet(self) -> str:
        """Name of its sheet; empty where it has none."""
        return self.workbook.sheet if self.workbook else ""

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column -> published dtype."""
        return {field.name: field.dtype for field in self.fields}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Column -> Chinese label."""
        return {field.name: field.label for field in self.fields}

    def fields_of(self, rows: pl.DataFrame) -> tuple[Field, ...]:
        """The columns with which rows are published: those of a city in parts only where they hold anything."""
        return tuple(one for one in self.fields if not one.in_parts or rows[one.name].null_count() < rows.height)

    def whole(self, published: pl.DataFrame) -> pl.DataFrame:
        """Rows as they were published, with the columns of a city in parts where they have none."""
        lacking = [one for one in self.fields if one.in_parts and one.name not in published.columns]
        return published.with_columns(pl.lit(None, one.dtype).alias(one.name) for one in lacking)

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)
