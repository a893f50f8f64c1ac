"""Counts the objects of each indicator by area and lists every gap by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from policies.clues.fold import FOLDED
from policies.counties import Counties, of_town
from policies.evidence import Evidence
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.parameter import Parameters
from schemas.terms import AreaLevel

DISTRICT, CITY = "全区", "全市"
_COUNTED = ("kpi", "area_level", "area", "numerator", "denominator")
_NO_CLUES = pl.DataFrame(schema=FOLDED)


@dataclass(frozen=True)
class Counted:
    """What the indicators count in a part of the evidence; the sum of all parts is what they say.

    Attributes:
        areas: kpi, area_level, area, numerator, denominator.
        gaps: columns of `COVERAGE_GAPS`.
    """

    areas: pl.DataFrame
    gaps: pl.DataFrame


@dataclass(frozen=True)
class Indicators:
    """What the indicators say.

    Attributes:
        coverage: columns of `COVERAGE`; a denominator of 0 has no rate (无对象) and is not met.
        gaps: columns of `COVERAGE_GAPS`.
    """

    coverage: pl.DataFrame
    gaps: pl.DataFrame


def run_indicators(
    evidence: Evidence, indicators: Iterable[Indicator] = INDICATORS.values(), ledger: pl.DataFrame = _NO_CLUES
) -> Indicators:
    """Computes every indicator that lacks no source and has anything to speak of; arguments as of `counted`."""
    every = list(indicators)
    return totalled(evidence.parameters, [counted(evidence, every, ledger)], every)


def counted(
    evidence: Evidence, indicators: Iterable[Indicator] = INDICATORS.values(), ledger: pl.DataFrame = _NO_CLUES
) -> Counted:
    """Counts the objects of every indicator that lacks no source and has anything to speak of.

    Which ones stay out is told by `policies.not_run`.

    Args:
        evidence: the night's evidence, or a part of it.
        indicators: which ones.
        ledger: the clues of the night, columns `policies.clues.fold.FOLDED`.
    """
    usable = frozenset(evidence.rows)
    able = [one for one in indicators if not one.missing(usable, evidence.ever_landed)]
    objects = {one: found for one in able if (found := one.objects(evidence, ledger)) is not None}
    heard = {one: _heard(evidence.counties, one, of) for one, of in objects.items()}
    in_parts = evidence.counties is not None
    areas = [_areas(one, of, in_parts=in_parts) for one, of in heard.items()]
    return Counted(
        areas=pl.concat([COVERAGE.empty().select(_COUNTED), *areas]),
        gaps=pl.concat([COVERAGE_GAPS.empty(), *(_gaps(one, of) for one, of in heard.items())]),
    )


def totalled(
    parameters: Parameters, parts: Iterable[Counted], indicators: Iterable[Indicator] = INDICATORS.values()
) -> Indicators:
    """What the indicators say of all parts together; sorted as published.

    Args:
        parameters: the policy in force, which sets the targets.
        parts: what was counted; each object in one of them.
        indicators: those that were counted.
    """
    every = list(parts)
    areas = pl.concat([one.areas for one in every]).group_by(_COUNTED[:3]).agg(pl.col(_COUNTED[3:]).sum())
    some = pl.col("denominator") > 0
    rates = [
        areas.filter(pl.col("kpi") == one.id).with_columns(
            rate=pl.when(some).then(pl.col("numerator") / pl.col("denominator")), met=some & one.met(parameters)
        )
        for one in indicators
    ]
    gaps = pl.concat([one.gaps for one in every])
    return Indicators(
        coverage=pl.concat([COVERAGE.empty(), *(one.select(COVERAGE.dtypes.keys()) for one in rates)]).sort(
            COVERAGE.order
        ),
        gaps=gaps.sort([*COVERAGE_GAPS.order, *(one for one in gaps.columns if one not in COVERAGE_GAPS.order)]),
    )


def _heard(counties: Counties | None, one: Indicator, objects: pl.DataFrame) -> pl.DataFrame:
    """The objects of an indicator but those of counties that lack one of its sources: there nothing is known."""
    lacking = list(counties.missing(one)) if counties and one.needs else []
    return objects.remove(of_town().is_in(lacking).fill_null(value=False)) if lacking else objects


def _areas(one: Indicator, objects: pl.DataFrame, *, in_parts: bool) -> pl.DataFrame:
    further = [AreaLevel.COUNTY] if in_parts and AreaLevel.TOWN in one.levels else []
    whole = CITY if in_parts else DISTRICT
    areas = pl.concat([_area(objects, level, whole) for level in (*one.levels, *further)])
    return areas.with_columns(kpi=pl.lit(one.id)).select(_COUNTED)


def _area(objects: pl.DataFrame, level: AreaLevel, whole: str) -> pl.DataFrame:
    town, village = _name("town"), _name("village")
    area = {
        AreaLevel.DISTRICT: pl.lit(whole),
        AreaLevel.COUNTY: of_town(),
        AreaLevel.TOWN: town,
        AreaLevel.VILLAGE: pl.concat_str(town, village, separator="/"),
        AreaLevel.SOURCE: pl.col("key"),
    }[level]
    sums = pl.col("numerator", "denominator").sum()
    if level is AreaLevel.DISTRICT:
        counted = objects.select(sums).with_columns(area=area.cast(pl.String))
    else:
        counted = objects.group_by(area.alias("area")).agg(sums).drop_nulls("area")
    return counted.select(pl.lit(level.value).alias("area_level"), "area", "numerator", "denominator")


def _name(column: str) -> pl.Expr:
    """A place as written, but for blanks, which would make two areas of one; empty is null."""
    bare = pl.col(column).str.replace_all(r"\s", "")
    return pl.when(bare != "").then(bare)


def _gaps(one: Indicator, objects: pl.DataFrame) -> pl.DataFrame:
    gaps = objects.filter(pl.col("reason").is_not_null())
    return gaps.with_columns(kpi=pl.lit(one.id)).select(COVERAGE_GAPS.dtypes.keys())
