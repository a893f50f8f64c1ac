"""Indicators as people read them: rate, fraction, standing. Nothing is ever rounded up to its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from reports.report import IndicatorTitle, Report
from schemas.money import yuan
from schemas.outputs.coverage import COVERAGE
from schemas.terms import AreaLevel, Measure
from schemas.words import SOURCE_TITLES

NO_SUBJECT, INCOMPLETE = "无对象", "不完整"
MET, NOT_MET = "达标", "未达标"
_NOTHING_YET = "未计算(还没有可以计算的数据)"
_PARTS = 10_000  # rates are cut, not rounded, to the hundredth of a percent


@dataclass(frozen=True)
class Figure:
    """One indicator in one area.

    Attributes:
        area: its name.
        rate: its rate as people read it; `无对象` where the denominator is 0, `不完整` where a county of a city lacks
            what it takes.
        fraction: numerator / denominator.
        width: length of its bar, 0 to 100; 100 only where the rate is whole.
        standing: 达标, 未达标, 无对象, 不完整, or empty where there is no bar to meet.
    """

    area: str
    rate: str
    fraction: str
    width: int
    standing: str


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes:
        kpi: its id.
        title: its titles.
        district: the whole district; None where only parts are counted, or nothing is.
        parts: towns, or sources.
        counties: of a city in parts; none elsewhere.
        not_computed: `未计算(缺少 …)`; empty where it was computed.
    """

    kpi: str
    title: IndicatorTitle
    district: Figure | None
    parts: tuple[Figure, ...]
    not_computed: str = ""
    counties: tuple[Figure, ...] = ()

    @property
    def by_source(self) -> bool:
        """It is counted by source, not by town."""
        return self.title.measure is Measure.LINKAGE

    @property
    def parts_not_met(self) -> int:
        """Parts that do not meet the bar."""
        return sum(part.standing == NOT_MET for part in self.parts)


def indicators(report: Report) -> tuple[Indicator, ...]:
    """The indicators of a report in their order; parts are towns, or sources where it is counted by source."""
    read = readable(report.frame(COVERAGE), report.indicators)
    lacking = not_computed(report)
    return tuple(
        Indicator(kpi, title, None, (), lacking[kpi])
        if kpi in lacking
        else _indicator(kpi, title, read.filter(pl.col("kpi") == kpi))
        for kpi, title in report.indicators.items()
    )


def not_computed(report: Report) -> dict[str, str]:
    """Indicator -> `未计算(缺少 …)`, those alone that were not computed."""
    lacking = {one.id: f"未计算({one.reason})" for one in report.not_run}
    counted = set(report.frame(COVERAGE)["kpi"].unique())
    return {kpi: lacking.get(kpi, _NOTHING_YET) for kpi in report.indicators if kpi in lacking or kpi not in counted}


def readable(coverage: pl.DataFrame, titles: Mapping[str, IndicatorTitle]) -> pl.DataFrame:
    """`coverage` with `rate_text`, `fraction`, `standing` (String) and `width` (Int64, 0 to 100) added."""
    fen = pl.col("kpi").is_in(_of_measure(titles, Measure.FEN_PER_PERSON))
    no_bar = pl.col("kpi").is_in([kpi for kpi, title in titles.items() if not title.target])
    nobody = pl.col("denominator") <= 0  # less than nobody: payments taken back
    met = pl.when(pl.col("met")).then(pl.lit(MET)).otherwise(pl.lit(NOT_MET))
    partly = pl.coalesce("incomplete", ~nobody & pl.col("rate").is_null())  # which an older publication does not say
    without = pl.when(partly).then(pl.lit(INCOMPLETE)).when(nobody).then(pl.lit(NO_SUBJECT))
    width = pl.when(fen).then(_against_largest()).otherwise(pl.col("numerator") * 100 // _divisor())
    rate = pl.when(fen).then(yuan(pl.col("numerator") // _divisor())).otherwise(_percent())
    return coverage.with_columns(
        rate_text=pl.coalesce(without, rate),
        fraction=numerator_text("numerator", {kpi: title.measure for kpi, title in titles.items()})
        + " / "
        + pl.col("denominator").cast(pl.String),
        standing=pl.coalesce(without, pl.when(no_bar).then(pl.lit("")).otherwise(met)),
        width=pl.when(without.is_null()).then(width).fill_null(0),
    )


def numerator_text(column: str, measures: Mapping[str, Measure]) -> pl.Expr:
    """A numerator as people read it: an amount in yuan, all else as a number. Needs `kpi`; null stays null."""
    fen = pl.col("kpi").is_in([kpi for kpi, measure in measures.items() if measure is Measure.FEN_PER_PERSON])
    return pl.when(fen).then(yuan(pl.col(column))).otherwise(pl.col(column).cast(pl.String))


def _indicator(kpi: str, title: IndicatorTitle, rows: pl.DataFrame) -> Indicator:
    district = _figures(rows.filter(pl.col("area_level") == AreaLevel.DISTRICT.value))
    parts = rows.filter(pl.col("area_level").is_in([AreaLevel.TOWN.value, AreaLevel.SOURCE.value])).sort("area")
    parts = parts.with_columns(pl.col("area").replace(SOURCE_TITLES))
    counties = _figures(rows.filter(pl.col("area_level") == AreaLevel.COUNTY.value).sort("area"))
    return Indicator(kpi, title, district[0] if district else None, _figures(parts), counties=counties)


def _figures(rows: pl.DataFrame) -> tuple[Figure, ...]:
    columns = rows.select("area", "rate_text", "fraction", "width", "standing")
    return tuple(Figure(*row) for row in columns.iter_rows())


def _of_measure(titles: Mapping[str, IndicatorTitle], measure: Measure) -> list[str]:
    return [kpi for kpi, title in titles.items() if title.measure is measure]


def _divisor() -> pl.Expr:
    return pl.when(pl.col("denominator") > 0).then("denominator")


def _percent() -> pl.Expr:
    parts = pl.col("numerator") * _PARTS // _divisor()
    text = (parts // 100).cast(pl.String) + "." + (parts % 100).cast(pl.String).str.zfill(2) + "%"
    return (
        pl.when(pl.col("numerator") == pl.col("denominator"))
        .then(pl.lit("100%"))
        .when((parts == 0) & (pl.col("numerator") > 0))
        .then(pl.lit("<0.01%"))
        .otherwise(text)
    )


def _against_largest() -> pl.Expr:
    level = pl.col("numerator") // _divisor()
    largest = level.max().over("kpi")
    return level * 100 // pl.when(largest > 0).then(largest)
