"""The rows of a publication as the city platform knows them: each by its key, and what it holds as one word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from io import BytesIO

import polars as pl

from reports.harmless import GUARD, harmless_frame
from reports.report import Report
from reports.words import in_chinese
from schemas.output import Field, Table
from schemas.terms.indicators import RECEIPT_RATE

NUMBER, OPERATION, KEY = "批次号", "操作", "主键"
"""The columns that every file of a batch begins with."""
_HASH_BYTES = 12
_KPI = "kpi"


@dataclass(frozen=True, eq=False)
class CityRows:
    """The rows of one table as they may go to the city platform.

    Attributes:
        table: its declaration.
        frame: the rows as published, in order.
        keys: the key of each.
        cells: what stands in its columns, as text that opens no formula.
    """

    table: Table
    frame: pl.DataFrame
    keys: pl.Series
    cells: pl.DataFrame

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns that they have."""
        return self.table.fields_of(self.frame)

    @cached_property
    def contents(self) -> pl.DataFrame:
        """file, key, content: the hash of all that counts as content; one row a key."""
        content = [field.name for field in self.fields if field.content]
        hashed = pl.DataFrame([self.keys, cell_hashes(self.cells.select(content)).alias("content")])
        together = hashed.group_by("key", maintain_order=True).agg(pl.col("content").str.join())
        return together.select(pl.lit(self.table.drop).alias("file"), "key", "content")


def city_rows(report: Report) -> tuple[CityRows, ...]:
    """All rows that may go to the city platform, table by table."""
    return tuple(_rows(report, table) for table in report.published if table.city_platform)


def city_frame(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows of a published table that may go to the city platform, in order: not what speaks of its own answers."""
    goes = frame.filter(pl.col(_KPI) != RECEIPT_RATE) if _KPI in table.dtypes else frame
    return goes.select(tuple(table.dtypes)).sort(table.order)


def city_keys(frame: pl.DataFrame, table: Table) -> pl.Series:
    """The key of each row, in the words of the published table."""
    return frame.select(pl.concat_str(pl.col(table.city_platform).cast(pl.String), separator="|").alias("key"))["key"]


def cell_hashes(cells: pl.DataFrame) -> pl.Series:
    """What each row of text holds as one word; an empty cell is as good as none."""
    rows = cells.select(pl.concat_str(pl.all().fill_null(""), separator="\x1f").alias("row"))["row"].to_list()
    hashes = [blake2b(row.encode(), digest_size=_HASH_BYTES).hexdigest() for row in rows]
    return pl.Series("hash", hashes, dtype=pl.String)


def digest_of_cells(cells: pl.DataFrame) -> str:
    """What a file of a batch (text under its headers) holds but for the batch's number, as one word."""
    kept = BytesIO()
    cells.select(pl.exclude(NUMBER).fill_null("")).write_csv(kept)
    return blake2b(kept.getbuffer(), digest_size=_HASH_BYTES).hexdigest()


def digest_of_files(mode: str, files: Iterable[tuple[str, str]]) -> str:
    """What a batch of a mode holds but for its number, as one word; `files`: name and digest of each, in order."""
    return blake2b(repr((mode, *files)).encode(), digest_size=_HASH_BYTES).hexdigest()


def raw_key() -> pl.Expr:
    """The key of a row of a file (column `主键`) without the sign that kept it from opening a formula."""
    return pl.col(KEY).str.replace(f"^{GUARD}([=+\\-@＝＋－＠])", "$1")


def _rows(report: Report, table: Table) -> CityRows:
    frame = city_frame(report.frame(table), table)
    said = harmless_frame(in_chinese(frame, table, report.check_titles))
    told = said.select(pl.col(field.name).cast(pl.String) for field in table.fields_of(frame))
    return CityRows(table, frame, city_keys(frame, table), told)
