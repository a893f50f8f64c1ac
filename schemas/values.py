"""How the text of a cell becomes a value of its column's kind, worked on distinct texts.

Readable forms are those of the agencies' exports: dates as `20190630`, `2019-6-30`, `2019/6/30`, `2019.6.30`,
`2019年6月30日` or an Excel serial (1900 system); months likewise without a day; numbers with thousands commas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import polars as pl

from schemas.column import Column, Kind
from schemas.month import MONTHS_IN_YEAR, month_expr
from schemas.terms import QuarantineReason
from schemas.visible import UNSEEN

EXCEL_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's 1900 system, as it counts from March 1900 on."""
_EARLIEST_YEAR = 1800
"""Nothing in a register is older: `0019-06-30` is 2019 without its century, and impossible as it stands."""
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
_DATE_FORMS = (
    r"^([0-9]{4})([0-9]{2})([0-9]{2})$",
    rf"^([0-9]{{4}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?:[ T]{_TIME})?$",
    rf"^([0-9]{{4}})年([0-9]{{1,2}})月([0-9]{{1,2}})(?:日(?:{_TIME})?)?$",
)
_MONTH_FORMS = (
    r"^([0-9]{4})([0-9]{2})$",
    r"^([0-9]{4})[-/.]([0-9]{1,2})$",
    r"^([0-9]{4})年([0-9]{1,2})月?$",
)
# A bare four-digit number in the range of years is a year that lost its month, not a serial; nor is a five-digit one
# in a column of months, where it may be 2019 and 6 run together.
_SERIAL = r"^(?:[0-9]{4}|([0-9]{5})(?:\.[0-9]+)?)$"
_YEAR = r"^(?:19|20)[0-9]{2}$"
_YEAR_AND_DIGIT = r"^(?:19|20)[0-9]{2}[1-9]$"
_DIGITS = r"^[0-9]{8}$"
_MARKED_DATE = r"^[0-9]{4}(?:[-/.][0-9]{1,2}[-/.][0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日?)$"
_PLAIN_MONTH = r"^[0-9]{4}(?:[0-9]{2}|[-/.][0-9]{1,2}|年[0-9]{1,2}月?)$"
"""What nearly all dates and months look like: they are read as they stand, without a look at the other forms."""
_BLANK_AT_MARK = r"\s*([-/.年月日])\s*"
_MARKS = " \t\r\n\xa0\u3000'’‘`\ufeff\u200b"
_UNSEEN = f"[{UNSEEN}]"
_NOTHING = ("", "'")
_OF_SOME_WIDTH = r"[^\x00-\x7f\x{4e00}-\x{9fff}]"
"""ASCII and the common Chinese characters are as they are in every form of Unicode."""
_NUMBER = r"^[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?$"
_YUAN_DIGITS = 13
"""What is longer is an id or an account number that slipped into the column; and sums of what is not have room."""

UNREADABLE: dict[Kind, QuarantineReason] = {
    Kind.DATE: QuarantineReason.BAD_DATE,
    Kind.MONTH: QuarantineReason.BAD_MONTH,
    Kind.MONEY: QuarantineReason.BAD_NUMBER,
    Kind.DECIMAL: QuarantineReason.BAD_NUMBER,
    Kind.INTEGER: QuarantineReason.BAD_NUMBER,
    Kind.CODE: QuarantineReason.UNKNOWN_CODE,
}
"""Kinds whose text can be unreadable, with the reason that goes to quarantine."""


def parse(texts: pl.Series, column: Column) -> pl.Series:
    """Reads the texts of one column.

    Args:
        texts: String, already cleaned by `clean` (blank = null).
        column: the declaration.

    Returns:
        The column's dtype under its field name; null where the text is empty or unreadable.
    """
    if column.kind not in UNREADABLE:
        return texts.rename(column.field)
    distinct = pl.DataFrame({"text": texts.unique(maintain_order=True).drop_nulls()})
    plain = pl.col("text").str.normalize("NFKC").str.replace_all(_UNSEEN, "").str.strip_chars(_MARKS)
    value = _read(distinct.select("text", plain.alias("plain")), column)
    looked_up = pl.DataFrame({"text": texts}).join(value, on="text", how="left", maintain_order="left")["value"]
    parsed = looked_up.cast(column.dtype)
    return (parsed if column.default is None else _with_default(parsed, texts, column.default)).rename(column.field)


def _read(distinct: pl.DataFrame, column: Column) -> pl.DataFrame:
    """`text` and its `value`; of dates and months, only those of a rare form are read with all that they may be."""
    plain = pl.col("plain")
    value = pl.col("value")
    if column.kind is Kind.MONTH:
        months = _by_form(distinct, {_PLAIN_MONTH: _written_month(plain)}, _month(plain))
        return months.with_columns(pl.when(value >= _EARLIEST_YEAR * MONTHS_IN_YEAR).then(value))
    if column.kind is Kind.DATE:
        hyphened = plain.str.replace_all("[/.年月]", "-").str.strip_suffix("日")
        forms = {
            _DIGITS: plain.str.to_date("%Y%m%d", strict=False),
            _MARKED_DATE: hyphened.str.to_date("%Y-%m-%d", strict=False),
        }
        return _by_form(distinct, forms, _date(plain)).with_columns(
            pl.when(value.dt.year() >= _EARLIEST_YEAR).then(value)
        )
    return distinct.select("text", value=_reader(column)(plain))


