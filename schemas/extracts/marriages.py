"""婚姻登记: marriages and divorces, one row an event with two persons."""

import polars as pl

from schemas.codes import MARRIAGE_EVENT
from schemas.column import Column, Kind
from schemas.extract import Extract, RowRule, Subject
from schemas.shared import date, missing_id, resident_id
from schemas.terms import QuarantineReason, Role

EXTRACT = Extract(
    source="marriages",
    title="婚姻登记",
    owner="民政婚姻登记处",
    unit="登记事项",
    columns=(
        Column("event_type", "业务类型", Kind.CODE, codes=MARRIAGE_EVENT, required=True, filled=True),
        Column("husband_name", "男方姓名", required=True, example="张三"),
        resident_id("男方证件号码", "husband_id_no"),
        Column("wife_name", "女方姓名", required=True, example="李四"),
        resident_id("女方证件号码", "wife_id_no"),
        date("registered_on", "登记日期", required=True, filled=True),
        Column("office", "登记机关"),
        Column("certificate_no", "证字号", Kind.IDENTIFIER),
    ),
    subjects=(
        Subject(
            Role.HUSBAND,
            "husband_name",
            "husband_id_no",
            sex_of_role="男",
            spouse_name="wife_name",
            spouse_id="wife_id_no",
        ),
        Subject(
            Role.WIFE,
            "wife_name",
            "wife_id_no",
            sex_of_role="女",
            spouse_name="husband_name",
            spouse_id="husband_id_no",
        ),
    ),
    rules=(
        RowRule(
            ("husband_id_no", "wife_id_no"),
            QuarantineReason.NO_IDENTITY,
            pl.col("husband_name").is_null()
            & pl.col("wife_name").is_null()
            & missing_id("husband_id_no")
            & missing_id("wife_id_no"),
            "男女双方姓名和证件号码均为空",
        ),
    ),
)
