"""行业帮扶: assistance by field that a poverty household is due and has received; names no person."""

from schemas.codes import ASSISTANCE_FIELD, YES_NO
from schemas.column import Column, Kind
from schemas.extract import Extract
from schemas.shared import date

EXTRACT = Extract(
    source="assistance_measures",
    title="行业帮扶",
    owner="行业部门/扶贫",
    unit="户·领域",
    columns=(
        Column("household_no", "户编号", Kind.IDENTIFIER, required=True, filled=True),
        Column("field", "领域", Kind.CODE, codes=ASSISTANCE_FIELD, required=True, filled=True),
        Column("due", "应享", Kind.CODE, codes=YES_NO, required=True, filled=True),
        Column("delivered", "落实", Kind.CODE, codes=YES_NO, required=True, filled=True),
        date("delivered_on", "落实日期"),
        Column("helper", "帮扶责任人"),
    ),
)
