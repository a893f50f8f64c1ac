"""coverage_gaps.parquet: everybody and everything missing from an indicator's numerator, by name."""

from schemas.output import TEXT, Field, Table

COVERAGE_GAPS = Table(
    name="coverage_gaps",
    title="未达标名单",
    unit="缺口",
    fields=(
        Field("kpi", TEXT, "指标"),
        Field("key", TEXT, "对象编号", masked=True),
        Field("name", TEXT, "姓名"),
        Field("town", TEXT, "乡镇街道"),
        Field("village", TEXT, "村居"),
        Field("reason", TEXT, "原因"),
    ),
    order=("kpi", "key", "reason"),
)
