"""What family B must find: who is on one of the two rolls of the poor and not on the other, and where they disagree."""

from __future__ import annotations

import polars as pl

from data.district.poverty import POOR
from data.district.truth.absence import households_refused, missing, persons_in_doubt, persons_refused
from data.district.truth.findings import found
from data.district.truth.reading import Reading

_ROLLS = ("low_income", "extreme_poverty")


def inclusion(reading: Reading) -> list[pl.DataFrame]:
    """Findings B1 to B5."""
    return [*_low_income_side(reading), _poverty_side(reading), *_inconsistent(reading), _taper(reading)]


def enrolled(reading: Reading) -> pl.Series:
    """Persons covered by low income or supported in extreme poverty."""
    return pl.concat([reading.covered["p"], reading.supported["p"]]).unique()


def _low_income_side(reading: Reading) -> list[pl.DataFrame]:
    poor = reading.living(reading.rows["poverty_register"]).filter(pl.col("poverty_status").is_in(POOR))
    out = poor.remove(pl.col("p").is_in(enrolled(reading).implode())).unique("p", maintain_order=True)
    refused = pl.concat([persons_refused(reading, source) for source in _ROLLS]).implode()
    absence = {
        "withheld": pl.col("p").is_in(refused),
        "doubt": pl.col("p").is_in(_absent_from_rolls(reading).implode()),
    }
    weak = pl.col("p").is_in(reading.severe.implode()) | pl.col("p").is_in(reading.gravely_ill.implode())
    facts = {"p": pl.col("p"), "household_no": pl.col("household_no"), **absence}
    return [found("B1", out, **facts), found("B2", out.filter(weak), **facts)]


def _absent_from_rolls(reading: Reading) -> pl.Series:
    return pl.concat([persons_in_doubt(reading, source) for source in _ROLLS]).unique()


def _poverty_side(reading: Reading) -> pl.DataFrame:
    rural = reading.covered.filter(pl.col("scheme") == "农村低保").select("p")
    supported = reading.supported.filter(pl.col("scheme") == "农村特困").select("p")
    both = reading.living(pl.concat([rural, supported]).unique("p"))
    out = both.join(reading.rows["poverty_register"].drop_nulls("p"), on="p", how="anti")
    return found("B3", out, p=pl.col("p"), **missing(reading, "poverty_register"))


def _inconsistent(reading: Reading) -> list[pl.DataFrame]:
    rows = reading.rows["poverty_register"]
    attribute = pl.col("household_attribute").first().over("household_no")
    members = reading.living(rows.with_columns(attribute=attribute)).unique(["household_no", "p"], maintain_order=True)
    whole = reading.covered.filter(pl.col("coverage_mode") == "整户")["p"]
    members = members.with_columns(
        covered=pl.col("p").is_in(reading.covered["p"].implode()),
        supported=pl.col("p").is_in(reading.supported["p"].implode()),
        whole=pl.col("p").is_in(whole.implode()),
        doubt=pl.col("p").is_in(_absent_from_rolls(reading).implode())
        | pl.col("household_no").is_in(households_refused(reading, "poverty_register").implode()),
        elsewhere=pl.col("p").is_in(_elsewhere(reading, members).implode()),
    )
    households = members.group_by("household_no", maintain_order=True).agg(
        pl.col("attribute").first(),
        pl.col("covered").any(),
        pl.col("supported").any(),
        pl.col("elsewhere").any(),
        pl.col("doubt").any(),
        some_whole=pl.col("whole").any(),
        some_out=(~pl.col("covered") & ~pl.col("supported")).any(),
    )
    is_low, is_none, is_support = (
        pl.col("attribute") == word for word in ("低保贫困户", "一般贫困户", "特困供养贫困户")
    )
    cases = {
        "B4a": is_low & ~pl.col("covered"),
        "B4b": is_none & (pl.col("covered") | pl.col("supported")),
        "B4c": is_support & ~pl.col("supported"),
        "B4d": pl.col("some_whole") & pl.col("some_out"),
        "B4e": pl.col("elsewhere"),
    }
    absent = ("B4a", "B4c", "B4d")
    return [
        found(
            check,
            households.filter(case),
            household_no=pl.col("household_no"),
            doubt=pl.col("doubt") if check in absent else pl.lit(value=False),
        )
        for check, case in cases.items()
    ]


def _elsewhere(reading: Reading, members: pl.DataFrame) -> pl.Series:
    """Members whose town or village differs from that of an active row of theirs on either roll; empty ones apart."""
    rolls = pl.concat(
        [
            reading.active(source).drop_nulls("p").select("p", roll_town="town", roll_village="village")
            for source in ("low_income", "extreme_poverty")
        ]
    )
    both = members.join(rolls, on="p")
    return both.filter((pl.col("town") != pl.col("roll_town")) | (pl.col("village") != pl.col("roll_village")))["p"]


def registered_households(reading: Reading) -> pl.Series:
    """Households of 农村低保 in force with a member on the poverty register."""
    rows = reading.active("low_income").filter(pl.col("scheme") == "农村低保").drop_nulls("p")
    return rows.join(reading.rows["poverty_register"].drop_nulls("p"), on="p", how="semi")["household_no"].unique()


def _taper(reading: Reading) -> pl.DataFrame:
    rows = reading.active("low_income").filter(pl.col("household_no").is_in(registered_households(reading).implode()))
    late = rows.filter(reading.month > pl.col("taper_start_month") + int(reading.policy["taper_months"]))
    return found("B5", late.unique("household_no", maintain_order=True), household_no=pl.col("household_no"))
