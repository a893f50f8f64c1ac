"""The two tables of a campaign theme: their columns, as the dictionary beside them explains."""

from __future__ import annotations

import polars as pl

from schemas.leaving import HIDDEN
from schemas.output import COUNT, DATE, TEXT, YUAN, Field
from schemas.terms import FindingState
from schemas.words import Several, Source

_KEYED = "由本单位密钥算出,每次相同,不能还原"
_NULL = "1 至最小单元格以下的数,以及能由合计推出它的数,为空"

CLUES = (
    Field("theme", TEXT, "专题", "专题名称"),
    Field("seq", COUNT, "序号", "专题内的序号,一经给出不再改变"),
    Field("finding_id", TEXT, "线索编号", f"交换用编号:{_KEYED}"),
    Field("person_key", TEXT, "人员关联键", f"同一人同一键;{_KEYED}"),
    Field("check_id", TEXT, "检查项", "编号,含义见下"),
    Field("kind", TEXT, "类别", "检查项名称"),
    Field("name", TEXT, "姓名", "仅保留首字"),
    Field("town", TEXT, "乡镇街道", "线索所指的人或户所在"),
    Field("village", TEXT, "村居", "线索所指的人或户所在"),
    Field("observed_source", TEXT, "比对来源", "比对发现值出自哪份数据", words=Several(Source())),
    Field("observed_as_of", DATE, "比对数据截止日", "该份数据的数据截止日"),
    Field("months", COUNT, "月数", "涉及的月数;不适用时为空"),
    Field("amount", YUAN, "差额(元)", "大于零为超过标准或多发,小于零为不足或少发"),
    Field("unit", TEXT, "单位", f"交办单位;未交办的为专题的承办单位;不是机构或乡镇、村居名称的显示为“{HIDDEN}”"),
    Field("due_on", DATE, "办理期限", "未交办的为空"),
    Field("state", TEXT, "办理状态", " / ".join(FindingState.labels().values())),
    Field("result", TEXT, "核实结果", "本轮最新结果:属实、部分属实、不属实或无法核实;办结后不变,没有结果的为空"),
    Field("disposal", TEXT, "处置措施", f"保留列表中的措施、数字和标点,其余文字可能含有姓名,显示为“{HIDDEN}”"),
    Field("amount_recovered", YUAN, "追回金额(元)", "未填为空"),
    Field("closed_on", DATE, "办结日期", "未办结的为空"),
    Field(
        "data_status",
        TEXT,
        "数据状态",
        "new 新增 / standing 仍在 / reopened 再现 / gone 数据已消除 / not_run 本期未核对",
    ),
)
SUMMARY = (
    Field("theme", TEXT, "专题", "专题名称"),
    Field("town", TEXT, "乡镇街道", "合计为各乡镇街道之和"),
    Field("check", TEXT, "检查项", "编号;合计为各检查项之和"),
    Field("clues", COUNT, "线索数", f"本期查出的线索;{_NULL}"),
    Field("persons", COUNT, "人数", f"线索所指的不同的人,未关联的每条算一人;{_NULL}"),
    Field("confirmed", COUNT, "属实", f"属实、部分属实和已办结;{_NULL}"),
    Field("refuted", COUNT, "不属实", _NULL),
    Field("open", COUNT, "其余", f"待核实、已交办和无法核实;{_NULL}"),
    Field("recovered", YUAN, "追回金额(元)", "线索数为空的为空"),
    Field("suppressed", pl.Boolean(), "有隐去", "该行有数字未列出"),
)


def empty(fields: tuple[Field, ...]) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema={field.name: field.dtype for field in fields})
