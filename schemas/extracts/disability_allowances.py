"""残疾人两补: living and nursing allowances of disabled people, one row a person and allowance."""

from schemas.codes import ALLOWANCE, DISABILITY_CATEGORY, DISABILITY_LEVEL, ROLL_STATUS
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import (
    CERTIFICATE_EXAMPLE,
    REQUIRED_NAME,
    STOPS,
    TOWN,
    VILLAGE,
    money,
    month,
    no_identity,
    resident_id,
)

EXTRACT = Extract(
    source="disability_allowances",
    title="残疾人两补",
    owner="民政/残联",
    unit="人·补贴",
    columns=(
        REQUIRED_NAME,
        resident_id("身份证号码"),
        Column("certificate_no", "残疾人证号", Kind.IDENTIFIER, example=CERTIFICATE_EXAMPLE),
        Column("allowance", "补贴类型", Kind.CODE, codes=ALLOWANCE, required=True, filled=True),
        money("amount", "补贴金额", required=True, filled=True),
        month("start_month", "起始月份", required=True, filled=True),
        month("stop_month", "停止月份", note=STOPS),
        Column("level", "残疾等级", Kind.CODE, codes=DISABILITY_LEVEL),
        Column("category", "残疾类别", Kind.CODE, codes=DISABILITY_CATEGORY),
        TOWN,
        VILLAGE,
        Column("status", "状态", Kind.CODE, codes=ROLL_STATUS, required=True, filled=True),
    ),
    subjects=(Subject(certificate="certificate_no", town="town", village="village"),),
    roster=True,
    rules=(no_identity(certificate="certificate_no"),),
)
