"""Who counts in a household as of the date, why somebody does not, and what policy knows beside the count."""

from __future__ import annotations

import polars as pl

from policies.economy.exact import HOUSEHOLD
from policies.economy.households import SOURCE, verified_households
from policies.economy.periods import END, START
from policies.economy.registers import EXPENSES, is_readable
from policies.evidence import Evidence, view
from policies.terms.applications import new_applications
from policies.terms.benefits import beneficiaries
from policies.terms.deaths import dead
from policies.terms.health import window
from policies.terms.rows import active, linked
from schemas.linked import PERSON
from schemas.terms import Beside, Grade, HouseholdKind, NotCounted, Outcome

SURE_GRADES = (Grade.A.value, Grade.B.value, Grade.C.value)
STAGES = ("普通高中", "中职", "高等教育")
_NORMAL, _MOVED_AWAY = "正常", "迁出"
_MEMBER_COLUMNS = ("name", "id_no", "relation", PERSON, "outcome", "grade", "file", "row_number")


@view
def household_members(evidence: Evidence) -> pl.DataFrame:
    """One row a member row of a verified household.

    共同生活的家庭成员 (民发〔2012〕220号) as the contract reads them: rows of the household that are linked by
    evidence of grade A-C, living and of registry status 正常; a person named twice counts once.

    Returns:
        kind, household_no, name, id_no (as written), relation, person, outcome, grade, source, file, row_number,
        person_status (of the registry), counted (Boolean), why_not (`NotCounted`, null where counted),
        beside (`Beside`, null; never told of a household that has not authorised).
    """
    both = pl.concat([_rows_of_roll(evidence), _rows_of_applications(evidence)])
    known = both.with_columns(
        person_status=_of_registry(evidence, "person_status", both[PERSON]),
        is_dead=pl.col(PERSON).is_in(dead(evidence)[PERSON].implode()).fill_null(value=False),
        student=pl.col(PERSON).is_in(students(evidence)[PERSON].implode()).fill_null(value=False),
        own_scheme=pl.col(PERSON).is_in(_of_own_scheme(evidence)[PERSON].implode()).fill_null(value=False),
    )
    judged = known.with_columns(why_not=_why_not(evidence)).with_columns(why_not=_named_once(), beside=_beside())
    authorised = verified_households(evidence).select(*HOUSEHOLD, "authorised")
    shown = judged.join(authorised, on=HOUSEHOLD, how="inner", maintain_order="left").with_columns(
        beside=pl.when(pl.col("authorised")).then(pl.col("beside"))
    )
    return shown.with_columns(counted=pl.col("why_not").is_null()).drop(
        "authorised", "is_dead", "student", "own_scheme"
    )


@view
def counted_members(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no, person of the counted members of households whose economy may be read."""
    counted = household_members(evidence).filter("counted").select(*HOUSEHOLD, PERSON)
    return counted.join(verified_households(evidence).filter("authorised"), on=HOUSEHOLD, how="semi")


@view
def students(evidence: Evidence) -> pl.DataFrame:
    """`person` of full-time students of the three stages whose schooling touches the window or m(D)."""
    if not is_readable(evidence, EXPENSES):
        return pl.DataFrame(schema={PERSON: pl.UInt32()})
    first, _ = window(evidence)
    enrolled = (pl.col("kind") == "教育") & (pl.col("full_time") == "是") & pl.col("stage").is_in(STAGES)
    current = (evidence.month >= START) & (first <= END)
    sure = pl.col("grade").is_in(SURE_GRADES)
    return linked(evidence, EXPENSES).filter(enrolled & current & sure).select(PERSON).unique()


@view
def of_same_hukou(evidence: Evidence) -> pl.DataFrame:
    """Living people of a counted member's registry household who are in no row of the verified household.

    Shown beside the count: whether they live there, or owe support (赡养、抚养、扶养义务人), a visit must tell.

    Returns:
        kind, household_no, person, name, relation (to the registry head), beside.
    """
    registry = evidence.persons.select(PERSON, "name", "relation", "person_status", hukou="household_no")
    counted = counted_members(evidence)
    homes = counted.with_columns(hukou=_of_registry(evidence, "household_no", counted[PERSON])).drop(PERSON).unique()
    named = household_members(evidence).select(*HOUSEHOLD, PERSON).drop_nulls()
    mates = homes.join(registry, on="hukou").join(named, on=[*HOUSEHOLD, PERSON], how="anti")
    alive = mates.filter(pl.col("person_status") == _NORMAL).join(dead(evidence), on=PERSON, how="anti")
    return alive.select(*HOUSEHOLD, PERSON, "name", "relation", pl.lit(Beside.SAME_HUKOU.value).alias("beside")).sort(
        *HOUSEHOLD, PERSON
    )


def _rows_of_roll(evidence: Evidence) -> pl.DataFrame:
    return _rows(active(evidence, "low_income"), HouseholdKind.LOW_INCOME.value, "household_no")


def _rows_of_applications(evidence: Evidence) -> pl.DataFrame:
    return _rows(new_applications(evidence), HouseholdKind.APPLICATION.value, "application_no")


def _rows(frame: pl.DataFrame, kind: str, number: str) -> pl.DataFrame:
    return frame.select(
        pl.lit(kind).alias("kind"),
        pl.col(number).alias("household_no"),
        *_MEMBER_COLUMNS,
        pl.lit(SOURCE[kind]).alias("source"),
    )


def _of_registry(evidence: Evidence, column: str, people: pl.Series) -> pl.Series:
    """A registry column of these people: a person is the position of his row."""
    return evidence.persons[column].gather(people)


def _of_own_scheme(evidence: Evidence) -> pl.DataFrame:
    schemes = [beneficiaries(evidence, source).select(PERSON) for source in ("orphans", "extreme_poverty")]
    return pl.concat(schemes).unique()


def _why_not(evidence: Evidence) -> pl.Expr:
    away = pl.col("person_status") == _MOVED_AWAY
    student_counts = pl.lit(bool(evidence.parameters["students_away_counted"]))
    left_out = pl.lit(bool(evidence.parameters["own_scheme_excluded"]))
    return (
        pl.when(pl.col("outcome") == Outcome.REVIEW.value)
        .then(pl.lit(NotCounted.REVIEW.value))
        .when(pl.col(PERSON).is_null())
        .then(pl.lit(NotCounted.UNLINKED.value))
        .when(~pl.col("grade").is_in(SURE_GRADES))
        .then(pl.lit(NotCounted.WEAK_LINK.value))
        .when("is_dead")
        .then(pl.lit(NotCounted.DEAD.value))
        .when((pl.col("person_status") != _NORMAL) & ~(away & pl.col("student") & student_counts))
        .then(pl.lit(NotCounted.NOT_RESIDENT.value))
        .when(pl.col("own_scheme") & left_out)
        .then(pl.lit(NotCounted.OWN_SCHEME.value))
    )


def _named_once() -> pl.Expr:
    counts = pl.col("why_not").is_null()
    again = ~pl.struct(*HOUSEHOLD, PERSON, counts.alias("counts")).is_first_distinct() & pl.col(PERSON).is_not_null()
    return pl.when(counts & again).then(pl.lit(NotCounted.TWICE.value)).otherwise("why_not")


def _beside() -> pl.Expr:
    away = (pl.col("person_status") == _MOVED_AWAY) & pl.col("student")
    return (
        pl.when(away)
        .then(pl.lit(Beside.STUDENT_AWAY.value))
        .when(pl.col("own_scheme"))
        .then(pl.lit(Beside.OWN_SCHEME.value))
    )
