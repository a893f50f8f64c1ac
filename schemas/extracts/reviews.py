"""复核: yearly reviews of households on the low-income roll, one row a household and review."""

from schemas.codes import LOW_INCOME_CLASS, REVIEW_RESULT
from schemas.column import Column, Kind
from schemas.extract import Expected, Extract, Subject
from schemas.shared import HEAD_AS_NAME, date, resident_id

EXTRACT = Extract(
    source="reviews",
    title="复核",
    owner="民政低保",
    unit="户·复核",
    expected=Expected(within_year=True),
    columns=(
        Column("review_year", "复核年度", Kind.INTEGER, required=True, filled=True, example="2019"),
        Column("household_no", "家庭编号", Kind.IDENTIFIER, required=True, filled=True),
        Column("certificate_no", "低保证号", Kind.IDENTIFIER),
        HEAD_AS_NAME,
        resident_id("户主身份证号", required=False),
        Column("class", "类别", Kind.CODE, codes=LOW_INCOME_CLASS),
        Column("report_no", "核对报告编号", Kind.IDENTIFIER),
        date("verified_on", "核对日期"),
        date("visited_on", "入户日期"),
        Column("result", "复查结果", Kind.CODE, codes=REVIEW_RESULT),
        date("completed_on", "完成日期"),
    ),
    subjects=(Subject(household="household_no", is_head=True, holder_of="low_income"),),
    roster=True,
)
