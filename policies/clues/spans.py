"""The life of a clue as spans of nights: those one after the other that said the same of it."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from policies.clues.history import CLUE, History

NOT_RUN = "not_run"
"""What is told of a night on which the clue's check did not run."""
SPANS: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "begins": pl.Date(),
    "ends": pl.Date(),
    "nights": pl.Int64(),
    "answer": pl.String(),  # Answer, or NOT_RUN
}
"""A row a span: the first and the last of its nights, how many they are, and what they said."""
_IDLE: dict[str, pl.DataType] = {"check_id": pl.String(), "from": pl.Int64(), "to": pl.Int64()}
_SIDES: Final = ("right", "left")
_PART = (CLUE, "change", "from", "begins", "ends", "nights", "answer")


def spans_of(history: History, ids: pl.Series) -> pl.DataFrame:
    """The nights of clues, from the first that knew each on.

    Args:
        history: what the nights said; its answers sorted by clue and date.
        ids: finding_id of the clues that are asked for; those that no night knew are left out.

    Returns:
        Columns `SPANS`, a clue's spans together, oldest first.
    """
    asked = history.clues.filter(pl.col("finding_id").is_in(ids.implode()))
    every = nights_that_ran(history)
    idle = _idle(history, every, asked["check_id"].unique())
    of_clues = asked.select(CLUE, "check_id") if idle.height else asked.select(CLUE)  # answers are many: none is wider
    told = history.answers.select(CLUE, "as_of", "answer").join(of_clues, on=CLUE, maintain_order="left")
    if told.is_empty():
        return pl.DataFrame(schema=SPANS)
    changes = _placed(_turns(told, idle, every).with_row_index("change"), every)
    cut = _interrupted(changes, idle, every.len() + 1)
    together = _before(changes, cut, every)
    if cut.height:
        parts = [together, _idle_parts(cut, every), _after(cut, every)]
        together = pl.concat(parts).sort("change", "from")
    named = _joined(together).join(asked, on=CLUE, how="left", maintain_order="left")
    return named.select(pl.col(name).cast(dtype) for name, dtype in SPANS.items())


