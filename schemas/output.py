"""What one published table is: its file and its columns with dtype, Chinese label, words and description."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from schemas.words import Words

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
        note: what it holds, in Chinese, as far as its words do not say it.
        masked: holds a resident id or account that is masked in whatever leaves the bureau.
        words: the published words that it holds; None where it holds no words.
    """

    name: str
    dtype: pl.DataType
    label: str
    note: str = ""
    masked: bool = False
    words: Words | None = None

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
        return ";".join(filter(None, [self.note, self.words.legend if self.words else ""]))


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
