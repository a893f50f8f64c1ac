"""city_returned.parquet: rows that the city platform sent back and has not taken since."""

from schemas.flow import Flow
from schemas.output import COUNT, DATE, TEXT, Field, InWorkbook, Table

CITY_RETURNED = Table(
    name="city_returned",
    title="市平台退回清单",
    unit="退回的行",
    fields=(
        Field("file", TEXT, "文件", "市平台交换文件名,同 _DONE"),
        Field("key", TEXT, "主键", "该文件内的主键", masked=True),
        Field("batch", COUNT, "批次号", "最近一次被退回的批次"),
        Field("reason", TEXT, "退回原因", "市平台所写;未写的为空"),
        Field("since", DATE, "列入日期", "本次连续列入清单的首个数据时点"),
    ),
    order=("file", "key"),
    flow=Flow.COVERAGE,
    place=9,
    workbook=InWorkbook("市平台退回", place=8),
)