def going_on(spans: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The spans of clues of which one more night says what the last one said; columns `SPANS`.

    Args:
        spans: those before it, a clue's together, oldest first.
        as_of: the night, later than all others.
    """
    is_last = (pl.col("finding_id") != pl.col("finding_id").shift(-1)).fill_null(value=True)
    ends, nights = pl.when(is_last).then(pl.lit(as_of)).otherwise("ends"), pl.col("nights") + is_last
    return spans.with_columns(ends=ends, nights=nights)


def turned(spans: pl.DataFrame, tonight: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The spans of clues of which one more night says what the last one did not say; columns `SPANS`.

    Args:
        spans: those before it; none of clues that no night knew.
        tonight: finding_id, answer (`NOT_RUN` where the check did not run): each clue once.
        as_of: the night, later than all others.
    """
    night = {"begins": pl.lit(as_of), "ends": pl.lit(as_of), "nights": pl.lit(1, pl.Int64)}
    rows = pl.concat([spans, tonight.with_columns(**night).select(SPANS.keys())])
    return rows.sort("finding_id", "begins")


def nights_that_ran(history: History) -> pl.Series:
    """The nights on which any check ran, in order."""
    return history.ran.filter(pl.col("ran") != "")["as_of"].unique().sort()


def _turns(told: pl.DataFrame, idle: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    """The answers without those that say again what the one before said of the clue, on other evidence.

    Those of a night that is not known to have run the check stay: it is counted for what it changed alone.
    """
    again = (pl.col(CLUE) == pl.col(CLUE).shift()) & (pl.col("answer") == pl.col("answer").shift())
    ran = pl.col("as_of").is_in(every.implode())
    if idle.is_empty():
        return told.remove(again & ran)
    places = idle.select("check_id", place=pl.int_ranges("from", "to")).explode("place")
    nights = places.select("check_id", as_of=pl.lit(every).gather("place"), is_idle=pl.lit(value=True))
    known = told.join(nights, on=["check_id", "as_of"], how="left", maintain_order="left")
    return known.remove(again & ran & pl.col("is_idle").is_null()).drop("is_idle")


def _placed(told: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    """Each change with the nights after it that are its: from place `start` on, before place `end`.

    The night of the change itself is none of them: first versions did not say what ran.
    """
    another_follows = pl.col(CLUE) == pl.col(CLUE).shift(-1)
    days = told.select(pl.date_range(pl.col("as_of").min(), pl.col("as_of").max())).to_series()
    starts, ends = (every.search_sorted(days, side).cast(pl.Int64) for side in _SIDES)  # few, each looked for once
    day = (pl.col("as_of") - pl.col("as_of").min()).dt.total_days()
    return told.with_columns(
        start=pl.lit(starts).gather(day),
        end=pl.when(another_follows).then(pl.lit(ends).gather(day.shift(-1))).otherwise(every.len()),
    )


def _idle(history: History, every: pl.Series, checks: pl.Series) -> pl.DataFrame:
    """Places of the nights on which checks did not run, those one after the other together: columns `_IDLE`."""
    ran = history.ran.unique("as_of")
    nights = pl.DataFrame({"as_of": every}).join(ran, on="as_of", how="left", maintain_order="left")
    alike = nights.with_row_index("place").group_by(pl.col("ran").rle_id().alias("run"), maintain_order=True)
    runs = alike.agg(pl.col("ran").first(), pl.col("place").min().alias("from"), pl.col("place").max() + 1)
    each = runs.rename({"place": "to"}).join(pl.DataFrame({"check_id": checks.sort()}), how="cross")
    idle = each.remove(pl.col("ran").str.split(",").list.contains(pl.col("check_id"))).sort("check_id", "from")
    begins = (pl.col("from") != pl.col("to").shift(1).over("check_id")).fill_null(value=True)
    spells = idle.with_columns(spell=begins.cum_sum()).group_by("spell", "check_id", maintain_order=True)
    return spells.agg(pl.col("from").min(), pl.col("to").max()).select(
        pl.col(name).cast(dtype) for name, dtype in _IDLE.items()
    )


def _interrupted(changes: pl.DataFrame, idle: pl.DataFrame, wide: int) -> pl.DataFrame:
    """Each change once for every spell within its nights on which its check did not run, with the spell's places.

    The places of each check are counted on from those of the check before, `wide` apart, so that one search finds all.
    """
    if idle.is_empty():  # as of most districts, whose every night ran all checks
        return changes.clear().with_columns(pl.lit(None, pl.Int64).alias(name) for name in ("spell", "low", "high"))
    checks = pl.concat([changes["check_id"], idle["check_id"]]).unique().sort()
    bases = pl.int_range(checks.len(), eager=True) * wide
    base = pl.col("check_id").replace_strict(checks, bases, return_dtype=pl.Int64)
    counted = [(base + pl.col(name)).alias(name) for name in ("from", "to")]
    spells = idle.select(*counted, low="from", high="to")
    asked = changes.select(begin=base + pl.col("start"), until=base + pl.col("end"))
    first, beyond = (
        spells["to"].search_sorted(asked["begin"], "right").cast(pl.Int64),
        spells["from"].search_sorted(asked["until"], "left").cast(pl.Int64),
    )
    spell = pl.int_ranges(pl.lit(first), pl.max_horizontal(pl.lit(first), pl.lit(beyond)))
    some = changes.with_columns(spell=spell).filter(pl.col("spell").list.len() > 0).explode("spell")
    return some.with_columns(
        low=pl.max_horizontal(pl.lit(spells["low"]).gather(pl.col("spell")), "start"),
        high=pl.min_horizontal(pl.lit(spells["high"]).gather(pl.col("spell")), "end"),
    ).filter(pl.col("low") < pl.col("high"))


def _before(changes: pl.DataFrame, cut: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    """What a night changed, until the check did not run or the next change."""
    stops = cut.group_by("change").agg(stop=pl.col("low").min())
    whole = changes.join(stops, on="change", how="left").with_columns(stop=pl.coalesce("stop", "end"))
    later = pl.col("stop") - pl.col("start")
    last = pl.lit(every).gather(pl.col("stop") - 1, null_on_oob=True)
    return whole.select(
        CLUE,
        "change",
        (pl.col("start") - 1).alias("from"),
        pl.col("as_of").alias("begins"),
        pl.when(later > 0).then(last).otherwise("as_of").alias("ends"),
        (later + 1).alias("nights"),
        "answer",
    )


def _joined(parts: pl.DataFrame) -> pl.DataFrame:
    """Parts in order, those together that follow each other and say the same of a clue; seldom there are any."""
    again = parts.select((pl.col(CLUE) == pl.col(CLUE).shift()) & (pl.col("answer") == pl.col("answer").shift()))
    if not again.to_series().any():
        return parts
    same = parts.with_columns(span=pl.struct(CLUE, "answer").rle_id())
    return same.group_by("span", maintain_order=True).agg(
        pl.col(CLUE, "begins").first(), pl.col("ends").last(), pl.col("nights").sum(), pl.col("answer").first()
    )


def _idle_parts(cut: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    return _part(cut.with_columns(start="low", end="high", answer=pl.lit(NOT_RUN)), every)


def _after(cut: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    """What a change said again after a spell on which the check did not run."""
    resumed = cut.with_columns(end=pl.coalesce(pl.col("low").shift(-1).over("change"), "end"))
    return _part(resumed.with_columns(start="high").filter(pl.col("start") < pl.col("end")), every)


def _part(rows: pl.DataFrame, every: pl.Series) -> pl.DataFrame:
    night = pl.lit(every)
    nights = (pl.col("end") - pl.col("start")).alias("nights")
    told = rows.with_columns(pl.col("start").alias("from"), nights)
    return told.with_columns(begins=night.gather(pl.col("start")), ends=night.gather(pl.col("end") - 1)).select(_PART)
