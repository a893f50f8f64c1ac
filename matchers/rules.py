"""Which pairs the bureau's rules allow to be linked, and with what grade; the model's weight decides among them.

Source of the rules: the project's terms of evidence (grades A to E): a number is confirmed by a name, a kinsman's
number never links to its owner, a sound number that nobody holds is evidence against, a name alone never links.
"""

from __future__ import annotations

import polars as pl

from matchers.candidates import Via
from matchers.comparison import Agreement, HouseholdLevel
from matchers.ids.form import WELL_FORMED
from matchers.names.likeness import is_alike, is_same
from schemas.linked import NameRelation
from schemas.terms import Grade

NUMBER_WAYS = (Via.EXACT, Via.CONVERTED15, Via.CERTIFICATE, Via.FORMER, Via.CERTIFICATE_COLUMN, Via.EDIT, Via.CUT)
"""Ways that rest on a number."""
MISWRITTEN = ("variant", "homophone", "swapped", "lookalike", "placeholder", "former")
"""Likenesses that a typist makes of one name; that one character differs is as common among brothers and sisters."""


def name_relation() -> pl.Expr:
    """`NameRelation` of `level_name`; null where no name is written."""
    level = pl.col("level_name")
    same = pl.when(is_same(level)).then(_text(NameRelation.SAME))
    return (
        same.when(is_alike(level))
        .then(_text(NameRelation.ALIKE))
        .when(level != "missing")
        .then(_text(NameRelation.DIFFERENT))
    )


def grade() -> pl.Expr:
    """Grade that a pair would have if it were linked; null where the rules do not allow a link.

    Needs the columns of `matchers.comparison.compare`, and per mention: `unheld` (a sound number nobody holds),
    `owner_elsewhere` (another row of the household bears this number and its owner's name), `kin_same` (how many others
    of the owner's registry household bear the name exactly), `kin_alike` (how many bear a name like it).
    """
    same, alike = _related(NameRelation.SAME), _related(NameRelation.ALIKE)
    nameless = name_relation().is_null()
    via = pl.col("via").cast(pl.String)
    repaired = via.is_in([Via.CONVERTED15, Via.CERTIFICATE, Via.FORMER, Via.EDIT, Via.CUT])
    stands_in = (via == Via.CERTIFICATE_COLUMN.value) & ~is_sound()
    return (
        pl.when((via == Via.EXACT.value) & same)
        .then(_text(Grade.A))
        .when((via == Via.EXACT.value) & ~somebody_else())
        .then(_text(Grade.B))
        .when(repaired & (same | (alike & ~somebody_else())))
        .then(_text(Grade.C))
        .when(stands_in & (same | alike | nameless))
        .then(_text(Grade.C))
        .when(same & ~pl.col("unheld") & in_context())
        .then(_text(Grade.D))
    )


def thinkable() -> pl.Expr:
    """True for pairs worth weighing: by number or decision, or under a name that is the same or like it."""
    named = name_relation().is_in([NameRelation.SAME, NameRelation.ALIKE])
    return pl.col("via").cast(pl.String).is_in([*NUMBER_WAYS, Via.DECISION]) | named.fill_null(value=False)


def somebody_else() -> pl.Expr:
    """True where the number's owner is probably not meant: his kinsman's name, or his own row stands beside."""
    other_birth = (pl.col("level_birth") == Agreement.DIFFERENT.value) | (
        pl.col("level_sex") == Agreement.DIFFERENT.value
    )
    differs = _related(NameRelation.DIFFERENT)
    return (
        pl.col("owner_elsewhere")
        | (pl.col("kin_same") > 0)
        | (differs & (pl.col("kin_alike") > 0))
        | (differs & other_birth)
    )


def disowned() -> pl.Expr:
    """True for the owner of a number that the mention bears by mistake: no rival for whoever is meant."""
    numbered = pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
    return numbered & somebody_else() & ~_related(NameRelation.SAME)


def in_context() -> pl.Expr:
    """True where birth date or household vouch for a name, and nothing speaks against it."""
    via = pl.col("via").cast(pl.String)
    against = (pl.col("level_birth").is_in([Agreement.DIFFERENT, Agreement.NEAR])) | (
        pl.col("level_sex") == Agreement.DIFFERENT.value
    )
    kin = (via == Via.KIN.value) & (pl.col("kin_same") == 1)
    home = pl.col("level_household") == HouseholdLevel.SAME.value
    born = pl.col("level_birth") == Agreement.SAME.value
    return (kin | home | born) & ~against


def unheld(records: pl.DataFrame, numbered: pl.DataFrame) -> pl.Expr:
    """True for mentions with a sound number that no candidate explains.

    Args:
        records: frame of `Records`.
        numbered: `record` of mentions with a candidate by number whose name is the same or alike, or by exact number.
    """
    explained = pl.col("record").is_in(numbered["record"].unique().implode())
    return is_sound() & ~explained


def is_cut() -> pl.Expr:
    """True where the written number ends as a spreadsheet leaves it; false where none is written."""
    return pl.col("id_clean").str.ends_with("000").fill_null(value=False)


def is_sound() -> pl.Expr:
    """True where the written number can stand as it is; false where none is written."""
    return pl.col("id_form").cast(pl.String).is_in(WELL_FORMED).fill_null(value=False)


def _related(relation: NameRelation) -> pl.Expr:
    return name_relation().eq_missing(_text(relation))


def _text(word: str) -> pl.Expr:
    return pl.lit(str(word))
