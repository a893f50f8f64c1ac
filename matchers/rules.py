"""Which pairs the bureau's rules allow to be linked, and with what grade; the model's weight decides among them.

Source of the rules: the project's terms of evidence (grades A to E): a number is confirmed by a name, a kinsman's
number never links to its owner, a sound number that nobody holds is evidence against, a name alone never links.
"""

from __future__ import annotations

import polars as pl

from matchers.candidates import Via
from matchers.comparison import Agreement, HouseholdLevel
from matchers.ids.form import WELL_FORMED
from matchers.names.likeness import ALIKE, NameClass, is_alike, is_same
from schemas.linked import NameRelation
from schemas.terms import Grade

HELD_WAYS = (Via.EXACT, Via.CONVERTED15, Via.CERTIFICATE, Via.FORMER)
"""Ways in which the number written is one that the registry holds."""
NUMBER_WAYS = (*HELD_WAYS, Via.CERTIFICATE_COLUMN, Via.EDIT, Via.CUT)
"""Ways that rest on a number."""
_NOT_MISWRITTEN = (NameClass.ONE_DIFFERENT, NameClass.ONE_OF_TWO, NameClass.DIFFERENT)
MISWRITTEN = tuple(likeness for likeness in ALIKE if likeness not in _NOT_MISWRITTEN)
"""Likenesses that a typist makes of one name; that one character differs is as common among brothers and sisters."""
CLOSEST = tuple(likeness for likeness in MISWRITTEN if likeness not in (NameClass.LOST, NameClass.ADDED))
"""Those that keep every character in its place, or nearly: closer than one character of three that differs."""


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
    `owner_elsewhere` (another row of the household bears this number and its owner's name), `heads_number` (the
    household's rows say that the number is the head's, and the mention is not the head), `kin_same` (how many others of
    the owner's registry household bear the name exactly), `kin_alike` and `kin_closest` (how many bear a name
    miswritten like it), and of the persons who share the number `sharers`, `sharers_same` and `sharers_alike` (how many
    bear the name, exactly or nearly).
    """
    same, alike = _related(NameRelation.SAME), _related(NameRelation.ALIKE)
    nameless = name_relation().is_null()
    via = pl.col("via").cast(pl.String)
    repaired = via.is_in([Via.CONVERTED15, Via.CERTIFICATE, Via.FORMER, Via.EDIT, Via.CUT])
    stands_in = (via == Via.CERTIFICATE_COLUMN.value) & ~is_sound()
    return (
        pl.when(shared_in_vain())
        .then(None)
        .when((via == Via.EXACT.value) & same)
        .then(_text(Grade.A))
        .when((via == Via.EXACT.value) & ~somebody_else())
        .then(_text(Grade.B))
        .when(repaired & (same | (alike & ~somebody_else())))
        .then(_text(Grade.C))
        .when(stands_in & (same | ((alike | nameless) & ~somebody_else())))
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
    # Lines of one household are copied from one another; elsewhere a wrong character is likelier than a kin number.
    one_wrong = (pl.col("level_name") == NameClass.ONE_DIFFERENT.value) & pl.col("roster").is_not_null()
    closer = (differs & (pl.col("kin_alike") > 0)) | (one_wrong & (pl.col("kin_closest") > 0))
    return (
        pl.col("owner_elsewhere")
        | pl.col("heads_number")
        | (pl.col("kin_same") > 0)
        | (closer & (pl.col("level_birth") != Agreement.SAME.value))
        | (differs & other_birth)
    )


def shared_in_vain() -> pl.Expr:
    """True where several persons share the number and the name does not say that it is this one."""
    only_same = _related(NameRelation.SAME) & (pl.col("sharers_same") == 1)
    only_alike = _related(NameRelation.ALIKE) & (pl.col("sharers_same") == 0) & (pl.col("sharers_alike") == 1)
    return (pl.col("sharers") > 1) & ~only_same & ~only_alike


def disowned() -> pl.Expr:
    """True for the owner of a number that the mention bears by mistake: no rival for whoever is meant."""
    numbered = pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
    named_another = shared_in_vain() & (pl.col("sharers_same") + pl.col("sharers_alike") > 0)
    return numbered & (somebody_else() | named_another) & ~_related(NameRelation.SAME)


def standing() -> pl.Expr:
    """Weight that ranks candidates: a number that is not the mention's own says nothing of its owner."""
    return pl.when("disowned").then(pl.col("weight") - pl.col("weight_id")).otherwise("weight")


def in_context() -> pl.Expr:
    """True where birth date or household vouch for a name, and nothing speaks against it."""
    via = pl.col("via").cast(pl.String)
    against = (pl.col("level_birth").is_in([Agreement.DIFFERENT, Agreement.NEAR])) | (
        pl.col("level_sex") == Agreement.DIFFERENT.value
    )
    kin = via.is_in([Via.KIN, Via.CERTIFICATE_COLUMN]) & (pl.col("kin_same") == 1)
    home = pl.col("level_household") == HouseholdLevel.SAME.value
    born = pl.col("level_birth") == Agreement.SAME.value
    return (kin | home | born) & ~against


def unheld(records: pl.DataFrame, numbered: pl.DataFrame) -> pl.Expr:
    """True for mentions with a sound number that no candidate explains.

    Args:
        records: frame of `Records`.
        numbered: `record` of mentions whose number is held, or so near to a held one that a name alike explains it.
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
