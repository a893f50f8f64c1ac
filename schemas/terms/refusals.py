"""Why a row is refused on reading."""

from __future__ import annotations

from schemas.terms.term import Term

RECEIPTS = "receipts"
"""Source of what is refused of the city platform's receipts."""


class QuarantineReason(Term):
    """Why a row was refused."""

    MISSING_VALUE = "missing_value", "必填项为空"
    BAD_DATE = "bad_date", "日期无法识别"
    BAD_MONTH = "bad_month", "年月无法识别"
    BAD_NUMBER = "bad_number", "数字无法识别"
    UNKNOWN_CODE = "unknown_code", "代码不在代码表内"
    NO_IDENTITY = "no_identity", "姓名和证件号码均为空"
    UNKNOWN_REFERENCE = "unknown_reference", "所指的批次、文件或主键不存在"
    UNREADABLE = "unreadable", "文件无法读取"
    MISPLACED = "misplaced", "整行无法归列(位于表头之上、在另一种表头之下、被未配对的引号吞并或格数多于表头)"
