"""The classes of likeness of two names (`NameClass`) and which of them count as alike."""

from __future__ import annotations

import polars as pl

from schemas.terms import NameClass

NAME_CLASS = pl.Enum([likeness.value for likeness in NameClass])
SAME_NAME = (NameClass.SAME, NameClass.FORMAT)
ALIKE = (
    NameClass.FORMER,
    NameClass.VARIANT,
    NameClass.HOMOPHONE,
    NameClass.SWAPPED,
    NameClass.LOOKALIKE,
    NameClass.PLACEHOLDER,
    NameClass.NEAR_HOMOPHONE,
    NameClass.LOST,
    NameClass.ADDED,
    NameClass.ONE_DIFFERENT,
)


def is_same(likeness: pl.Expr) -> pl.Expr:
    """Names that are the same after normalising form: the name part of evidence grade A."""
    return likeness.is_in([name_class.value for name_class in SAME_NAME])


def is_alike(likeness: pl.Expr) -> pl.Expr:
    """Names alike but not the same: finding Q4 where Q3 would say a different name; false for missing names."""
    return likeness.is_in([name_class.value for name_class in ALIKE])
