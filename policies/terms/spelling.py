"""Writings made comparable where a rule compares texts: names, places, numbers, relations to the head."""

from __future__ import annotations

import polars as pl

from schemas.codes import HEAD_RELATIONS, SPOUSE_RELATIONS
from schemas.masking import DIGIT
from schemas.traditional import simplified
from schemas.visible import UNSEEN

ID_LENGTH = 18
BLANK = rf"[\s{UNSEEN}]"
"""What no reader sees: blanks, and signs without ink."""
_NOISE = rf"[\s{UNSEEN}'`‘’\"“”]"
_NOTE = r"\([^)]*\)|[·•‧∙・.．]"


def squeezed(text: pl.Expr) -> pl.Expr:
    """Text after NFKC without blanks; empty becomes null."""
    return _unless_empty(text.str.normalize("NFKC").str.replace_all(BLANK, ""))


def plain_name(name: pl.Expr) -> pl.Expr:
    """A name without blanks, dots and notes in brackets, in simplified characters; empty becomes null."""
    forms = simplified()
    bare = squeezed(name).str.replace_all(_NOTE, "")
    return _unless_empty(bare.str.replace_many(list(forms), list(forms.values())))


def is_traditional(text: pl.Expr) -> pl.Expr:
    """True where any character is a traditional one."""
    return text.str.contains(f"[{''.join(simplified())}]")


def plain_number(number: pl.Expr) -> pl.Expr:
    """An id, certificate, account or household number: NFKC, upper case, without quotes and blanks; zeros are null."""
    bare = number.str.normalize("NFKC").str.replace_all(_NOISE, "").str.to_uppercase()
    return _unless_empty(bare.str.replace("^0+$", ""))


def plain_account(number: pl.Expr) -> pl.Expr:
    """An account number in plain form; null where it has no digit, as 无 or -: nobody's account."""
    return pl.when(number.str.contains(DIGIT)).then(plain_number(number))


def without_century(id_no: pl.Expr) -> pl.Expr:
    """The 15 characters that an 18-character id had before 1999; null for other lengths."""
    return pl.when(id_no.str.len_chars() == ID_LENGTH).then(id_no.str.head(6) + id_no.str.slice(8, 9))


def is_head(relation: pl.Expr) -> pl.Expr:
    """True where 与户主关系 says household head."""
    return squeezed(relation).is_in(HEAD_RELATIONS).fill_null(value=False)


def is_spouse(relation: pl.Expr) -> pl.Expr:
    """True where 与户主关系 says spouse of the head."""
    return squeezed(relation).is_in(SPOUSE_RELATIONS).fill_null(value=False)


def _unless_empty(text: pl.Expr) -> pl.Expr:
    """The text, null where it is empty; said without a condition, which would work out the text twice."""
    return text.replace("", None)
