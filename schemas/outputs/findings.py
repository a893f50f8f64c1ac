"""mismatch.parquet and mutual_inclusion.parquet: the findings of all checks, each a clue with its evidence."""

import polars as pl

from schemas.flow import Flow
from schemas.output import COUNT, DATE, TEXT, YUAN, Field, InWorkbook, OnPage, Table
from schemas.outputs.place import COUNTY_FIELDS, PLACE_FIELDS
from schemas.terms import FindingState, Grade, InclusionList, Strength, WhyNot
from schemas.words import AnyText, Letter, OneOf, Several, Source, Word

# A row that is linked to nobody is told why; every other check observes a text of its own.
_OBSERVED = OneOf((Word(WhyNot), AnyText()))
_FINDING_FIELDS = (
    Field("finding_id", TEXT, "线索编号", "同一线索每晚编号不变"),
    Field("check_id", TEXT, "检查项", "检查项编号,如 D1、R3;含义见数据字典和报告"),
    *PLACE_FIELDS,
    Field("household_no", TEXT, "户编号", "家庭编号、户编号或申请编号,按原文;与户无关的线索为空"),
    Field("person_id_no", TEXT, "户籍证件号码", "证据所指的人在户籍中的号码;该人未关联时为空", masked=True),
    Field("name", TEXT, "姓名", "证据所指的人:财产或登记项目为其所有人,以户为单位的线索为户主;未关联的按原文"),
    Field("town", TEXT, "乡镇街道", "线索所指的人或户所在,按原文"),
    Field("village", TEXT, "村居", "线索所指的人或户所在,按原文"),
    Field("declared", TEXT, "申报或登记值", "名册的报送单位就同一事项怎么写;没有写的为空,不填标准"),
    Field("observed", TEXT, "比对发现值", "另一份数据怎么说,或推算的结果,带单位;Q5 为未能关联的原因", words=_OBSERVED),
    Field("limit", TEXT, "标准或限额", "对照的标准或限额;没有的为空"),
    Field("months", COUNT, "月数", "涉及的月数,如死亡后仍在册的月数;不适用时为空"),
    Field("amount", YUAN, "差额(元)", "大于零为超过标准或多发,小于零为不足或少发;与金额无关的线索为空"),
    Field("strength", TEXT, "线索强度", words=Word(Strength)),
    Field("observed_source", TEXT, "比对来源", "比对发现值出自哪份数据", words=Several(Source())),
    Field("observed_as_of", DATE, "比对数据截止日", "该份数据的数据截止日", content=False),
    Field("grade", TEXT, "关联证据等级", "线索所依据的关联有多可靠;不依据关联时为空", words=Letter(Grade)),
    Field("state", TEXT, "状态", words=Word(FindingState)),
    Field("first_seen", DATE, "首次发现", "最早列出这条线索的数据时点"),
    Field("last_seen", DATE, "最近发现", "最近列出这条线索的数据时点", content=False),
    *COUNTY_FIELDS,
)
_ON_PAGE = OnPage("lists", "线索名单")

MISMATCH = Table(
    name="mismatch",
    title="比对不一致线索",
    unit="线索",
    fields=_FINDING_FIELDS,
    order=("check_id", "finding_id"),
    flow=Flow.MISMATCH,
    place=3,
    unique="finding_id",
    bounded=True,
    workbook=InWorkbook("比对", place=3),
    page=_ON_PAGE,
    supervision=True,
    city_platform=("finding_id",),
)

MUTUAL_INCLUSION = Table(
    name="mutual_inclusion",
    title="互相纳入线索",
    unit="线索",
    fields=(
        *_FINDING_FIELDS,
        Field("list", TEXT, "清单", words=Word(InclusionList)),
    ),
    order=("check_id", "finding_id"),
    flow=Flow.MUTUAL_INCLUSION,
    place=4,
    unique="finding_id",
    bounded=True,
    workbook=InWorkbook("互纳", place=4),
    page=_ON_PAGE,
    supervision=True,
    city_platform=("finding_id",),
)

FINDINGS: tuple[Table, ...] = (MISMATCH, MUTUAL_INCLUSION)
"""The tables that hold findings; each has all columns of `MISMATCH`."""


def family() -> pl.Expr:
    """The family of a finding (`Family`) as a column of that name; needs `check_id`."""
    return pl.col("check_id").str.head(1).alias("family")
