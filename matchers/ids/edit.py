"""The ways in which a written id may relate to the number that was meant."""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class IdEdit(StrEnum):
    """Relation of a written id to another, strongest first."""

    SAME = "same"
    CERTIFICATE = "certificate"
    CONVERTED15 = "converted15"
    CHECK_ONLY = "check_only"
    ONE_SUBSTITUTION = "one_substitution"
    TRANSPOSITION = "transposition"
    LOST_DIGIT = "lost_digit"
    ADDED = "added"
    WRONG_YEAR = "wrong_year"
    JUMP_TRANSPOSITION = "jump_transposition"
    TRUNCATED_PREFIX = "truncated_prefix"
    SCIENTIFIC_PREFIX = "scientific_prefix"
    DIFFERENT = "different"
    MISSING = "missing"


ID_EDIT = pl.Enum([edit.value for edit in IdEdit])
