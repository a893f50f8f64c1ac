"""The life of a clue in words: what nights said of it, and what people entered about it."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.masking import LEAST_DIGITS, mask_numbers
from schemas.money import yuan_amount
from schemas.terms import Answer, FindingState
from schemas.work import WorkKind

_NOT_RUN = "检查项未运行"
_SEVERAL, _ONE = "{} 至 {}（{} 期） {}", "{} {}"
_EARLIER = "更早的 {} 行从略，见 hedui findings history"
_MOST = 12
"""Lines of nights, and of entries, that a page can bear of each of thousands of clues."""
_ANSWERS = tuple(Answer.labels())
LIFE_WORDS: dict[str, Any] = {
    "said": [*Answer.labels().values(), _NOT_RUN],
    "several": _SEVERAL,
    "one": _ONE,
    "earlier": _EARLIER,
}
"""How whoever draws a life (`lives_of`) says its nights; `said` by the number of what they said."""
NIGHTS: dict[str, pl.DataType] = {"finding_id": pl.String(), "line": pl.List(pl.String()), "earlier": pl.Int64()}
"""A row a clue: its newest spans of nights, each as a line in numbers, and how many older ones are left out."""
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
    several = pl.format(_SEVERAL, "begins", "ends", "nights", "answer")
    one = pl.format(_ONE, "begins", "answer")
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


def nights_of(spans: pl.DataFrame) -> pl.DataFrame:
    """The nights of each clue in numbers: columns `NIGHTS`.

    Args:
        spans: columns `policies.clues.spans.SPANS`, the spans of a clue together, oldest first.
    """
    return _by_clue(spans["finding_id"], _in_numbers(spans))


def lives_of(spans: pl.DataFrame, entries: pl.DataFrame, before: pl.DataFrame | None = None) -> pl.DataFrame:
    """The life of each clue as pages carry it: its nights as numbers, for they are many and all say nearly the same.

    Args:
        spans: columns `policies.clues.spans.SPANS`, the spans of a clue together, oldest first.
        entries: columns `schemas.work.WORK`, those of a clue in order; of clues without a span nothing is told.
        before: columns `NIGHTS`, each clue once, of spans before these; None where there are none.

    Returns:
        finding_id, life (String): one line with a comma between how many spans are left out because they are older,
        and of each other span the days since 1970 on which it begins and ends, its nights, and the number of what they
        said in `LIFE_WORDS`; then a line an entry, of many the newest.
    """
    nights = nights_of(spans) if before is None else _one_after_the_other(before, nights_of(spans))
    told = nights.select("finding_id", night=pl.concat_str("earlier", pl.col("line").list.join(","), separator=","))
    newest = pl.col("line").list.join("\n")
    cut = pl.format(_EARLIER + "\n{}", "earlier", newest)
    done = _by_clue(entries["finding_id"], entry_lines(entries))
    said = done.select("finding_id", entry=pl.when(pl.col("earlier") > 0).then(cut).otherwise(newest))
    both = told.join(said, on="finding_id", how="left")
    return both.select("finding_id", life=pl.concat_str("night", "entry", separator="\n", ignore_nulls=True))


def _one_after_the_other(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Columns `NIGHTS` of the clues of `after`, each with its earlier lines."""
    both = after.join(before, on="finding_id", how="left", suffix="_before", maintain_order="left")
    lines = pl.concat_list(pl.col("line_before").fill_null([]), "line")
    left_out = pl.col("earlier") + pl.col("earlier_before").fill_null(0)
    return _newest(both.select("finding_id", line=lines, earlier=left_out))


def _by_clue(clues: pl.Series, lines: pl.Series) -> pl.DataFrame:
    """finding_id, line (List of String), the newest lines of each clue, and earlier, how many more there are."""
    rows = pl.DataFrame([clues, lines.alias("line")]).group_by("finding_id", maintain_order=True).agg("line")
    return _newest(rows.with_columns(earlier=pl.lit(0, pl.Int64)))


def _newest(rows: pl.DataFrame) -> pl.DataFrame:
    more = (pl.col("line").list.len().cast(pl.Int64) - _MOST).clip(lower_bound=0)
    return rows.with_columns(pl.col("line").list.tail(_MOST), earlier=pl.col("earlier") + more)


def _in_numbers(spans: pl.DataFrame) -> pl.Series:
    said = pl.col("answer").replace_strict(_ANSWERS, range(len(_ANSWERS)), default=len(_ANSWERS), return_dtype=pl.UInt8)
    days = [pl.col(name).to_physical() for name in ("begins", "ends")]
    return spans.select(pl.concat_str(*days, "nights", said, separator=",").alias("line"))["line"]


def _written(days: pl.Series) -> pl.Series:
    """Dates as texts, each distinct one written once."""
    distinct = days.unique()
    return days.replace_strict(distinct, distinct.cast(pl.String), return_dtype=pl.String)


def _without_long_numbers(texts: pl.Series) -> pl.Series:
    """The texts with their long numbers masked, each distinct one of those that may hold one once."""
    long = texts.filter(texts.str.count_matches(r"\p{Nd}") >= LEAST_DIGITS).unique()
    return texts.replace(long, pl.Series([mask_numbers(text) for text in long], dtype=pl.String))
