"""The classes of likeness of two names (`NameClass`) and which of them count as alike."""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class NameClass(StrEnum):
    """How a written name relates to another, strongest first.

    `former` is given by whoever compares with a former name; `classify_names` never does.
    """

    SAME = "same"
    FORMAT = "format"
    FORMER = "former"
    VARIANT = "variant"
    HOMOPHONE = "homophone"
    SWAPPED = "swapped"
    LOOKALIKE = "lookalike"
    PLACEHOLDER = "placeholder"
    NEAR_HOMOPHONE = "near_homophone"
    LOST = "lost"
    ADDED = "added"
    ONE_DIFFERENT = "one_different"
    ONE_OF_TWO = "one_of_two"
    DIFFERENT = "different"
    MISSING = "missing"


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
