"""The funnel of a night: rows read, accepted, linked, persons checked, persons who differ, and clues by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from reports.inputs import Input
from schemas.extracts import ROSTERS
from schemas.outputs.findings import family
from schemas.terms import Family, HouseholdOutcome, Outcome


@dataclass(frozen=True)
class KindCount:
    """Clues of one family of checks: how many, about how many persons and households."""

    family: Family
    findings: int
    persons: int
    households: int


@dataclass(frozen=True)
class Funnel:
    """From rows to clues.

    Attributes:
        rows: data rows read of all extracts.
        accepted: rows taken in; the rest went back to their owners.
        named: accepted rows that name a person and were to be linked (marriages: two a row).
        linked, review, unlinked: what became of those.
        persons_checked: distinct registry persons on any roster.
        persons_differing: of those, persons with a clue of any family but data quality.
        households_checked: households and applications whose economy was verified.
        households_suspected, households_insufficient, households_clear: their conclusions.
        kinds: clues by family, in the order of the reports.
    """

    rows: int
    accepted: int
    named: int
    linked: int
    review: int
    unlinked: int
    persons_checked: int
    persons_differing: int
    households_checked: int
    households_suspected: int
    households_insufficient: int
    households_clear: int
    kinds: tuple[KindCount, ...]

    @property
    def refused(self) -> int:
        """Rows that went to quarantine."""
        return self.rows - self.accepted


def count_funnel(
    inputs: Iterable[Input], links: pl.DataFrame, findings: pl.DataFrame, households: pl.DataFrame
) -> Funnel:
    """Counts the funnel from published frames (`links`, findings of all families, `households`)."""
    inputs = tuple(inputs)
    outcomes = _counts(links["outcome"])
    conclusions = _counts(households["outcome"])
    checked = _persons_on_rosters(links)
    return Funnel(
        rows=sum(one.rows for one in inputs),
        accepted=sum(one.accepted for one in inputs),
        named=links.height,
        linked=outcomes.get(Outcome.LINKED, 0),
        review=outcomes.get(Outcome.REVIEW, 0),
        unlinked=outcomes.get(Outcome.UNLINKED, 0),
        persons_checked=checked.height,
        persons_differing=_differing(checked, findings),
        households_checked=households.height,
        households_suspected=conclusions.get(HouseholdOutcome.OVER_LIMIT_SUSPECTED, 0),
        households_insufficient=conclusions.get(HouseholdOutcome.INSUFFICIENT_DATA, 0),
        households_clear=conclusions.get(HouseholdOutcome.NONE_FOUND, 0),
        kinds=_kinds(findings),
    )


def _counts(words: pl.Series) -> dict[str, int]:
    counted = words.value_counts(name="n")
    return dict(zip(counted[words.name], counted["n"], strict=True))


def _persons_on_rosters(links: pl.DataFrame) -> pl.DataFrame:
    # Two persons may share a number, so the name belongs to who somebody is. Of millions no other column is copied.
    who = links.select("source", "outcome", person_id_no="registry_id_no", name="registry_name")
    linked = who.filter((pl.col("outcome") == Outcome.LINKED.value) & pl.col("source").is_in(ROSTERS))
    return linked.select("person_id_no", "name").unique()


def _differing(checked: pl.DataFrame, findings: pl.DataFrame) -> int:
    clues = findings.filter(family() != Family.QUALITY.value).select("person_id_no", "name").unique()
    by_number = checked.join(clues.select("person_id_no").unique(), on="person_id_no", how="semi")
    twice = by_number["person_id_no"].is_duplicated()
    # Where two share the number, only the name tells whose clue it is.
    shared = by_number.filter(twice).join(clues, on=["person_id_no", "name"], how="semi")
    return by_number.height - int(twice.sum()) + shared.height


def _kinds(findings: pl.DataFrame) -> tuple[KindCount, ...]:
    counted = findings.group_by(family()).agg(
        pl.len().alias("findings"),
        pl.col("person_id_no").drop_nulls().n_unique().alias("persons"),
        pl.col("household_no").drop_nulls().n_unique().alias("households"),
    )
    by_family = {row["family"]: row for row in counted.iter_rows(named=True)}
    return tuple(
        KindCount(one, *(by_family.get(one.value, {}).get(n, 0) for n in ("findings", "persons", "households")))
        for one in Family
    )
