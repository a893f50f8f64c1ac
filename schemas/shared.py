"""Columns and row rules that several extracts have in common."""

from __future__ import annotations

import polars as pl

from schemas.codes import SEX
from schemas.column import Column, Kind
from schemas.extract import RowRule
from schemas.terms import QuarantineReason

REQUIRED_NAME = Column("name", "姓名", required=True, example="张三")
HEAD_AS_NAME = Column("name", "户主姓名", example="张三")
SEX_COLUMN = Column("sex", "性别", Kind.CODE, codes=SEX)
BIRTH_DATE = Column("birth_date", "出生日期", Kind.DATE, example="1949-12-31")
TOWN = Column("town", "乡镇街道", example="某某镇")
REQUIRED_TOWN = Column("town", "乡镇街道", required=True, example="某某镇")
VILLAGE = Column("village", "村居", example="某某村")
REQUIRED_VILLAGE = Column("village", "村居", required=True, example="某某村")
PLACE_COLUMNS = (REQUIRED_TOWN, REQUIRED_VILLAGE)
STOPS = "从该月起不再享受;仍在享受的留空"
PERIOD_TOTAL = "期间起至期间止各月的合计,不是每月数,也不折算成全年"
WHOLE_MONTHS = "按整月计,起、止两月都算在内"
CERTIFICATE_EXAMPLE = "11010519491231001111"
RELATION = Column("relation", "与户主关系", required=True, numbered=True, example="户主")

# GB 11643: area, date of birth, sequence, check character.
_ID_FORM = r"^[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"


def resident_id(
    header: str = "身份证号", name: str = "id_no", *, required: bool = True, filled: bool = False
) -> Column:
    """A resident id column (GB 11643); every spelling of the header is understood."""
    return Column(name, header, Kind.RESIDENT_ID, required=required, filled=filled)


def month(name: str, header: str, *, required: bool = False, filled: bool = False, note: str = "") -> Column:
    """A year-month column."""
    return Column(name, header, Kind.MONTH, required=required, filled=filled, note=note)


def date(name: str, header: str, *, required: bool = False, filled: bool = False, note: str = "") -> Column:
    """A date column."""
    return Column(name, header, Kind.DATE, required=required, filled=filled, note=note)


def money(name: str, header: str, *, required: bool = False, filled: bool = False, note: str = "") -> Column:
    """An amount in yuan, held as integer fen."""
    return Column(name, header, Kind.MONEY, required=required, filled=filled, note=note)


def no_identity(name: str = "name", id_no: str = "id_no", certificate: str | None = None) -> RowRule:
    """Refuses a row with neither name nor id; a certificate number with a good id part stands for an id."""
    nobody = pl.col(name).is_null() & missing_id(id_no)
    if certificate:
        nobody &= ~has_id_part(certificate)
    return RowRule((id_no,), QuarantineReason.NO_IDENTITY, nobody, "姓名和证件号码均为空(全零视为空)")


def missing_id(column: str) -> pl.Expr:
    """True where an id is empty or all zeros."""
    return pl.col(column).is_null() | pl.col(column).str.contains(r"^[0０\s'’]+$")


def has_id_part(column: str) -> pl.Expr:
    """True where a certificate number begins with the form of a resident id: its check digit is not looked at."""
    bare = pl.col(column).str.replace_all(r"[\s'’]", "")
    return bare.str.contains(_ID_FORM).fill_null(value=False)
