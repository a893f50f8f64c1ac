"""残疾人证: disability certificates; the number is the id, category and level, and B1, B2 … on reissue."""

from schemas.codes import CERTIFICATE_STATUS, DISABILITY_CATEGORY, DISABILITY_LEVEL
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.shared import (
    BIRTH_DATE,
    CERTIFICATE_EXAMPLE,
    REQUIRED_NAME,
    SEX_COLUMN,
    TOWN,
    VILLAGE,
    date,
    no_identity,
    resident_id,
)

EXTRACT = Extract(
    source="disability",
    title="残疾人证",
    owner="残联",
    unit="证",
    columns=(
        REQUIRED_NAME,
        SEX_COLUMN,
        BIRTH_DATE,
        resident_id(),
        Column(
            "certificate_no", "残疾人证号", Kind.IDENTIFIER, required=True, filled=True, example=CERTIFICATE_EXAMPLE
        ),
        Column("category", "残疾类别", Kind.CODE, codes=DISABILITY_CATEGORY, required=True, filled=True),
        Column("level", "残疾等级", Kind.CODE, codes=DISABILITY_LEVEL, required=True, filled=True),
        Column("guardian_name", "监护人姓名"),
        TOWN,
        VILLAGE,
        date("issued_on", "发证日期"),
        date("valid_until", "有效期至"),
        Column("certificate_status", "证件状态", Kind.CODE, codes=CERTIFICATE_STATUS, required=True, filled=True),
    ),
    subjects=(
        Subject(certificate="certificate_no", birth_date="birth_date", sex="sex", town="town", village="village"),
    ),
    roster=True,
    rules=(no_identity(certificate="certificate_no"),),
)
