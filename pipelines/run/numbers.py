"""Household numbers of a city in parts: where two counties use one number, they are told apart by the county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from pipelines.ingest.read import ExtractRead
from pipelines.ingest.sheet import file_and_sheet
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import town_of_county

_NUMBER = {REGISTRY: "household_no", "assistance_measures": "household_no"}
_ROLL = {"assistance_measures": "poverty_register"}
"""What the declarations of these two do not say, for their rows name nobody who is to be linked."""


def told_apart(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    """Extracts in which a number that the rolls of several counties bear is `<county>/<number>`, on every row.

    Two counties that number their households each for itself have no household in common; a household that is on the
    rolls of both is on two rolls.

    Args:
        extracts: source -> extract; of a district, whose extracts come whole, they stay as they are.
    """
    rolls = {_roll(source) for source in extracts if extracts[source].counties and _number(source)}
    shared = {roll: _shared(extracts[roll]) for roll in rolls if roll in extracts}
    return {
        source: _apart(extract, numbers)
        if (numbers := shared.get(_roll(source))) is not None and numbers.len()
        else extract
        for source, extract in extracts.items()
    }


def _number(source: str) -> str | None:
    """The column that bears the number of a row's household."""
    subjects = EXTRACTS[source].subjects
    return subjects[0].household if subjects else _NUMBER.get(source)


def _roll(source: str) -> str:
    """The source whose numbers those of a source are."""
    subjects = EXTRACTS[source].subjects
    return (subjects[0].holder_of if subjects else _ROLL.get(source)) or source


def _shared(roll: ExtractRead) -> pl.Series:
    """Numbers that rows of several counties bear."""
    number = str(_number(roll.source))
    borne = roll.split.accepted.select(number, county=_county(roll, roll.split.accepted)).drop_nulls().unique()
    return borne.filter(pl.col(number).is_duplicated())[number].unique()


def _apart(extract: ExtractRead, numbers: pl.Series) -> ExtractRead:
    number = str(_number(extract.source))

    def renumbered(rows: pl.DataFrame) -> pl.DataFrame:
        own = pl.concat_str(_county(extract, rows) + pl.lit(town_of_county("", "")), pl.col(number))
        return rows.with_columns(
            pl.when(pl.col(number).is_in(numbers.implode())).then(own).otherwise(number).alias(number)
        )

    split = extract.split
    return replace(
        extract, split=replace(split, accepted=renumbered(split.accepted), refused=renumbered(split.refused))
    )


def _county(extract: ExtractRead, rows: pl.DataFrame) -> pl.Expr:
    of: Mapping[str, str] = {one.file: one.county for one in extract.files}
    published = rows["file"].cast(pl.String).unique().to_list()
    counties = [of[file_and_sheet(file, of)[0]] for file in published]
    return pl.col("file").cast(pl.String).replace_strict(published, counties, return_dtype=pl.String)
