"""刚性支出: medical, schooling and employment cost that policy deducts from income."""

from schemas.codes import EXPENSE_KIND, SCHOOL_STAGE, YES_NO
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import PERIOD_TOTAL, REQUIRED_NAME, WHOLE_MONTHS, date, money, no_identity, resident_id

EXTRACT = Extract(
    source="rigid_expenses",
    title="刚性支出",
    owner="医保/教育/人社",
    unit="人·支出",
    columns=(
        Column("kind", "项目", Kind.CODE, codes=EXPENSE_KIND, required=True, filled=True),
        REQUIRED_NAME,
        resident_id("证件号码"),
        money("total_cost", "总费用"),
        money("own_cost", "个人自付合规费用", required=True, filled=True, note=PERIOD_TOTAL),
        date("period_start", "期间起", required=True, filled=True, note=WHOLE_MONTHS),
        date("period_end", "期间止", required=True, filled=True),
        Column("major_illness_aid", "重特大疾病医疗救助", Kind.CODE, codes=YES_NO),
        Column("stage", "学段", Kind.CODE, codes=SCHOOL_STAGE),
        Column("full_time", "全日制", Kind.CODE, codes=YES_NO),
    ),
    subjects=(Subject(),),
    rules=(no_identity(),),
)
