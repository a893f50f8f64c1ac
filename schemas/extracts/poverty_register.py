"""建档立卡: the poverty register, one row a person; 证件号码 of a disabled person is often the 残疾人证号."""

from schemas.codes import HOUSEHOLD_ATTRIBUTE, POVERTY_STATUS
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import (
    RELATION,
    REQUIRED_NAME,
    REQUIRED_TOWN,
    REQUIRED_VILLAGE,
    date,
    money,
    no_identity,
    resident_id,
)

EXTRACT = Extract(
    source="poverty_register",
    title="建档立卡",
    owner="扶贫",
    unit="人",
    columns=(
        Column("county", "县"),
        REQUIRED_TOWN,
        REQUIRED_VILLAGE,
        Column("hamlet", "自然村"),
        Column("household_no", "户编号", Kind.IDENTIFIER, required=True, filled=True),
        Column("person_no", "人编号", Kind.IDENTIFIER, required=True, filled=True),
        REQUIRED_NAME,
        resident_id("证件号码"),
        Column("household_size", "人数", Kind.INTEGER),
        RELATION,
        Column("health", "健康状况"),
        Column("labour_skill", "劳动技能"),
        Column("poverty_status", "脱贫属性", Kind.CODE, codes=POVERTY_STATUS, required=True, filled=True),
        Column("out_year", "脱贫年度", Kind.INTEGER, example="2019"),
        Column("household_attribute", "贫困户属性", Kind.CODE, codes=HOUSEHOLD_ATTRIBUTE, required=True, filled=True),
        Column("cause", "主要致贫原因"),
        money("annual_net_income_per_head", "人均纯收入", required=True, filled=True, note="全年数"),
        date("identified_on", "首次识别时间"),
    ),
    subjects=(Subject(relation="relation", household="household_no", town="town", village="village"),),
    roster=True,
    rules=(no_identity(),),
)
