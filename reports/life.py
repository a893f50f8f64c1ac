"""The life of a clue in words: what nights said of it, and what people entered about it."""

from __future__ import annotations

import polars as pl

from schemas.masking import LEAST_DIGITS, mask_numbers
from schemas.money import yuan_amount
from schemas.terms import Answer, FindingState
from schemas.work import WorkKind

_NOT_RUN = "检查项未运行"
ENTRY = ("date", "done", "content", "by", "reviewed_by")
"""Columns of `entry_cells`."""


def span_cells(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans of nights for people (columns `policies.clues.spans.SPANS`): begins, ends, nights, what they said."""
    # Whatever is no answer is a check that did not run.
    said = pl.col("answer").replace_strict(Answer.labels(), default=_NOT_RUN, return_dtype=pl.String)
    return spans.select("begins", "ends", "nights", said)


def entry_cells(entries: pl.DataFrame) -> pl.DataFrame:
    """Entries for people.

    Args:
        entries: columns `schemas.work.WORK`.

    Returns:
        Columns `ENTRY`, as many rows: date, what was done, its content with long numbers masked, by whom, reviewer.
    """
    said = (
        pl.col("unit"),
        pl.format("期限 {}", "due_on"),
        pl.col("result").replace_strict(FindingState.labels(), default=None, return_dtype=pl.String),
        pl.col("note"),
        pl.col("disposal"),
        pl.format("追回 {} 元", yuan_amount(pl.col("amount_recovered_fen")).cast(pl.String)),
    )
    filled = [pl.when(text.str.len_chars() > 0).then(text) for text in said]
    cells = entries.select(
        "date",
        pl.col("kind").replace_strict(WorkKind.labels(), return_dtype=pl.String).alias("done"),
        pl.concat_str(filled, separator=" ", ignore_nulls=True).alias("content"),
        "by",
        "reviewed_by",
    )
    return cells.with_columns(_without_long_numbers(cells["content"]))


def span_lines(spans: pl.DataFrame) -> pl.Series:
    """A line a span (columns `policies.clues.spans.SPANS`)."""
    several = pl.format("{} 至 {}（{} 期） {}", "begins", "ends", "nights", "answer")
    one = pl.format("{} {}", "begins", "answer")
    written = span_cells(spans).with_columns(_written(spans["begins"]), _written(spans["ends"]))
    return written.select(pl.when(pl.col("nights") == 1).then(one).otherwise(several).alias("line"))["line"]


def entry_lines(entries: pl.DataFrame) -> pl.Series:
    """A line an entry (columns `schemas.work.WORK`)."""
    who = [
        pl.when(pl.col(name).str.len_chars() > 0).then(pl.format(f"{word} {{}}", name))
        for word, name in (("经办", "by"), ("复核", "reviewed_by"))
    ]
    people = pl.concat_str(who, separator="，", ignore_nulls=True)
    signed = pl.when(people != "").then(pl.format("（{}）", people)).otherwise(pl.lit(""))
    return entry_cells(entries).select(pl.format("{} {}：{}{}", "date", "done", "content", signed).alias("line"))[
        "line"
    ]


def _written(days: pl.Series) -> pl.Series:
    """Dates as texts, each distinct one written once."""
    distinct = days.unique()
    return days.replace_strict(distinct, distinct.cast(pl.String), return_dtype=pl.String)


def _without_long_numbers(texts: pl.Series) -> pl.Series:
    """The texts with their long numbers masked, each distinct one of those that may hold one once."""
    long = texts.filter(texts.str.count_matches(r"\p{Nd}") >= LEAST_DIGITS).unique()
    return texts.replace(long, pl.Series([mask_numbers(text) for text in long], dtype=pl.String))
