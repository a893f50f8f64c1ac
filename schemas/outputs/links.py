"""links.parquet: for each accepted row that names a person, who that person is in the civil registry, or why not."""

import polars as pl

from schemas.flow import Flow
from schemas.output import TEXT, Field, InWorkbook, Table
from schemas.outputs.place import PLACE_FIELDS
from schemas.terms import Grade, NameClass, Outcome, Role, Via, WhyNot
from schemas.words import Letter, WaysToAName, Word

_WHERE = "行中所写;未写的取同一户其他行,再取候选人的户籍所在"

LINKS = Table(
    name="links",
    title="人员关联结果",
    unit="已接收的数据行(婚姻登记为每人一行)",
    fields=(
        *PLACE_FIELDS,
        Field("role", TEXT, "角色", "婚姻登记的一方,其余为空", words=Word(Role)),
        Field("name", TEXT, "姓名", "按原文"),
        Field("id_no", TEXT, "证件号码", "按原文", masked=True),
        Field("registry_id_no", TEXT, "户籍证件号码", "仅已关联的行", masked=True),
        Field("registry_name", TEXT, "户籍姓名", "仅已关联的行"),
        Field("outcome", TEXT, "关联结果", words=Word(Outcome)),
        Field(
            "reason",
            TEXT,
            "依据",
            "凭什么找到此人,如 exact+same(号码与姓名均相同)",
            words=WaysToAName(Word(Via), Word(NameClass)),
        ),
        Field("grade", TEXT, "证据等级", words=Letter(Grade)),
        Field("weight", pl.Float64(), "匹配权重", "以 2 为底的对数似然比之和"),
        Field("margin", pl.Float64(), "与次优差", "与第二候选人的权重差"),
        Field("why_not", TEXT, "未关联原因", "待复核或未关联的原因;已关联的行为空", words=Word(WhyNot)),
        Field("candidate_id_no", TEXT, "候选人证件号码", "待复核行的首选候选人", masked=True),
        Field("candidate_name", TEXT, "候选人姓名", "待复核行的首选候选人"),
        Field("town", TEXT, "乡镇街道", f"{_WHERE};已关联的行为空"),
        Field("village", TEXT, "村居", f"{_WHERE};已关联的行为空"),
    ),
    order=("source", "file", "row_number", "role"),
    flow=Flow.LINK,
    place=1,
    workbook=InWorkbook("待人工复核", place=7),
)
