"""死亡登记: deaths as cremation, public security and health report them."""

from schemas.codes import DEATH_SOURCE
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import BIRTH_DATE, REQUIRED_NAME, SEX_COLUMN, date, no_identity, resident_id

EXTRACT = Extract(
    source="deaths",
    title="死亡登记",
    owner="殡葬/公安/卫健",
    unit="死亡记录",
    columns=(
        REQUIRED_NAME,
        resident_id("证件号码"),
        SEX_COLUMN,
        BIRTH_DATE,
        date("death_date", "死亡日期", required=True, filled=True),
        Column("death_source", "数据来源", Kind.CODE, codes=DEATH_SOURCE, required=True, filled=True),
        Column("certificate_no", "证明编号", Kind.IDENTIFIER),
    ),
    subjects=(Subject(birth_date="birth_date", sex="sex"),),
    rules=(no_identity(),),
)
