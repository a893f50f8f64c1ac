"""coverage.parquet: each indicator at each area, as numerator and denominator."""

import polars as pl

from schemas.output import COUNT, TEXT, Field, Table

COVERAGE = Table(
    name="coverage",
    title="100%核对指标",
    unit="指标·区域",
    fields=(
        Field("kpi", TEXT, "指标"),
        Field("area_level", TEXT, "层级"),
        Field("area", TEXT, "区域"),
        Field("numerator", COUNT, "分子"),
        Field("denominator", COUNT, "分母"),
        Field("rate", pl.Float64(), "比率", "分子/分母;分母为 0 时为空(无对象)"),
        Field("met", pl.Boolean(), "达标"),
    ),
    order=("kpi", "area_level", "area"),
)
