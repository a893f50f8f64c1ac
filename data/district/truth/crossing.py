"""Which clues about people rest on what more than one county of a city holds: no county could see them alone."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from data.district.counties import SENT_BY, county_of
from data.district.truth.reading import Reading

_BENEFITS = ("low_income", "extreme_poverty", "orphans", "disability_allowances")


def crossing(reading: Reading) -> pl.DataFrame:
    """The counties behind D1, R1 to R3, R5 and R9, as one reading links the rows.

    Returns:
        `check_id`, `source` (of D1), `person_id_no`, `sources` (the counties that send the rows of the clue's own
        roster), `cross_county`; one row a person (and roster) who may have such a clue.
    """
    numbers = reading.people.select("p", home=county_of(), person_id_no="id_no")
    found = [
        _told(check, source, own, others, numbers)
        for check, source, own, others in (*_deaths(reading), *_rolls(reading))
    ]
    return pl.concat(found)


def _deaths(reading: Reading) -> Iterator[tuple[str, str | None, pl.DataFrame, pl.DataFrame]]:
    reports = reading.rows["deaths"].drop_nulls("p").select("p", SENT_BY)
    for source in _BENEFITS:
        rows = reading.rows[source].drop_nulls("p").join(reading.deaths, on="p")
        if source == "low_income":
            rows = rows.filter(pl.col("covered") == "是")
        late = rows.filter(pl.col("stop_month").is_null() | (pl.col("stop_month") > pl.col("death_month") + 1))
        yield "D1", source, late.select("p", SENT_BY), reports


def _rolls(reading: Reading) -> Iterator[tuple[str, None, pl.DataFrame, pl.DataFrame]]:
    covered, supported = (one.select("p", SENT_BY) for one in (reading.covered, reading.supported))
    paid = reading.active("disability_allowances").drop_nulls("p").select("p", SENT_BY)
    sides = {
        "R1": (covered, covered),
        "R2": (covered, supported),
        "R3": (covered, covered),
        "R5": (paid, supported),
        "R9": (paid, paid),
    }
    for check, (own, others) in sides.items():
        yield check, None, own, others


def _told(
    check: str, source: str | None, own: pl.DataFrame, others: pl.DataFrame, numbers: pl.DataFrame
) -> pl.DataFrame:
    behind = pl.concat([own, others, numbers.select("p", pl.col("home").alias(SENT_BY))])
    several = behind.join(own.select("p").unique(), on="p", how="semi").group_by("p")
    crossed = several.agg(cross_county=pl.col(SENT_BY).n_unique() > 1)
    senders = own.group_by("p").agg(pl.col(SENT_BY).unique().sort().alias("sources"))
    return (
        senders.join(crossed, on="p")
        .join(numbers, on="p")
        .select(
            pl.lit(check).alias("check_id"),
            pl.lit(source, pl.String).alias("source"),
            "person_id_no",
            "sources",
            "cross_county",
        )
    )
