"""What family R must find: who draws in one month what excludes each other."""

from __future__ import annotations

import polars as pl

from data.district.truth.absence import missing
from data.district.truth.findings import found
from data.district.truth.reading import Reading


def overlaps(reading: Reading) -> list[pl.DataFrame]:
    """Findings R1 to R9."""
    covered, supported = reading.covered, reading.supported
    living, nursing = reading.allowance("生活补贴"), reading.allowance("护理补贴")
    either = pl.concat([living.select("p"), nursing.select("p")])
    orphans = reading.active("orphans").drop_nulls("p")
    supported_or_paid = pl.concat([supported.select("p"), living.select("p")])
    good = reading.certificates.filter(pl.col("level").is_in(["一级", "二级"]))
    twice = pl.concat([_twice(living), _twice(nursing)])
    cases = {
        "R1": _several(covered, "scheme"),
        "R2": _both(covered, supported),
        "R3": _several(covered, "household_no"),
        "R4": _both(orphans, supported_or_paid),
        "R5": _both(supported, either),
        "R9": twice.unique("p"),
    }
    sure = [found(check, people, p=pl.col("p")) for check, people in cases.items()]
    uncovered = living.select("p").unique("p").join(covered, on="p", how="anti")
    unfit = nursing.select("p").unique("p").join(good, on="p", how="anti")
    return [
        *sure,
        _absent("R7", uncovered, missing(reading, "low_income")),
        _absent("R8", unfit, missing(reading, "disability")),
    ]


def _both(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return one.select("p").unique("p").join(other, on="p", how="semi")


def _several(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.group_by("p").agg(pl.col(column).n_unique().alias("n")).filter(pl.col("n") > 1).select("p")


def _twice(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("p").len().filter(pl.col("len") > 1).select("p")


def _absent(check: str, people: pl.DataFrame, absence: dict[str, pl.Expr]) -> pl.DataFrame:
    return found(check, people, p=pl.col("p"), **absence)
