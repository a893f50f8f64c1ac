"""Rows of sources that cannot meet are linked alike whatever the other says: only those that meet are linked anew."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from matchers.decisions import mention_keys, person_keys
from matchers.records import meeting, records_of
from matchers.registry import index_registry
from pipelines.ingest.landing import scan
from pipelines.ingest.read import read_extract
from pipelines.ingest.registry import numbered
from schemas.decision import DECISION
from schemas.extracts import EXTRACTS, REGISTRY
from tests.matchers.village import link, person, registry_of, row, rows_of
from tests.pipelines.small_district import AS_OF

NAMING = {source for source, extract in EXTRACTS.items() if extract.subjects}


@pytest.fixture(scope="module")
def rows(district: Path) -> dict[str, pl.DataFrame]:
    """Accepted rows of every source of the small district."""
    chosen = scan(district / "landing").as_of(AS_OF)
    return {source: read_extract(landed[0].parts).split.accepted for source, landed in chosen.items()}


@pytest.fixture(scope="module")
def persons(rows: dict[str, pl.DataFrame]) -> pl.DataFrame:
    return numbered(rows[REGISTRY])


@pytest.fixture(scope="module")
def before(rows: dict[str, pl.DataFrame], persons: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    return link(persons, rows)


@pytest.mark.parametrize("source", ["low_income", "dossiers", "marriages", "deaths"])
def test_who_cannot_meet_what_changed_is_linked_as_before(
    rows: dict[str, pl.DataFrame], persons: pl.DataFrame, before: Mapping[str, pl.DataFrame], source: str
) -> None:
    other = rows | {source: rows[source].gather_every(3).reverse()}
    after, met = link(persons, other), meeting({source}, decided=False)
    assert source in met
    assert [name for name in NAMING - met if not after[name].equals(before[name])] == []
    alone = link(persons, {name: other[name] for name in met})
    assert [name for name in met if not alone[name].equals(after[name])] == []


def test_rows_meet_in_households_that_one_source_numbers() -> None:
    of_roll = {"low_income", "low_income_payments", "reviews"}
    for source in of_roll:
        assert meeting({source}, decided=False) == of_roll
    assert meeting({"marriages"}, decided=False) == {"marriages"}
    assert meeting({"assistance_measures"}, decided=True) == frozenset()


def test_a_roll_that_is_gone_is_missed_by_the_rows_of_its_households() -> None:
    """The head of the payment has no usable number: where the others of the household live says who is meant."""
    people = registry_of(person("周文", date(1970, 3, 5), 11), person("李桂香", date(1971, 1, 2), 22))
    roll = rows_of(row("李桂香", people["id_no"][1]))
    paid = rows_of({"name": "周文", "household_no": "D1"}, source="low_income_payments")
    linked = link(people, roll | paid)["low_income_payments"]
    assert (linked["person"].to_list(), link(people, paid)["low_income_payments"]["person"].to_list()) == ([0], [None])


def test_a_decision_holds_of_every_row_that_says_the_same() -> None:
    people = registry_of(person("周文", date(1970, 3, 5), 11), person("周文", date(1982, 7, 9), 13, "H2"))
    orphan, item = (rows_of({"name": "周文"}, source=source) for source in ("orphans", "economic_items"))
    decided = _decision(people, orphan)
    met = link(people, orphan | item, decided)["economic_items"]
    assert (met["person"].to_list(), link(people, item, decided)["economic_items"]["person"].to_list()) == ([0], [None])
    assert "economic_items" in meeting({"orphans"}, decided=True)
    assert "economic_items" not in meeting({"orphans"}, decided=False)


def _decision(people: pl.DataFrame, rows: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """That the row of the one source is the first person."""
    registry = index_registry(people)
    key = person_keys(registry.of(registry.everybody.head(1)))["person_key"].item()
    said = mention_keys(records_of(rows)).row(0, named=True)
    entry = {"number": 1, "source": said["source"], "mention_key": said["mention_key"], "name": "周文"}
    entry |= {"person_key": key, "registry_name": "周文", "verdict": "same"}
    return pl.DataFrame([{name: entry.get(name) for name in DECISION}], schema=DECISION)
