"""How a value of a column is written: the form of its kind or its allowed words, and a made-up example."""

from __future__ import annotations

from schemas.codes import CodeSet
from schemas.column import Column, Kind

_FORMS: dict[Kind, tuple[str, str]] = {
    Kind.TEXT: ("文字", ""),
    Kind.RESIDENT_ID: ("18 位公民身份号码,以文本格式填写", "110105194912310011"),
    Kind.IDENTIFIER: ("编号,以文本格式填写", "4311030010000001"),
    Kind.DATE: ("日期,如 2019-06-30、2019/6/30、20190630 或 2019年6月30日", "2019-06-30"),
    Kind.MONTH: ("年月,如 201906、2019-06 或 2019年6月", "201906"),
    Kind.MONEY: ("金额,以元为单位,只写数字,如 1234.50", "1234.50"),
    Kind.DECIMAL: ("数,可带小数,不写单位", "89.50"),
    Kind.INTEGER: ("整数", "3"),
}
"""Kind -> how it is written, and an example; words stand in the code table of their column."""


def how_written(column: Column) -> str:
    """How a value of the column is written, in Chinese."""
    return words_and_codes(column.codes) if column.codes else _FORMS[column.kind][0]


def example(column: Column) -> str:
    """A made-up value that is read; empty where any text will do."""
    return column.example or (column.codes.words[0] if column.codes else _FORMS[column.kind][1])


def words_and_codes(codes: CodeSet) -> str:
    """The allowed words, each with its code in brackets and the other words that mean it."""
    written = {word: [code for code, meant in codes.codes if meant == word] for word in codes.words}
    alike = {word: [other for other, meant in codes.synonyms if meant == word] for word in codes.words}
    return "、".join(
        word + "".join(f"[{code}]" for code in written[word]) + "".join(f"(也作 {other})" for other in alike[word])
        for word in codes.words
    )
