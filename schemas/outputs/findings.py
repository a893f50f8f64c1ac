"""mismatch.parquet and mutual_inclusion.parquet: the findings of all checks, each a clue with its evidence."""

from schemas.output import COUNT, DATE, TEXT, YUAN, Field, Table
from schemas.outputs.place import PLACE_FIELDS

_FINDING_FIELDS = (
    Field("finding_id", TEXT, "线索编号", "同一线索每晚编号不变"),
    Field("check_id", TEXT, "检查项"),
    *PLACE_FIELDS,
    Field("household_no", TEXT, "户编号"),
    Field("person_id_no", TEXT, "户籍证件号码", masked=True),
    Field("name", TEXT, "姓名"),
    Field("town", TEXT, "乡镇街道"),
    Field("village", TEXT, "村居"),
    Field("declared", TEXT, "申报或登记值"),
    Field("observed", TEXT, "比对发现值"),
    Field("months", COUNT, "月数"),
    Field("amount", YUAN, "差额(元)", "登记 - 应为"),
    Field("strength", TEXT, "线索强度"),
    Field("observed_source", TEXT, "比对来源"),
    Field("observed_as_of", DATE, "比对数据截止日"),
    Field("grade", TEXT, "关联证据等级"),
    Field("state", TEXT, "状态"),
    Field("first_seen", DATE, "首次发现"),
    Field("last_seen", DATE, "最近发现"),
)

MISMATCH = Table(
    name="mismatch",
    title="比对不一致线索",
    unit="线索",
    fields=_FINDING_FIELDS,
    order=("check_id", "finding_id"),
)

MUTUAL_INCLUSION = Table(
    name="mutual_inclusion",
    title="互相纳入线索",
    unit="线索",
    fields=(*_FINDING_FIELDS, Field("list", TEXT, "清单")),
    order=("check_id", "finding_id"),
)
