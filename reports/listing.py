"""A list as the page shows it: its columns, its rows as text by town, and what stands in cells of every list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from reports.masks import without_resident_ids
from reports.movement import Movement
from reports.report import Report
from reports.words import UNKNOWN_AREA

_MARKS = ("town", "flags", "life")
"""What a list holds of each row beside its columns."""
_NO_ROWS = pl.DataFrame(schema=dict.fromkeys(_MARKS, pl.String()))
_ALWAYS = frozenset({"name", "village", "declared", "observed", "observed_source", "key", "reason", "finding_id"})
"""Columns that stand even where nothing is in them: that nothing is known is said."""


@dataclass(frozen=True)
class Head:
    """A column of a list.

    Attributes:
        name: column of the list's frame.
        label: what people read above it.
        kind: how its cells look: `name`, `key` (a number that is looked for), `clue` (one under which the clue's row
            is found), `link` (one that leads there), `day`, `figure`, `evidence`, `text`, or what stands small in the
            cell before it, under its text (`more`) or `beside` it.
    """

    name: str
    label: str
    kind: str = "text"


@dataclass(frozen=True, eq=False)
class Listing:
    """One list.

    Attributes:
        id: check, indicator or source; the list's name on the page.
        title: what people read.
        note: beside the title.
        total: rows in all.
        heads: its columns, those without anything in them left out.
        rows: the rows shown, in order: `town`, `flags` (bits of `reports.tonight.Occasion`), `life` (what became of
            the clue, as in `Report.lives`) and the columns of `heads`, all text.
        moved: against the publication before; None where there is none.
    """

    id: str
    title: str
    note: str
    total: int
    heads: tuple[Head, ...]
    rows: pl.DataFrame
    moved: Movement | None = None

    @property
    def hidden(self) -> int:
        """Rows that are not shown."""
        return self.total - self.rows.height


def listing(
    about: tuple[str, str, str, int],
    heads: Sequence[Head],
    rows: pl.DataFrame | None,
    moved: Movement | None = None,
) -> Listing:
    """A list of the rows; columns without anything in them are left out, and a `town` there always is."""
    frame = _NO_ROWS if rows is None else rows
    filled = [column.name for column in frame if column.null_count() < frame.height]
    kept = tuple(head for head in heads if head.name in filled or head.name in _ALWAYS)
    return Listing(*about, kept, _flagged(frame, kept), moved)


def town_or_unknown() -> pl.Expr:
    """The town of a row; of one that nobody knows the town of, that it is unknown."""
    return pl.col("town").fill_null(UNKNOWN_AREA)


def place() -> pl.Expr:
    """The file of a row, no resident id in its name; a clue about a household has a source only."""
    named = pl.coalesce("file", "source").cast(pl.String)
    return without_resident_ids(named).alias("place")


def line() -> pl.Expr:
    """The line of a row in its file, as people read it."""
    return pl.format("第 {} 行", "row_number").alias("line")


def lives(report: Report) -> pl.Expr:
    """What became of each clue as the column `life`; null where nothing is known of it."""
    told = report.lives
    found = pl.col("finding_id").replace_strict(told["finding_id"], told["life"], default=None, return_dtype=pl.String)
    return found.alias("life")


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with every value as the text that stands in its cell."""
    return rows.with_columns(pl.all().cast(pl.String))


def by(rows: pl.DataFrame, key: str) -> dict[str, pl.DataFrame]:
    """The rows of each value of a column, in their order."""
    return {str(name): part for (name,), part in rows.partition_by(key, as_dict=True, maintain_order=True).items()}


def totals(rows: pl.DataFrame, key: str) -> dict[str, int]:
    """Value of a column -> how many rows have it."""
    return dict(rows.group_by(key).len().iter_rows())


def _flagged(rows: pl.DataFrame, heads: Iterable[Head]) -> pl.DataFrame:
    names = (*_MARKS, *(head.name for head in heads))
    return rows.select(pl.col(name) if name in rows.columns else pl.lit(None, pl.String).alias(name) for name in names)
