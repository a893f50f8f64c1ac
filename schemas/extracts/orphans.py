"""孤儿保障: the roll of supported orphans."""

from schemas.codes import PLACEMENT, ROLL_STATUS
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import REQUIRED_NAME, STOPS, money, month, no_identity, resident_id

EXTRACT = Extract(
    source="orphans",
    title="孤儿保障",
    owner="民政儿童福利",
    unit="人",
    columns=(
        REQUIRED_NAME,
        resident_id(),
        Column("placement", "安置方式", Kind.CODE, codes=PLACEMENT, required=True, filled=True),
        money("monthly_amount", "月标准", required=True, filled=True),
        month("start_month", "起始年月", required=True, filled=True),
        month("stop_month", "停止年月", note=STOPS),
        Column("status", "状态", Kind.CODE, codes=ROLL_STATUS, required=True, filled=True),
    ),
    subjects=(Subject(),),
    roster=True,
    rules=(no_identity(),),
)
