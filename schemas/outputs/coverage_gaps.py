"""coverage_gaps.parquet: everybody and everything missing from an indicator's numerator, by name."""

from schemas.flow import Flow
from schemas.output import TEXT, Field, InWorkbook, OnPage, Table
from schemas.terms import GapReason
from schemas.words import AnyText, Detailed, Word

COVERAGE_GAPS = Table(
    name="coverage_gaps",
    title="未达标名单",
    unit="缺口",
    fields=(
        Field("kpi", TEXT, "指标", "K1-K6、K8、K11、K12"),
        Field(
            "key",
            TEXT,
            "对象编号",
            "申请、家庭、户或人的编号;K5a 为 户编号|领域,K8 为 文件|主键;K11、K12 为线索编号",
            masked=True,
        ),
        Field("name", TEXT, "姓名", "该人,或该户户主"),
        Field("town", TEXT, "乡镇街道", "该人或该户所在"),
        Field("village", TEXT, "村居", "该人或该户所在"),
        Field("reason", TEXT, "原因", words=Detailed(Word(GapReason), AnyText(), "{}:{}")),
    ),
    order=("kpi", "key", "reason"),
    flow=Flow.COVERAGE,
    place=6,
    workbook=InWorkbook("未达标名单", place=2),
    page=OnPage("gaps", "未达标名单"),
    city_platform=("kpi", "key"),
)
