"""Counts the objects of each indicator by area and lists every gap by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from policies.clues.fold import FOLDED
from policies.counties import COUNTY, Counties, of_town
from policies.evidence import Evidence
from policies.indicators import INDICATORS
from policies.indicators.declaration import OBJECT_COLUMNS, Indicator
from policies.terms.spelling import BLANK
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.parameter import Parameters
from schemas.terms import CITY, AreaLevel

_SUMS = ("numerator", "denominator")
_COUNTED = ("kpi", "area_level", "area", *_SUMS, "unheard")
_OBJECTS = pl.Schema({"kpi": pl.String(), **OBJECT_COLUMNS, COUNTY: pl.String()})
_NO_CLUES = pl.DataFrame(schema=FOLDED)


@dataclass(frozen=True)
class Counted:
    """What the indicators count in a part of the evidence; the sum of all parts is what they say.

    Attributes:
        areas: kpi, area_level, area, numerator, denominator, unheard (more than 0 where a county of a city lacks what
            an object there takes, so that nobody knows all of them).
        gaps: columns of `COVERAGE_GAPS`.
    """

    areas: pl.DataFrame
    gaps: pl.DataFrame


@dataclass(frozen=True)
class Indicators:
    """What the indicators say.

    Attributes:
        coverage: columns of `COVERAGE`; a denominator of 0 has no rate (无对象) and is not met, and so it is where a
            county of a city lacks what objects there take (不完整): of a part of them nobody may say that it is all,
            nor of none of them that there is nobody.
        gaps: columns of `COVERAGE_GAPS`.
    """

    coverage: pl.DataFrame
    gaps: pl.DataFrame


def count_objects(evidence: Evidence, indicators: Iterable[Indicator], ledger: pl.DataFrame = _NO_CLUES) -> Counted:
    """Counts the objects of every indicator that lacks no source and has anything to speak of.

    Which ones stay out is told by `policies.not_run`.

    Args:
        evidence: the night's evidence, or a part of it.
        indicators: which ones.
        ledger: the clues of the night, columns `policies.clues.fold.FOLDED`.
    """
    usable = frozenset(evidence.rows)
    known = (one for one in indicators if not one.missing(usable, evidence.ever_landed))
    able = [one for one in known if not _unknown_everywhere(evidence.counties, one)]
    objects = {one: found for one in able if (found := one.objects(evidence, ledger)) is not None}
    heard = {one: _heard(evidence.counties, one, of) for one, of in objects.items()}
    every = pl.concat([_nothing(heard), *(_told(one, of) for one, of in heard.items())])
    gaps = every.filter(pl.col("reason").is_not_null()).select(COVERAGE_GAPS.dtypes.keys())
    areas = _areas(heard, every, in_parts=evidence.counties is not None)
    return Counted(areas.with_columns(_of_whole(evidence.counties, heard)), gaps)


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
    is_city = (areas["area"] == CITY).any()
    some = (pl.col("denominator") > 0) & (pl.col("unheard") == 0)
    rates = [
        areas.filter(pl.col("kpi") == one.id).with_columns(
            rate=pl.when(some).then(pl.col("numerator") / pl.col("denominator")),
            met=some & one.met(parameters),
            incomplete=pl.when(is_city).then(pl.col("unheard") > 0),
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


def _lacking(counties: Counties | None, one: Indicator) -> list[str]:
    """The counties that lack a source of an indicator."""
    return list(counties.missing(one)) if counties and one.needs else []


def _of_whole(counties: Counties | None, indicators: Iterable[Indicator]) -> pl.Expr:
    """`unheard` with the whole city where a county lacks a source of an indicator: nobody counts what it has."""
    partly = [one.id for one in indicators if _lacking(counties, one)]
    whole = (pl.col("area_level") == AreaLevel.DISTRICT.value) & pl.col("kpi").is_in(partly)
    return (pl.col("unheard") + whole.cast(pl.Int64)).alias("unheard")


def _unknown_everywhere(counties: Counties | None, one: Indicator) -> bool:
    return counties is not None and len(counties.names) == len(_lacking(counties, one)) > 0


def _heard(counties: Counties | None, one: Indicator, objects: pl.DataFrame) -> pl.DataFrame:
    """The objects of an indicator but those of counties that lack one of its sources: there nothing is known."""
    lacking = _lacking(counties, one)
    return objects.remove(_county(objects).is_in(lacking).fill_null(value=False)) if lacking else objects


def _county(objects: pl.DataFrame) -> pl.Expr:
    """The county of an object: that of its town, else that of the file of its row, where it is told.

    An object whose town nobody tells lies in no town; yet it is its county's.
    """
    return pl.coalesce(of_town(), COUNTY) if COUNTY in objects.columns else of_town()


def _nothing(indicators: Iterable[Indicator]) -> pl.DataFrame:
    """Of each indicator an object that is nowhere and counts nothing: what has no other is counted too."""
    none = [{"kpi": one.id, "numerator": 0, "denominator": 0} for one in indicators]
    return pl.DataFrame(none, _OBJECTS)


def _told(one: Indicator, objects: pl.DataFrame) -> pl.DataFrame:
    return objects.select(pl.lit(one.id).alias("kpi"), *OBJECT_COLUMNS, _county(objects).alias(COUNTY))


def _areas(indicators: Iterable[Indicator], objects: pl.DataFrame, *, in_parts: bool) -> pl.DataFrame:
    """The areas of all indicators, level by level: to ask for each indicator apart is slow."""
    levels = {one.id: _levels(one, in_parts=in_parts) for one in indicators}
    whole = CITY if in_parts else AreaLevel.DISTRICT.label
    areas = [
        _area(objects.filter(pl.col("kpi").is_in([one for one, of in levels.items() if level in of])), level, whole)
        for level in AreaLevel
    ]
    return pl.concat(areas)


def _levels(one: Indicator, *, in_parts: bool) -> tuple[AreaLevel, ...]:
    return (*one.levels, AreaLevel.COUNTY) if in_parts and AreaLevel.TOWN in one.levels else one.levels


def _area(objects: pl.DataFrame, level: AreaLevel, whole: str) -> pl.DataFrame:
    town, village = _name("town"), _name("village")
    area = {
        AreaLevel.DISTRICT: pl.lit(whole),
        AreaLevel.COUNTY: pl.col(COUNTY),
        AreaLevel.TOWN: town,
        AreaLevel.VILLAGE: pl.concat_str(town, village, separator="/"),
        AreaLevel.SOURCE: pl.col("key"),
    }[level]
    unheard = pl.col("denominator").is_null().cast(pl.Int64).alias("unheard")
    placed = objects.select("kpi", area.alias("area"), *_SUMS, unheard).drop_nulls("area")
    sums = placed.group_by("kpi", "area").agg(pl.col(_COUNTED[3:]).sum())
    return sums.with_columns(area_level=pl.lit(level.value)).select(_COUNTED)


def _name(column: str) -> pl.Expr:
    """A place as written, but for blanks, which would make two areas of one; empty is null."""
    bare = pl.col(column).str.replace_all(BLANK, "")
    return pl.when(bare != "").then(bare)
