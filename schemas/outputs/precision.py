"""precision.parquet: how often each check was right, as far as people have looked into its clues."""

import polars as pl

from schemas.flow import Flow
from schemas.output import COUNT, TEXT, Field, InWorkbook, Table

_SHARE = pl.Float64()

PRECISION = Table(
    name="precision",
    title="检查项查准率",
    unit="检查项",
    fields=(
        Field("check_id", TEXT, "检查项", "检查项编号,如 D1、R3"),
        Field("results", COUNT, "有核实结果的线索数", "每条线索只计最新一次结果"),
        Field("confirmed", COUNT, "属实", "最新结果为属实的线索数"),
        Field("partly", COUNT, "部分属实", "最新结果为部分属实的线索数"),
        Field("refuted", COUNT, "不属实", "最新结果为不属实的线索数"),
        Field("unverifiable", COUNT, "无法核实", "最新结果为无法核实的线索数"),
        Field("share", _SHARE, "查准率", "(属实+部分属实)/(属实+部分属实+不属实);没有这些结果的为空"),
        Field("low", _SHARE, "查准率下限", "Wilson 95% 区间下限"),
        Field("high", _SHARE, "查准率上限", "Wilson 95% 区间上限"),
    ),
    order=("check_id",),
    flow=Flow.COVERAGE,
    unique="check_id",
    workbook=InWorkbook("检查项查准率", place=5),
)
