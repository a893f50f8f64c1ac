"""What family D must find: the dead, the departed, the married elsewhere and the divorced who still draw benefits."""

from __future__ import annotations

import polars as pl

from data.district.truth.absence import households_in_doubt, households_refused, persons_in_doubt
from data.district.truth.findings import found
from data.district.truth.reading import Reading
from schemas.codes import HEAD_RELATIONS, SPOUSE_RELATIONS

_BENEFITS = ("low_income", "extreme_poverty", "orphans", "disability_allowances")
_GONE = ("迁出", "参军", "服刑", "重户注销")


def life_events(reading: Reading) -> list[pl.DataFrame]:
    """Findings D1 to D4."""
    return [
        *(_dead(reading, source) for source in _BENEFITS),
        _gone(reading),
        _spouse_missing(reading),
        _divorced(reading),
    ]


def _dead(reading: Reading, source: str) -> pl.DataFrame:
    rows = reading.rows[source].drop_nulls("p").join(reading.deaths, on="p")
    if source == "low_income":
        rows = rows.filter(pl.col("covered") == "是")
    last = pl.min_horizontal(pl.col("stop_month").fill_null(reading.month + 1) - 1, pl.lit(reading.month))
    after = rows.with_columns(first=pl.max_horizontal("start_month", pl.col("death_month") + 1), last=last).filter(
        pl.col("first") <= pl.col("last")
    )
    months = after.with_columns(month=pl.int_ranges("first", pl.col("last") + 1)).explode("month")
    people = months.group_by("p").agg(pl.col("month").n_unique().alias("n"), pl.col("strength").first())
    return found("D1", people, source=pl.lit(source), p=pl.col("p"), months=pl.col("n"), strength=pl.col("strength"))


def _gone(reading: Reading) -> pl.DataFrame:
    gone = reading.people.filter(pl.col("person_status").is_in(_GONE)).select("p")
    drawing = pl.concat(
        [reading.covered.select("p"), *(reading.active(source).drop_nulls("p").select("p") for source in _BENEFITS[1:])]
    )
    return found("D2", gone.join(drawing, on="p", how="semi"), p=pl.col("p"))


def _events(reading: Reading) -> pl.DataFrame:
    """Marriage events by person: `p`, `partner`, `event_type`, `registered_on`, in order; of one day, divorces last."""
    sides = [
        reading.rows["marriages"].select("registered_on", "event_type", p=f"{role}_p", partner=f"{other}_p")
        for role, other in (("husband", "wife"), ("wife", "husband"))
    ]
    divorce = pl.col("event_type").is_in(["IB", "ICB"])
    return (
        pl.concat(sides)
        .drop_nulls("p")
        .with_columns(divorce=divorce)
        .sort("registered_on", "divorce", maintain_order=True)
    )


def _spouse_missing(reading: Reading) -> pl.DataFrame:
    latest = (
        _events(reading).unique("p", keep="last", maintain_order=True).filter(~pl.col("divorce")).drop_nulls("partner")
    )
    latest = reading.living(latest).join(reading.deaths, left_on="partner", right_on="p", how="anti")
    members = reading.active("low_income").drop_nulls("p").select("p", "household_no")
    households = members.join(latest.select("p", "partner"), on="p")
    alone = households.join(
        members.select(partner="p", household_no="household_no"), on=["partner", "household_no"], how="anti"
    )
    rolls = households_in_doubt(reading, "low_income").implode()
    partners = persons_in_doubt(reading, "low_income").implode()
    wed = persons_in_doubt(reading, "marriages").implode()
    doubt = pl.any_horizontal(
        pl.col("household_no").is_in(rolls),
        pl.col("partner").is_in(partners),
        pl.col("p").is_in(partners),
        pl.col("p").is_in(wed),
        pl.col("partner").is_in(wed),
    )
    # A person of two households has one finding, sure if either is.
    sure = alone.with_columns(doubt=doubt).sort("doubt", "household_no").unique("p", keep="first", maintain_order=True)
    return found(
        "D3",
        sure,
        p=pl.col("p"),
        household_no=pl.col("household_no"),
        withheld=pl.col("household_no").is_in(households_refused(reading, "low_income").implode()),
        doubt=pl.col("doubt"),
    )


def _divorced(reading: Reading) -> pl.DataFrame:
    members = reading.living(reading.active("low_income"))
    heads = members.filter(pl.col("relation").is_in(HEAD_RELATIONS)).select("household_no", "p")
    spouses = members.filter(pl.col("relation").is_in(SPOUSE_RELATIONS)).select("household_no", partner="p")
    pairs = heads.join(spouses, on="household_no")
    latest = _events(reading).drop_nulls("partner").unique(["p", "partner"], keep="last", maintain_order=True)
    divorced = pairs.join(latest.filter("divorce"), on=["p", "partner"]).unique("household_no", maintain_order=True)
    return found("D4", divorced, household_no=pl.col("household_no"))
