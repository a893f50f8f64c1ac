"""quarantine.parquet: every refused value, with the line it stands in."""

from schemas.flow import Flow
from schemas.output import TEXT, Field, InWorkbook, Table
from schemas.outputs.place import PLACE_FIELDS
from schemas.terms import QuarantineReason
from schemas.words import Word

QUARANTINE = Table(
    name="quarantine",
    title="退回数据清单",
    unit="被退回的值",
    fields=(
        *PLACE_FIELDS,
        Field("column", TEXT, "列", "英文列名"),
        Field("reason", TEXT, "原因", words=Word(QuarantineReason)),
        Field("value", TEXT, "原值", "文件中所写;为空时即未填", masked=True),
    ),
    order=("source", "file", "row_number", "column"),
    flow=Flow.INGEST,
    place=2,
    workbook=InWorkbook("数据质量-退回", place=6),
)
