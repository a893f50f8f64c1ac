"""低保发放: payments of the minimum living allowance, one row a household and month."""

from schemas.codes import LOW_INCOME_SCHEME, PAY_STATUS
from schemas.column import Column, Kind
from schemas.extract import Expected, Extract, Subject
from schemas.shared import money, month, no_identity, resident_id

EXTRACT = Extract(
    source="low_income_payments",
    title="低保发放",
    owner="民政低保",
    unit="户·月",
    expected=Expected(within_year=True),
    columns=(
        month("pay_month", "发放年月", required=True, filled=True),
        Column("scheme", "救助类别", Kind.CODE, codes=LOW_INCOME_SCHEME, required=True, filled=True),
        Column("household_no", "家庭编号", Kind.IDENTIFIER, required=True, filled=True),
        Column("certificate_no", "低保证号", Kind.IDENTIFIER),
        Column("name", "户主姓名", required=True, example="张三"),
        resident_id("户主身份证号"),
        Column("covered_persons", "保障人口数", Kind.INTEGER, required=True, filled=True),
        money("amount", "救助金额", required=True, filled=True),
        money("extra_amount", "分类救助金额"),
        money("total", "发放合计", required=True, filled=True),
        Column("account_name", "账户名称", example="张三"),
        Column("account_no", "账号", Kind.IDENTIFIER),
        Column("pay_status", "发放状态", Kind.CODE, codes=PAY_STATUS, required=True, filled=True),
    ),
    subjects=(Subject(household="household_no", is_head=True, holder_of="low_income"),),
    roster=True,
    rules=(no_identity(),),
)
