"""The life of a clue in words: what nights said of it, and what people entered about it."""

from __future__ import annotations

from typing import Any

import polars as pl

from schemas.masking import mask_written
from schemas.money import yuan_amount
from schemas.terms import Answer, FindingState
from schemas.work import WorkKind

_NOT_RUN = "检查项未运行"
_SEVERAL, _ONE = "{} 至 {}（{} 期） {}", "{} {}"
_EARLIER = "更早的 {} 行从略，见 hedui findings history"
_PHONE_DIGITS = 10
"""A telephone number with its area code has as many and more."""
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
        As many rows: date, done (what was done), content (with long numbers masked), by (whom), reviewed_by.
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
    return cells.with_columns(_without_numbers(cells["content"]))


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
    """The nights of each clue in numbers.

    Args:
        spans: columns `policies.clues.spans.SPANS`, the spans of a clue together, oldest first.

    Returns:
        finding_id, nights (String) with a comma between: how many spans are left out because they are older, the day
        since 1970 on which the first of the others begins, and of each other span one number: its nights times as many
        words as `LIFE_WORDS` has in `said`, and the number of what they said there. So of one that begins on the day
        after the one before it, with a night each day; of any other an array, the days on which it begins and ends, its
        nights and what they said.
    """
    clue = (pl.col("finding_id") != pl.col("finding_id").shift()).fill_null(value=True).cum_sum()
    place = pl.int_range(pl.len(), dtype=pl.Int64)
    numbered = spans.with_columns(clue=clue, place=place).with_columns(pl.col("clue").set_sorted())
    ends = numbered.group_by("clue", maintain_order=True).agg(pl.col("finding_id").first(), count=pl.len())
    ends = ends.with_columns(pl.col("count").cast(pl.Int64), end=pl.col("count").cum_sum().cast(pl.Int64))
    newest = numbered.filter(pl.col("place") >= pl.lit(ends["end"] - _MOST).gather(pl.col("clue") - 1))
    lines = newest.select("clue", "begins", _in_numbers(newest).alias("line"))
    joined = lines.group_by("clue", maintain_order=True).agg(pl.col("begins").first().to_physical(), "line")
    earlier = (ends["count"] - _MOST).clip(lower_bound=0)
    nights = joined.select(pl.concat_str(pl.lit(earlier), "begins", pl.col("line").list.join(","), separator=","))
    return pl.DataFrame([ends["finding_id"], nights.to_series().alias("nights")])


def lives_of(nights: pl.DataFrame, entries: pl.DataFrame) -> pl.DataFrame:
    """The life of each clue as pages carry it: its nights as numbers, for they are many and all say nearly the same.

    Args:
        nights: as `nights_of` gives them, each clue once.
        entries: columns `schemas.work.WORK`, those of a clue in order; of clues without nights nothing is told.

    Returns:
        finding_id, life (String): one line of nights, then a line an entry, of many the newest.
    """
    rows = pl.DataFrame([entries["finding_id"], entry_lines(entries).alias("line")])
    lines = rows.group_by("finding_id", maintain_order=True).agg("line")
    newest, more = pl.col("line").list.tail(_MOST).list.join("\n"), pl.col("line").list.len() > _MOST
    cut = pl.format(_EARLIER + "\n{}", pl.col("line").list.len().cast(pl.Int64) - _MOST, newest)
    said = lines.select("finding_id", entry=pl.when(more).then(cut).otherwise(newest))
    both = nights.join(said, on="finding_id", how="left")
    return both.select("finding_id", life=pl.concat_str("nights", "entry", separator="\n", ignore_nulls=True))


def _in_numbers(spans: pl.DataFrame) -> pl.Series:
    """Each span as `nights_of` says; the first of a clue gives the day on which the others count on."""
    said = pl.col("answer").replace_strict(_ANSWERS, range(len(_ANSWERS)), default=len(_ANSWERS), return_dtype=pl.Int64)
    told = spans.with_columns(pl.col("begins", "ends").to_physical(), said)
    follows = (pl.col("begins") == pl.col("ends").shift() + 1) | (pl.col("clue") != pl.col("clue").shift())
    is_usual = follows.fill_null(value=True) & (pl.col("nights") == pl.col("ends") - pl.col("begins") + 1)
    number = pl.col("nights") * len(LIFE_WORDS["said"]) + pl.col("answer")
    lines = told.select(number.cast(pl.String)).to_series()
    odd = told.with_row_index("at").remove(is_usual)
    whole = pl.format("[{},{},{},{}]", "begins", "ends", "nights", "answer")
    return lines.scatter(odd["at"], odd.select(whole).to_series()) if odd.height else lines


def _written(days: pl.Series) -> pl.Series:
    """Dates as texts, each distinct one written once."""
    distinct = days.unique()
    return days.replace_strict(distinct, distinct.cast(pl.String), return_dtype=pl.String)


def _without_numbers(texts: pl.Series) -> pl.Series:
    """The texts with numbers of persons masked, each distinct one of those that may hold one once."""
    long = texts.filter(texts.str.count_matches(r"\p{Nd}") >= _PHONE_DIGITS).unique()
    return texts.replace(long, pl.Series([mask_written(text) for text in long], dtype=pl.String))
