"""特困供养: the roll of people supported in extreme poverty."""

from schemas.codes import CARE_MODE, EXTREME_POVERTY_SCHEME, ROLL_STATUS, SELF_CARE
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import PLACE_COLUMNS, REQUIRED_NAME, STOPS, money, month, no_identity, resident_id

EXTRACT = Extract(
    source="extreme_poverty",
    title="特困供养",
    owner="民政特困",
    unit="人",
    columns=(
        REQUIRED_NAME,
        resident_id(),
        *PLACE_COLUMNS,
        Column("scheme", "供养类别", Kind.CODE, codes=EXTREME_POVERTY_SCHEME, required=True, filled=True),
        Column("care_mode", "供养方式", Kind.CODE, codes=CARE_MODE, required=True, filled=True),
        Column("self_care", "自理能力", Kind.CODE, codes=SELF_CARE),
        money("monthly_amount", "月供养标准", required=True, filled=True),
        money("care_fee", "照料护理费"),
        month("start_month", "起始年月", required=True, filled=True),
        month("stop_month", "停止年月", note=STOPS),
        Column("status", "状态", Kind.CODE, codes=ROLL_STATUS, required=True, filled=True),
    ),
    subjects=(Subject(town="town", village="village"),),
    roster=True,
    rules=(no_identity(),),
)
