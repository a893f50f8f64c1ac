"""一户一档: the file kept on each household of the poverty register, one row a household."""

from schemas.codes import PRESENT
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import HEAD_AS_NAME, date, resident_id


def _item(name: str, header: str) -> Column:
    return Column(name, header, Kind.CODE, codes=PRESENT, required=True)


DOSSIER_ITEMS = (
    _item("identity", "身份信息"),
    _item("family", "家庭状况"),
    _item("cause", "致贫原因"),
    _item("helper", "帮扶责任人"),
    _item("measures", "帮扶措施"),
    _item("verification", "核查记录"),
)

EXTRACT = Extract(
    source="dossiers",
    title="一户一档",
    owner="民政/扶贫",
    unit="户",
    columns=(
        Column("household_no", "户编号", Kind.IDENTIFIER, required=True, filled=True),
        HEAD_AS_NAME,
        resident_id("户主证件号码", required=False),
        *DOSSIER_ITEMS,
        date("filed_on", "建档日期"),
    ),
    subjects=(Subject(household="household_no", is_head=True, holder_of="poverty_register"),),
    roster=True,
)
