"""Where a row may be missing, absence proves nothing: refused rows, and unlinked rows that bear somebody's name."""

from __future__ import annotations

import polars as pl

from data.district.truth.reading import Reading


def missing(reading: Reading, source: str) -> dict[str, pl.Expr]:
    """`withheld` and `doubt` of findings about `p` that rest on somebody not being in this extract."""
    doubt = pl.col("p").is_in(persons_in_doubt(reading, source).implode())
    return {"withheld": pl.col("p").is_in(persons_refused(reading, source).implode()), "doubt": doubt}


def persons_refused(reading: Reading, source: str) -> pl.Series:
    """Persons of whom a refused row of the extract bears the registry's number as written."""
    refused = reading.refused[source].remove("anonymous")
    ids = reading.world.people.select("person", registry_id="id_no")
    exact = refused.join(ids, on="person").filter(pl.col("id_core") == pl.col("registry_id"))
    return exact.join(reading.world.doubles.filter("shared"), on="person", how="anti")["person"].unique()


def households_refused(reading: Reading, source: str) -> pl.Series:
    """Household numbers on refused rows of the extract."""
    return reading.refused[source]["household_no"].drop_nulls().unique()


def persons_in_doubt(reading: Reading, source: str) -> pl.Series:
    """Persons of whom a row of the extract may be missing: refused, or not linked though it bears their name."""
    refused = reading.refused[source]
    columns = [name for name in refused.columns if name.endswith("person") and not name.startswith("head")]
    lost = [refused[name] for name in columns]
    unlinked = _bearers(reading, source)
    return pl.concat([*lost, unlinked]).drop_nulls().unique()


def _bearers(reading: Reading, source: str) -> pl.Series:
    """Who bears the name of an unlinked row, in its village or its registry household; who the row truly means."""
    rows = reading.rows[source]
    if "p" not in rows.columns:
        sides = [rows.filter(pl.col(f"{role}_p").is_null())[f"{role}_person"] for role in ("husband", "wife")]
        return pl.concat(sides)
    unlinked = rows.filter(pl.col("p").is_null())
    true = unlinked["person"]
    names = unlinked.join(reading.world.identities.select("person", true_name="name"), on="person", how="left")
    named = pl.concat(
        [names.select(who=pl.col("name").str.replace_all(r"[\s\u3000]", "")), names.select(who="true_name")]
    ).unique()
    bearers = reading.people.join(named, left_on="name", right_on="who", how="semi")
    return pl.concat([true, bearers["p"]])


def households_in_doubt(reading: Reading, source: str) -> pl.Series:
    """Household numbers of whom a row of the extract was refused or is not linked."""
    refused = reading.refused[source]["household_no"]
    rows = reading.rows[source]
    unlinked = (
        rows.filter(pl.col("p").is_null())["household_no"] if "p" in rows.columns else rows["household_no"].head(0)
    )
    return pl.concat([refused, unlinked]).drop_nulls().unique()
