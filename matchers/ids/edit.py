"""The ways in which a written id may relate to the number that was meant."""

from __future__ import annotations

import polars as pl

from schemas.terms import Term


class IdEdit(Term):
    """Relation of a written id to another, strongest first."""

    SAME = "same", "相同"
    CERTIFICATE = "certificate", "残疾人证号中的身份证号"
    CONVERTED15 = "converted15", "15 位号码换算为 18 位"
    CHECK_ONLY = "check_only", "仅末位校验码不同"
    ONE_SUBSTITUTION = "one_substitution", "错一位"
    TRANSPOSITION = "transposition", "相邻两位颠倒"
    LOST_DIGIT = "lost_digit", "漏一位"
    ADDED = "added", "多一位"
    WRONG_YEAR = "wrong_year", "出生年份不同,其余相同"
    JUMP_TRANSPOSITION = "jump_transposition", "隔位颠倒"
    TRUNCATED_PREFIX = "truncated_prefix", "末几位被表格软件改为 0"
    SCIENTIFIC_PREFIX = "scientific_prefix", "科学计数法只留前几位"
    DIFFERENT = "different", "不同"
    MISSING = "missing", "未填"


ID_EDIT = pl.Enum([edit.value for edit in IdEdit])
