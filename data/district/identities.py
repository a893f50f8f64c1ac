"""Writes into a roster who its rows speak of: names, ids, birth dates and certificates, as the office wrote them."""

from __future__ import annotations

import polars as pl

from data.district.damage import Care, miswrite
from data.district.dice import Dice
from data.district.verdict import judge
from data.district.world import Roster, World, person_column
from schemas.extract import Extract, Subject

_CONTRADICTS = 0.01
SIGNATURE = (
    "person",
    "plain_name",
    "name",
    "id_no",
    "id_core",
    "id_kind",
    "name_kind",
    "form_kind",
    "has_certificate",
)
MARKS = ("person", "linkable", "open", "shared_id", "grade", "kind", "id_core", "id_kind", "name_kind")


def identify(
    world: World, roster: Roster, certificates: pl.DataFrame, care: Care
) -> tuple[pl.DataFrame, dict[str | None, pl.DataFrame]]:
    """Names the people of a roster.

    Args:
        world: the district.
        roster: rows with their true persons.
        certificates: `person`, `number`: valid 残疾人证号 of each disabled person.
        care: how carelessly this office writes.

    Returns:
        The rows with names and ids as written, and for each role the truth of its link (`MARKS`), row by row.
    """
    rows, signatures = sign(world, roster, certificates, care)
    return rows, judged(world, roster.extract, rows, signatures)


def sign(
    world: World, roster: Roster, certificates: pl.DataFrame, care: Care
) -> tuple[pl.DataFrame, dict[str | None, pl.DataFrame]]:
    """As `identify`, but the truth of a link is not judged yet: for each role what was written (`SIGNATURE`)."""
    rows = roster.rows
    signatures: dict[str | None, pl.DataFrame] = {}
    for subject in roster.extract.subjects:
        dice = world.dice(f"{roster.source}/{subject.role}/writing")
        rows, signatures[subject.role] = _one(world, rows, subject, certificates, care, dice)
    return rows, signatures


def judged(
    world: World, extract: Extract, rows: pl.DataFrame, signatures: dict[str | None, pl.DataFrame]
) -> dict[str | None, pl.DataFrame]:
    """The truth of each link (`MARKS`) of rows beside the registry of `world`, which may know some people not yet."""
    registered = world.people["person"].implode()
    marks: dict[str | None, pl.DataFrame] = {}
    for subject in extract.subjects:
        facts = signatures[subject.role].with_columns(known=pl.col("person").is_in(registered))
        facts = facts.with_columns(_pinned(world, rows, facts, subject))
        kinds = [pl.when(pl.col(name) != "").then(pl.col(name)) for name in ("id_kind", "name_kind", "form_kind")]
        stranger = pl.when(~pl.col("known")).then(pl.lit("stranger"))
        facts = facts.with_columns(kind=pl.concat_str(stranger, *kinds, separator="+", ignore_nulls=True))
        marks[subject.role] = facts.hstack(judge(facts, world.doubles, world.people["id_no"])).select(MARKS)
    return marks


def _one(
    world: World, rows: pl.DataFrame, subject: Subject, certificates: pl.DataFrame, care: Care, dice: Dice
) -> tuple[pl.DataFrame, pl.DataFrame]:
    person = person_column(subject.role)
    subjects = _subjects(world, rows.select(person=person), certificates)
    if subject.certificate and subject.certificate not in rows.columns:
        rows = rows.with_columns(subjects["certificate"].alias(subject.certificate))
    written = miswrite(subjects, world.people.select("town", "village", "name"), care, dice)
    facts = subjects.select("person", plain_name="name").hstack(written)
    has_certificate = (
        rows[subject.certificate].is_not_null()
        if subject.certificate
        else pl.repeat(value=False, n=rows.height, eager=True)
    )
    facts = facts.with_columns(has_certificate=has_certificate)
    columns = {subject.name: written["name"], subject.id_no: written["id_no"]}
    # Facts contradict the registry only where name and number leave no doubt who is meant.
    untouched = written.select(pl.all_horizontal(pl.col("id_kind", "name_kind", "form_kind") == "")).to_series()
    plain = subjects["known"] & untouched & dice.flags(rows.height, _CONTRADICTS * min(care.dirt, 1))
    if subject.birth_date:
        columns[subject.birth_date] = subjects["birth_date"].dt.offset_by("1mo").zip_with(plain, subjects["birth_date"])
    if subject.sex:
        other = subjects["sex"].replace({"男": "女", "女": "男"})
        columns[subject.sex] = other.zip_with(plain & dice.flags(rows.height, 0.6), subjects["sex"])
    return rows.with_columns(**columns), facts.select(SIGNATURE)


def _pinned(world: World, rows: pl.DataFrame, facts: pl.DataFrame, subject: Subject) -> pl.Series:
    """Whether a name without a number still says who is meant: by its birth date, or by its household.

    A household is known where another of its rows bears the plain number of somebody of the same registry household.
    """
    if subject.birth_date:
        return pl.repeat(value=True, n=rows.height, eager=True).alias("pinned")
    if not (subject.household and subject.relation):
        return pl.repeat(value=False, n=rows.height, eager=True).alias("pinned")
    homes = world.people.select("person", "household")
    members = facts.select("person", "id_kind", number=rows[subject.household]).join(
        homes, on="person", how="left", maintain_order="left"
    )
    plain = (pl.col("id_kind") == "").sum().over("number", "household")
    return members.select(pinned=(plain > 0) & pl.col("household").is_not_null()).to_series()


def _subjects(world: World, persons: pl.DataFrame, certificates: pl.DataFrame) -> pl.DataFrame:
    everybody = world.identities.with_columns(known=pl.col("person") < world.size)
    former = world.people.select("person", "former_name", "former_id_no", "kin_id", "town", "village")
    return (
        persons.join(everybody, on="person", how="left", maintain_order="left")
        .join(former, on="person", how="left", maintain_order="left")
        .join(certificates.select("person", certificate="number"), on="person", how="left", maintain_order="left")
    )
