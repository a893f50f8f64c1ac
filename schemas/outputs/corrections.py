"""corrections.parquet: every correction of a supplier's row that this publication applies; beside it those it does not.

A correction holds until the supplier has mended the row himself; one that does not fit the row any more is left alone.
"""

import polars as pl

from schemas.flow import Flow
from schemas.output import COUNT, DATE, TEXT, Field, InWorkbook, Table
from schemas.outputs.place import PLACE_FIELDS
from schemas.terms import CorrectionOutcome
from schemas.words import Source, Word

_BY = (
    Field("prepared_by", TEXT, "经办人", "提出更正的人"),
    Field("reviewed_by", TEXT, "复核人", "复核更正的另一人"),
    Field("corrected_on", DATE, "日期", "更正文件中所写的日期"),
)
_WRITTEN_IN = (
    Field("corrections_file", TEXT, "更正文件", "corrections 文件夹中的文件"),
    Field("line", COUNT, "更正文件行号", "在表格软件中看到的行号"),
)

CORRECTIONS = Table(
    name="corrections",
    title="已应用的更正",
    unit="应用的更正",
    fields=(
        *PLACE_FIELDS,
        Field("column", TEXT, "列", "英文列名"),
        Field("before", TEXT, "原值", "来源文件中所写;为空时即未填", masked=True),
        Field("after", TEXT, "新值", "更正后的值;为空时即改为未填", masked=True),
        Field("basis", TEXT, "依据", "更正文件中所写"),
        *_BY,
        *_WRITTEN_IN,
    ),
    order=("source", "file", "row_number", "column"),
    flow=Flow.INGEST,
    workbook=InWorkbook("已应用的更正", place=7),
)

CORRECTIONS_NOT_APPLIED = Table(
    name="corrections_not_applied",
    title="未应用的更正",
    unit="未应用的更正",
    fields=(
        Field("source", TEXT, "来源", words=Source()),
        Field("outcome", TEXT, "结果", words=Word(CorrectionOutcome)),
        Field("locator", TEXT, "定位列", "英文列名"),
        Field("located", TEXT, "定位值", "更正文件中所写", masked=True),
        Field("column", TEXT, "列", "英文列名"),
        Field("before", TEXT, "原值", "更正文件中所写", masked=True),
        Field("found", TEXT, "现值", "来源文件中现在所写;没有唯一定位到行的为空", masked=True),
        Field("after", TEXT, "新值", "更正文件中所写", masked=True),
        Field("basis", TEXT, "依据", "更正文件中所写"),
        Field("file", TEXT, "文件", "所定位的行在其中;没有唯一定位到行的为空"),
        Field("row_number", pl.Int64(), "行号", "在表格软件中看到的行号"),
        *_BY,
        *_WRITTEN_IN,
    ),
    order=("source", "corrections_file", "line"),
    flow=Flow.INGEST,
    optional=True,
    workbook=InWorkbook("未应用的更正", place=7),
)
