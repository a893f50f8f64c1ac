"""The registry as it is looked up: whatever the size of a batch, everybody is there, in one way of writing."""

from collections.abc import Callable

import polars as pl
import pytest

from matchers.ids.form import clean_ids
from matchers.names.text import normalise_names
from matchers.registry import FIELDS, INDEX, index_registry
from tests.matchers.linkage_village import FIFTEEN_BEFORE, PEOPLE, STILL_FIFTEEN, UIGHUR, fifteen
from tests.matchers.village import link, registry_of, row, rows_of


@pytest.mark.parametrize("batch", [1, 7, len(PEOPLE)])
def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    whole = index_registry(registry_of(*PEOPLE))
    rows = rows_of(*(row(one["name"], fifteen(one["id_no"]), f"D{place}") for place, one in enumerate(PEOPLE)))
    linked = link(registry_of(*PEOPLE), rows)["low_income"]
    monkeypatch.setattr("matchers.registry._BATCH", batch)
    pieces = index_registry(registry_of(*PEOPLE))
    assert pieces.index.equals(whole.index)
    assert sorted(pieces.odd) == sorted(whole.odd)
    assert link(registry_of(*PEOPLE), rows)["low_income"].equals(linked)


def test_persons_are_told_in_the_order_asked_and_as_often() -> None:
    registry = index_registry(registry_of(*PEOPLE))
    asked = pl.Series("person", [3, 0, 3], dtype=pl.UInt32)
    assert registry.of(asked, "held", "registry_sex").rows() == [
        (PEOPLE[place]["id_no"], PEOPLE[place]["sex"]) for place in (3, 0, 3)
    ]
    assert registry.of(asked).columns == list(FIELDS)
    assert registry.of(asked.clear()).is_empty()


def test_texts_may_be_numbered() -> None:
    people = registry_of(*PEOPLE)
    numbered = people.with_columns(pl.col("town", "sex").cast(pl.Categorical))
    rows = rows_of(*(row(one["name"], one["id_no"], f"D{place}") for place, one in enumerate(PEOPLE)))
    assert link(numbered, rows)["low_income"].equals(link(people, rows)["low_income"])


def test_numbers_of_fifteen_digits_are_looked_up_as_what_they_became() -> None:
    registry = index_registry(registry_of(UIGHUR, FIFTEEN_BEFORE, STILL_FIFTEEN))
    assert registry.index.columns == list(INDEX)
    assert registry.index["code"].null_count() == 0
    assert registry.former["person"].to_list() == [1]
    assert sorted(registry.odd) == sorted([FIFTEEN_BEFORE["former_id_no"], STILL_FIFTEEN["id_no"]])


def test_a_registry_of_nobody_is_a_registry() -> None:
    assert index_registry(registry_of()).index.is_empty()


@pytest.mark.parametrize("normal", [clean_ids, normalise_names])
def test_putting_in_normal_form_leaves_what_is_written_as_it_was(normal: Callable[[pl.Series], pl.Series]) -> None:
    written = pl.Series(["张 三", " 432902195106050302", "0000", None])
    before = written.to_list()
    assert normal(written).to_list() != before
    assert written.to_list() == before
