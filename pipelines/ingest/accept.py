"""Splits data rows into accepted and refused ones: each refused value becomes one quarantine entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines.ingest.corrected import Corrections
from pipelines.ingest.repeated import AT_REST, are_many, held_small
from pipelines.ingest.rows import HOLDER, MISPLACED
from schemas.correction import CORRECTED, Correction
from schemas.extract import Extract
from schemas.extracts import REGISTRY
from schemas.outputs import OUTPUTS
from schemas.terms import QuarantineReason
from schemas.values import UNREADABLE, parse

_BATCH = 100_000
"""Rows split at a time."""
_ENTRIES = {"index": pl.UInt32(), "column": pl.String(), "reason": pl.String()}


@dataclass(frozen=True)
class Split:
    """What became of data rows.

    Attributes:
        accepted: `Extract.accepted` columns; of a civil registry of millions texts that repeat are Categorical.
        refused: the other rows as text, same columns by English name, with `file` and `row_number`.
        quarantine: one entry a refused value (columns of the quarantine output).
    """

    accepted: pl.DataFrame
    refused: pl.DataFrame
    quarantine: pl.DataFrame


class Batches:
    """Data rows on their way to being split: so many at a time, whatever files, sheets or pieces they come in."""

    def __init__(self, extract: Extract, corrections: Sequence[Correction] = ()) -> None:
        """Begins with nothing; `corrections` are those of this source."""
        self._extract = extract
        self._corrections = Corrections(extract, corrections)
        self._waiting: list[pl.DataFrame] = []
        self._splits: list[Split] = []
        self._held: list[pl.DataFrame] = []
        self._files: dict[str, int] = {}
        self._are_many = False

    def take(self, texts: pl.DataFrame) -> None:
        """Takes rows as `split` wants them, in order."""
        self._waiting.append(texts)
        if self._corrections:
            for file in texts["file"].unique(maintain_order=True):
                self._files.setdefault(file, len(self._files))
        if sum(rows.height for rows in self._waiting) >= _BATCH:
            self._split_waiting()

    def mark(self) -> int:
        """Splits what waits; says up to where, for `back_to`."""
        if self._waiting:
            self._split_waiting()
        return len(self._splits)

    def back_to(self, mark: int) -> None:
        """Forgets what was taken since."""
        del self._splits[mark:], self._held[mark:]
        self._waiting.clear()

    def joined(self) -> tuple[Split, pl.DataFrame]:
        """All rows taken, corrected and split, and what became of each correction (`CORRECTED`)."""
        if self._waiting or not self._splits:
            self._split_waiting()
        if not self._corrections:
            return self._together(), pl.DataFrame(schema=CORRECTED)
        settled = self._corrections.settled(pl.concat(self._held))
        if settled.rows.is_empty():
            return self._together(), settled.corrected
        self._split(settled.rows)
        whole = self._together()
        as_read = Split(self._in_order(whole.accepted), self._in_order(whole.refused), whole.quarantine)
        return as_read, settled.corrected

    def _split_waiting(self) -> None:
        rows = pl.concat(self._waiting)
        if self._corrections:
            rows, held = self._corrections.parted(rows)
            self._held.append(held)
        self._split(rows)
        self._waiting.clear()

    def _split(self, rows: pl.DataFrame) -> None:
        self._splits.append(split(rows, self._extract))
        if self._are_many:
            self._splits[-1] = _numbered(self._splits[-1])
        elif self._extract.source == REGISTRY and are_many(sum(one.accepted.height for one in self._splits)):
            self._are_many = True
            self._splits = [_numbered(one) for one in self._splits]

    def _together(self) -> Split:
        """All rows; nothing is left of those accepted where they were, so that no more than a column is held twice."""
        frames = [one.accepted for one in self._splits]
        return Split(
            accepted=pl.DataFrame([self._whole(frames, name) for name in frames[0].columns]),
            refused=pl.concat([one.refused for one in self._splits]),
            quarantine=pl.concat([one.quarantine for one in self._splits]).sort(OUTPUTS["quarantine"].order),
        )

    def _whole(self, frames: Sequence[pl.DataFrame], name: str) -> pl.Series:
        """A column taken out of all; whoever looks up a few rows of one that lies in pieces copies all of it first."""
        in_one_piece = not self._are_many or name not in AT_REST
        return pl.concat([frame.drop_in_place(name) for frame in frames], rechunk=in_one_piece)

    def _in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows as they were read, those that were set aside among them again."""
        file = pl.col("file").cast(pl.String)
        return rows.sort(file.replace_strict(self._files, return_dtype=pl.UInt32), "row_number")


def _numbered(one: Split) -> Split:
    return replace(one, accepted=held_small(one.accepted))


def split(rows: pl.DataFrame, extract: Extract) -> Split:
    """Parses and validates data rows.

    Args:
        rows: cleaned text by English name with `file`, `row_number` and `misplaced`, household blocks filled.
        extract: the declaration.
    """
    from schemas.validation import failures  # costly to import; on most nights nothing is read, or little

    parsed = rows.select(*(parse(rows[column.name], column) for column in extract.columns), "file", "row_number")
    entries = _unreadable(rows, parsed, extract)
    failed = failures(parsed, extract).join(entries, on=["index", "column"], how="anti")
    entries = pl.concat([entries, failed])
    if rows[MISPLACED].any():
        misplaced = _misplaced(rows, extract)
        entries = pl.concat([misplaced, entries.join(misplaced, on="index", how="anti")])
    bad = entries["index"].unique()
    is_bad = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(bad.implode())
    return Split(
        accepted=parsed.remove(is_bad).select(extract.accepted.keys()),
        refused=_on_their_own(rows.filter(is_bad).drop(MISPLACED, HOLDER, strict=False)),
        quarantine=_quarantine(entries, rows, extract),
    )


def _on_their_own(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows with texts of their own: few of many would else hold those of all, which they share."""
    return rows.with_columns(pl.concat_str(pl.col(name), pl.lit("")) for name in rows.select(pl.col(pl.String)).columns)


def _unreadable(rows: pl.DataFrame, parsed: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    entries = [pl.DataFrame(schema=_ENTRIES)]
    for column in extract.columns:
        text, value = rows[column.name], parsed[column.field]
        empty = text.null_count() if column.default is None else 0
        if column.kind in UNREADABLE and value.null_count() > empty:
            places = (text.is_not_null() & value.is_null()).arg_true()
            said = {"index": places, "column": column.name, "reason": UNREADABLE[column.kind].value}
            entries.append(pl.DataFrame(said, schema=_ENTRIES))
    return pl.concat(entries)


def _misplaced(rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    """One entry a row, for what its cells are is not known: it stands for the whole row."""
    column = next(column.name for column in extract.columns if column.required)
    return pl.DataFrame({"index": rows[MISPLACED].arg_true()}).select(
        pl.col("index").cast(pl.UInt32),
        pl.lit(column).alias("column"),
        pl.lit(QuarantineReason.MISPLACED.value).alias("reason"),
    )


def _quarantine(entries: pl.DataFrame, rows: pl.DataFrame, extract: Extract) -> pl.DataFrame:
    table = OUTPUTS["quarantine"]
    places = rows.with_row_index("index").join(entries.select("index").unique(), on="index", how="semi")
    values = places.unpivot(
        on=[column.name for column in extract.columns], index=["index", "file", "row_number"], variable_name="column"
    )
    return (
        entries.join(values, on=["index", "column"], how="left")
        .select(pl.lit(extract.source).alias("source"), "file", "row_number", "column", "reason", "value")
        .cast(pl.Schema(table.dtypes))
        .sort(table.order)
    )
