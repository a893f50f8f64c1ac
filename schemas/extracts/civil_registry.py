"""户籍人口: the civil registry of public security, one row a person, the backbone that all other rows link to."""

from dataclasses import replace

from schemas.codes import HUKOU_TYPE, MARITAL_STATUS, PERSON_STATUS, SEX
from schemas.column import Column, Kind
from schemas.extract import Expected, Extract, RowRule
from schemas.shared import BIRTH_DATE, PLACE_COLUMNS, RELATION, date, missing_id, resident_id
from schemas.terms import QuarantineReason

EXTRACT = Extract(
    source="civil_registry",
    title="户籍人口",
    owner="公安",
    unit="人",
    expected=Expected(least_rows=1),
    columns=(
        Column("household_no", "户号", Kind.IDENTIFIER, required=True, filled=True),
        Column("head_name", "户主姓名", example="张三"),
        replace(RELATION, filled=True),
        Column("name", "姓名", required=True, filled=True, example="张三"),
        Column("former_name", "曾用名"),
        Column("sex", "性别", Kind.CODE, codes=SEX, required=True, filled=True),
        Column("ethnicity", "民族"),
        Column("birth_date", BIRTH_DATE.header, Kind.DATE, required=True, filled=True, example=BIRTH_DATE.example),
        resident_id("公民身份号码", filled=True),
        Column("former_id_no", "原公民身份号码", Kind.RESIDENT_ID),
        Column("hukou_type", "户口类别", Kind.CODE, codes=HUKOU_TYPE),
        *PLACE_COLUMNS,
        Column("address", "住址"),
        Column("marital_status", "婚姻状况", Kind.CODE, codes=MARITAL_STATUS),
        Column("person_status", "人员状态", Kind.CODE, codes=PERSON_STATUS, required=True, filled=True),
        date("status_date", "状态日期"),
        Column("moved_to", "迁往地"),
    ),
    rules=(RowRule(("id_no",), QuarantineReason.MISSING_VALUE, missing_id("id_no"), "公民身份号码为空或全零"),),
)
