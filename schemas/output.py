"""What one published table is: its file and its columns with dtype, Chinese label and description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

TEXT = pl.String()
COUNT = pl.Int64()
DATE = pl.Date()
YUAN = pl.Decimal(18, 2)


@dataclass(frozen=True)
class Field:
    """One column of a published table.

    Attributes:
        name: English column name.
        dtype: published dtype (money: decimal yuan; months: `YYYY-MM` text).
        label: Chinese label.
        description: what it holds, in Chinese.
        masked: holds a resident id or account that is masked in whatever leaves the bureau.
    """

    name: str
    dtype: pl.DataType
    label: str
    description: str
    masked: bool = False


@dataclass(frozen=True)
class Table:
    """One published table.

    Attributes:
        name: file stem.
        title: Chinese title.
        unit: what one row is, in Chinese.
        fields: its columns.
        order: columns that sort it, so that the same content gives the same bytes.
    """

    name: str
    title: str
    unit: str
    fields: tuple[Field, ...]
    order: tuple[str, ...]

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Column -> published dtype."""
        return {field.name: field.dtype for field in self.fields}

    @cached_property
    def labels(self) -> dict[str, str]:
        """Column -> Chinese label."""
        return {field.name: field.label for field in self.fields}

    def empty(self) -> pl.DataFrame:
        """The table without rows."""
        return pl.DataFrame(schema=self.dtypes)