def _by_form(distinct: pl.DataFrame, forms: Mapping[str, pl.Expr], other: pl.Expr) -> pl.DataFrame:
    """`text` and its `value`, read by the form that `plain` has, or else by what reads any."""
    read: list[pl.DataFrame] = []
    rest = distinct
    for form, value in forms.items():
        has_form = rest["plain"].str.contains(form)
        if has_form.any():
            read.append(rest.filter(has_form).select("text", value=value))
            rest = rest.remove(has_form)
    if rest.height or not read:
        read.append(rest.select("text", value=other))
    return pl.concat(read)


def clean(texts: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The cells' text without outer blanks (and without the quote put before numbers); empty is null.

    Args:
        texts: String columns by English name; other columns pass unchanged.
        columns: the declarations.
    """
    wide = _wide(texts, [column.name for column in columns if column.kind is Kind.IDENTIFIER or column.numbered])
    names = [column.name for column in columns]
    stripped = texts.with_columns(_stripped(column, wide=column.name in wide) for column in columns)
    shortest = stripped.select(pl.col(names).str.len_bytes().min()).row(0, named=True)
    some_empty = [name for name, size in shortest.items() if size is not None and size <= len("'")]
    return stripped.with_columns(
        pl.when(~pl.col(name).is_in(_NOTHING)).then(pl.col(name)).alias(name) for name in some_empty
    )


def _wide(texts: pl.DataFrame, names: Sequence[str]) -> set[str]:
    """Those of the columns in which there is any character that may be written in another width."""
    one_byte = texts.select((pl.col(name).str.len_bytes() == pl.col(name).str.len_chars()).all() for name in names)
    others = [name for name in names if not one_byte[name][0]]
    found = texts.select(pl.col(name).str.contains(_OF_SOME_WIDTH).any() for name in others)
    return {name for name in others if found[name][0]}


def _stripped(column: Column, *, wide: bool) -> pl.Expr:
    text = pl.col(column.name)
    if wide:
        text = text.str.normalize("NFKC").str.replace_all(_UNSEEN, "")
    if column.kind is Kind.IDENTIFIER or column.numbered:
        text = text.str.replace_all(" ", "", literal=True)
    return text.str.strip_chars(_MARKS if column.quoted else None)


def _with_default(parsed: pl.Series, texts: pl.Series, default: int) -> pl.Series:
    frame = pl.DataFrame({"value": parsed, "text": texts})
    return frame.select(
        pl.when(pl.col("text").is_null()).then(default).otherwise(pl.col("value")).cast(parsed.dtype)
    ).to_series()


def _reader(column: Column) -> Callable[[pl.Expr], pl.Expr]:
    if column.kind is Kind.CODE:
        mapping = column.codes.mapping if column.codes else {}
        return lambda text: _code(text, mapping)
    return _READERS[column.kind]


def _packed(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"\s", "")


def _code(text: pl.Expr, mapping: dict[str, str]) -> pl.Expr:
    bare = _packed(text).str.replace("^0+([0-9])", "$1").str.to_uppercase()
    return bare.replace_strict(mapping, default=None, return_dtype=pl.String)


def _parts(text: pl.Expr, forms: tuple[str, ...], group: int) -> pl.Expr:
    return pl.coalesce(*(text.str.extract(form, group) for form in forms))


def _date(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        _date_without_blanks(text.str.replace_all(_BLANK_AT_MARK, "$1")), _date_without_blanks(_packed(text))
    )


def _date_without_blanks(text: pl.Expr) -> pl.Expr:
    year, month, day = (_parts(text, _DATE_FORMS, group) for group in (1, 2, 3))
    written = (year + month.str.zfill(2) + day.str.zfill(2)).str.to_date("%Y%m%d", strict=False)
    is_serial = text.str.contains(_SERIAL) & ~text.str.contains(_YEAR)
    days = pl.when(is_serial).then(text.str.extract("^([0-9]+)").cast(pl.Int32, strict=False))
    return pl.coalesce(written, pl.lit(EXCEL_EPOCH) + pl.duration(days=days))


def _month(text: pl.Expr) -> pl.Expr:
    bare = _packed(text)
    lost_digit = bare.str.contains(_YEAR_AND_DIGIT)
    return pl.coalesce(_written_month(bare), month_expr(pl.when(~lost_digit).then(_date(text))))


def _written_month(bare: pl.Expr) -> pl.Expr:
    year, month = (_parts(bare, _MONTH_FORMS, group).cast(pl.Int32) for group in (1, 2))
    return pl.when(month.is_between(1, MONTHS_IN_YEAR)).then(year * MONTHS_IN_YEAR + month - 1)


def _fen(text: pl.Expr) -> pl.Expr:
    number = _number(text)
    sign = pl.when(number.str.starts_with("-")).then(-1).otherwise(1)
    whole = number.str.extract(rf"^[+-]?0*([0-9]{{1,{_YUAN_DIGITS}}})(?:\.|$)").cast(pl.Int64)
    digits = number.str.extract(r"\.([0-9]+)").fill_null("").str.slice(0, 3).str.pad_end(3, "0").cast(pl.Int64)
    return sign * (whole * 100 + (digits + 5) // 10)


def _integer(text: pl.Expr) -> pl.Expr:
    return _number(text).str.extract(r"^([+-]?[0-9]+)(?:\.0+)?$").cast(pl.Int32, strict=False)


def _decimal(text: pl.Expr) -> pl.Expr:
    return _number(text).cast(Kind.DECIMAL.dtype, strict=False)


def _number(text: pl.Expr) -> pl.Expr:
    bare = _packed(text)
    return pl.when(bare.str.contains(_NUMBER)).then(bare.str.replace_all(",", ""))


_READERS: dict[Kind, Callable[[pl.Expr], pl.Expr]] = {
    Kind.MONEY: _fen,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
}
