"""K5, K6: has the assistance that is due been delivered, do the disabled people entitled get their allowances."""

from __future__ import annotations

import polars as pl

from policies.counties import COUNTY, of_file
from policies.evidence import Evidence, view
from policies.indicators.declaration import indicator
from policies.indicators.objects import counted, gap_unless, lacking_nobody
from policies.law import ALLOWANCES, PERFORMANCE
from policies.terms.allowances import (
    LIVING_EXCLUDES,
    NURSING_EXCLUDES,
    due_living_allowance,
    due_nursing_allowance,
)
from policies.terms.benefits import LIVING_ALLOWANCE, NURSING_ALLOWANCE, allowances
from policies.terms.poverty import poverty_households
from policies.terms.registry import registered
from policies.terms.rows import among, rows
from schemas.linked import PERSON
from schemas.terms import GapReason

_YES = "是"
_PLACED = ("name", "town", "village", COUNTY)


@view
def _due_items(evidence: Evidence) -> pl.DataFrame:
    """Assistance that is due, one row a household and field, with place and name of the household's first row."""
    due = rows(evidence, "assistance_measures").filter(pl.col("due") == _YES).with_columns(of_file(evidence.counties))
    items = due.group_by("household_no", "field", maintain_order=True).agg(
        (pl.col("delivered") == _YES).any(), pl.col(COUNTY).first()
    )
    places = poverty_households(evidence).select("household_no", "name", "town", "village")
    return items.join(places, on="household_no", how="left", maintain_order="left")


@indicator("K5a", "行业帮扶政策落实到位率(项)", PERFORMANCE, needs=("assistance_measures", "poverty_register"))
def items_delivered(evidence: Evidence) -> pl.DataFrame:
    """Items due; done: delivered."""
    reason = gap_unless(pl.col("delivered"), GapReason.NOT_DELIVERED)
    key = pl.format("{}|{}", "household_no", "field").alias("key")
    return _due_items(evidence).select(key, *_PLACED, *counted(reason))


@indicator("K5b", "行业帮扶政策落实到位率(户)", PERFORMANCE, needs=("assistance_measures", "poverty_register"))
def households_delivered(evidence: Evidence) -> pl.DataFrame:
    """Households with an item due; done: every due item delivered."""
    households = (
        _due_items(evidence)
        .group_by("household_no", maintain_order=True)
        .agg(pl.col(_PLACED).first(), pl.col("delivered").all())
    )
    reason = gap_unless(pl.col("delivered"), GapReason.NOT_DELIVERED)
    return households.select(pl.col("household_no").alias("key"), *_PLACED, *counted(reason))


@indicator(
    "K6a",
    "困难残疾人生活补贴覆盖率",
    ALLOWANCES,
    needs=("disability", "low_income", "extreme_poverty", "orphans", "disability_allowances"),
)
def living_allowance_received(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 生活补贴; done: an active row."""
    return _receiving(evidence, due_living_allowance(evidence), LIVING_ALLOWANCE, LIVING_EXCLUDES)


@indicator(
    "K6b",
    "重度残疾人护理补贴覆盖率",
    ALLOWANCES,
    needs=("disability", "extreme_poverty", "disability_allowances"),
)
def nursing_allowance_received(evidence: Evidence) -> pl.DataFrame:
    """Entitled to 护理补贴; done: an active row."""
    return _receiving(evidence, due_nursing_allowance(evidence), NURSING_ALLOWANCE, NURSING_EXCLUDES)


def _receiving(evidence: Evidence, due: pl.DataFrame, allowance: str, excludes: tuple[str, ...]) -> pl.DataFrame:
    reason = gap_unless(among(allowances(evidence, allowance)), GapReason.NOT_RECEIVING)
    of_person = {"key": "id_no", "name": "name", "town": "town", "village": "village", "file": "file"}
    people = due.select(PERSON, *(registered(evidence, column).alias(field) for field, column in of_person.items()))
    return people.select(
        "key",
        "name",
        "town",
        "village",
        of_file(evidence.counties),
        *counted(reason, lacking_nobody(evidence, *excludes)),
    )
