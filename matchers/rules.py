"""Which pairs the bureau's rules allow to be linked, and with what grade; the model's weight decides among them.

Source of the rules: the project's terms of evidence (grades A to E): a number is confirmed by a name, a kinsman's
number never links to its owner, a sound number that nobody holds is evidence against, a name alone never links.
"""

from __future__ import annotations

import polars as pl

from matchers.comparison import Agreement, HouseholdLevel
from matchers.ids.form import WELL_FORMED, IdForm
from matchers.names.likeness import ALIKE, is_alike, is_same
from matchers.rule import Rule, any_holds, first_word
from matchers.words import Obstacle
from schemas.linked import NameRelation
from schemas.terms import Grade, NameClass, Via

REPAIR_WAYS = (Via.CONVERTED15, Via.CERTIFICATE, Via.FORMER, Via.EDIT, Via.CUT)
"""Ways in which the number written is not, as it stands, the number held."""
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
    household's rows say that the number is the head's, and the mention is not the head), `kin_named` (the name says
    that one of the owner's family is meant), `kin_same` (how many others of the registry households of the owner and of
    the household's other rows bear the name exactly), `kin_alike` and `kin_closest` (how many bear a name miswritten
    like it), and of the persons who share the number `sharers`, `sharers_same` and `sharers_alike` (how many bear the
    name, exactly or nearly).
    """
    return first_word(grade_rules())


def grade_rules() -> list[Rule[Grade]]:
    """What gives which grade; the first that holds."""
    same, alike = _related(NameRelation.SAME), _related(NameRelation.ALIKE)
    exact = pl.col("via").cast(pl.String) == Via.EXACT.value
    stands_in = by_certificate_column() & ~is_sound()
    return [
        Rule(None, shared_in_vain()),
        Rule(Grade.A, exact & same),
        Rule(Grade.B, exact & ~somebody_else()),
        Rule(Grade.C, is_repaired() & (same | (alike & ~somebody_else() & ~is_unchecked()))),
        Rule(Grade.C, stands_in & (same | ((alike | is_nameless()) & ~somebody_else()))),
        Rule(Grade.D, same & ~pl.col("unheld") & in_context()),
    ]


def lacks() -> list[Rule[Obstacle]]:
    """What a pair without a grade lacks for one, and what speaks against any pair."""
    ruled, numbered = pl.col("allowed").is_null(), by_any_number()
    not_same = numbered & ~_related(NameRelation.SAME)
    return [
        Rule(Obstacle.SHARED, shared_in_vain()),
        *(Rule(rule.word, not_same & rule.when) for rule in somebody_else_rules()),
        Rule(Obstacle.OTHER_NUMBER, ruled & by_certificate_column() & is_sound()),
        Rule(Obstacle.NAME_MISSING, ruled & is_nameless()),
        Rule(Obstacle.NAME_DIFFERENT, _related(NameRelation.DIFFERENT)),
        Rule(Obstacle.NAME_ALIKE, ruled & _related(NameRelation.ALIKE)),
        Rule(Obstacle.NO_NUMBER, ruled & ~numbered),
        Rule(Obstacle.NO_CONTEXT, ruled & ~numbered & ~vouched()),
        *against(),
    ]


def against() -> list[Rule[Obstacle]]:
    """What speaks against a name."""
    return [
        Rule(Obstacle.BIRTH, pl.col("level_birth").is_in([Agreement.DIFFERENT, Agreement.NEAR])),
        Rule(Obstacle.SEX, _is("level_sex", Agreement.DIFFERENT)),
    ]


def thinkable() -> pl.Expr:
    """True for pairs worth weighing: by number or decision, or under a name that is the same or like it."""
    named = name_relation().is_in([NameRelation.SAME, NameRelation.ALIKE])
    return pl.col("via").cast(pl.String).is_in([*NUMBER_WAYS, Via.DECISION]) | named.fill_null(value=False)


def somebody_else() -> pl.Expr:
    """True where the number's owner is probably not meant: his kinsman's name, or his own row stands beside."""
    return any_holds(somebody_else_rules())


def somebody_else_rules() -> list[Rule[Obstacle]]:
    """What says that a number's owner is not meant."""
    differs = _related(NameRelation.DIFFERENT)
    # Lines of one household are copied from one another; elsewhere a wrong character is likelier than a kin number.
    one_wrong = (pl.col("level_name") == NameClass.ONE_DIFFERENT.value) & pl.col("roster").is_not_null()
    closer = (differs & (pl.col("kin_alike") > 0)) | (one_wrong & (pl.col("kin_closest") > 0))
    return [
        Rule(Obstacle.OWNER_ELSEWHERE, pl.col("owner_elsewhere")),
        Rule(Obstacle.HEADS_NUMBER, pl.col("heads_number")),
        Rule(Obstacle.KIN_NAMED, pl.col("kin_named")),
        Rule(Obstacle.KIN_SAME, pl.col("kin_same") > 0),
        Rule(Obstacle.KIN_ALIKE, closer & (pl.col("level_birth") != Agreement.SAME.value)),
        Rule(Obstacle.BIRTH, differs & _is("level_birth", Agreement.DIFFERENT)),
        Rule(Obstacle.SEX, differs & _is("level_sex", Agreement.DIFFERENT)),
    ]


