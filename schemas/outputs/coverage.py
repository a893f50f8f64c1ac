"""coverage.parquet: each indicator at each area, as numerator and denominator."""

import polars as pl

from schemas.flow import Flow
from schemas.output import COUNT, TEXT, Field, InWorkbook, OnPage, Table
from schemas.terms import AreaLevel
from schemas.words import AnyText, OneOf, Source, Word

COVERAGE = Table(
    name="coverage",
    title="100%核对指标",
    unit="指标·区域",
    fields=(
        Field("kpi", TEXT, "指标", "K1-K12"),
        Field("area_level", TEXT, "层级", words=Word(AreaLevel)),
        Field("area", TEXT, "区域", "全区、乡镇街道、乡镇街道/村居;层级为来源的", words=OneOf((Source(), AnyText()))),
        Field("numerator", COUNT, "分子", "达到要求的对象数;K9 为金额(分)"),
        Field("denominator", COUNT, "分母", "应当达到的对象数"),
        Field("rate", pl.Float64(), "比率", "分子/分母;分母为 0(无对象),或有县(市、区)缺少所需数据(不完整)时为空"),
        Field("met", pl.Boolean(), "达标", "100% 类指标仅在分子等于分母且大于 0 时为真;K9、K10 按参数"),
        Field("incomplete", pl.Boolean(), "不完整", "有县(市、区)缺少该区域对象所需的数据,不知道全部", in_parts=True),
    ),
    order=("kpi", "area_level", "area"),
    flow=Flow.COVERAGE,
    place=5,
    workbook=InWorkbook("指标", place=1),
    page=OnPage("indicators", "核对指标"),
    city_platform=("kpi", "area_level", "area"),
)