def shared_in_vain() -> pl.Expr:
    """True where several persons share the number and the name does not say that it is this one."""
    only_same = _related(NameRelation.SAME) & (pl.col("sharers_same") == 1)
    only_alike = _related(NameRelation.ALIKE) & (pl.col("sharers_same") == 0) & (pl.col("sharers_alike") == 1)
    return (pl.col("sharers") > 1) & ~only_same & ~only_alike


def disowned() -> pl.Expr:
    """True for the owner of a number that the mention bears by mistake: no rival for whoever is meant."""
    named_another = shared_in_vain() & (pl.col("sharers_same") + pl.col("sharers_alike") > 0)
    return by_any_number() & (somebody_else() | named_another) & ~_related(NameRelation.SAME)


def ranking_weight() -> pl.Expr:
    """Weight that ranks candidates: a number that is not the mention's own says nothing of its owner."""
    return pl.when("disowned").then(pl.col("weight") - pl.col("weight_id")).otherwise("weight")


def in_context() -> pl.Expr:
    """True where birth date or household vouch for a name, and nothing speaks against it."""
    via = pl.col("via").cast(pl.String)
    kin = via.is_in([Via.KIN, Via.CERTIFICATE_COLUMN]) & (pl.col("kin_same") == 1)
    return (kin | vouched()) & ~any_holds(against())


def vouched() -> pl.Expr:
    """True where the birth date or the household is the candidate's."""
    return _is("level_household", HouseholdLevel.SAME) | _is("level_birth", Agreement.SAME)


def by_any_number() -> pl.Expr:
    """True where the candidate was found by a number."""
    return pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)


def by_certificate_column() -> pl.Expr:
    """True where another number on the same row found the candidate."""
    return pl.col("via").cast(pl.String) == Via.CERTIFICATE_COLUMN.value


def is_repaired() -> pl.Expr:
    """True where the number written is not, as it stands, the number held."""
    return pl.col("via").cast(pl.String).is_in(REPAIR_WAYS)


def is_unchecked() -> pl.Expr:
    """True where 15 digits were repaired that can stand: no check character tells them from a brother's number."""
    edited = pl.col("via").cast(pl.String) == Via.EDIT.value
    return edited & (pl.col("id_form").cast(pl.String) == IdForm.FIFTEEN.value)


def is_nameless() -> pl.Expr:
    """True where no name is written."""
    return name_relation().is_null()


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


def _is(level: str, value: Agreement | HouseholdLevel) -> pl.Expr:
    return pl.col(level) == value.value


def _text(word: str) -> pl.Expr:
    return pl.lit(str(word))
