"""The registry as it is looked up: whatever the size of a batch, everybody is there, in one way of writing."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from matchers.ids.digits import id_codes
from matchers.ids.form import clean_ids
from matchers.ids.parts import to_eighteen
from matchers.names.text import normalise_names
from matchers.registry import FIELDS, index_registry
from tests.matchers.linkage_village import FIFTEEN_BEFORE, PEOPLE, STILL_FIFTEEN, UIGHUR, fifteen
from tests.matchers.village import link, registry_of, row, rows_of


@pytest.mark.parametrize("batch", [1, 7, len(PEOPLE)])
def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    whole = index_registry(registry_of(*PEOPLE))
    rows = rows_of(*(row(one["name"], fifteen(one["id_no"]), f"D{place}") for place, one in enumerate(PEOPLE)))
    linked = link(registry_of(*PEOPLE), rows)["low_income"]
    monkeypatch.setattr("matchers.registry_index._BATCH", batch)
    pieces = index_registry(registry_of(*PEOPLE))
    for name, shards in whole.index.shards.items():
        others = pieces.index.shards[name]
        assert others.starts[-1] == shards.starts[-1]
        assert sorted(zip(others.keys, others.persons, strict=True)) == sorted(
            zip(shards.keys, shards.persons, strict=True)
        )
    assert link(registry_of(*PEOPLE), rows)["low_income"].equals(linked)


def test_persons_are_told_in_the_order_asked_and_as_often() -> None:
    registry = index_registry(registry_of(*PEOPLE))
    asked = pl.Series("person", [3, 0, 3], dtype=pl.UInt32)
    assert registry.of(asked, "held", "registry_sex").rows() == [
        (PEOPLE[place]["id_no"], PEOPLE[place]["sex"]) for place in (3, 0, 3)
    ]
    assert registry.of(asked).columns == ["person", *FIELDS]
    assert registry.of(asked.clear()).is_empty()


def test_texts_may_be_numbered() -> None:
    people = registry_of(*PEOPLE)
    numbered = people.with_columns(pl.col("town", "sex").cast(pl.Categorical))
    rows = rows_of(*(row(one["name"], one["id_no"], f"D{place}") for place, one in enumerate(PEOPLE)))
    assert link(numbered, rows)["low_income"].equals(link(people, rows)["low_income"])


def test_numbers_of_fifteen_digits_are_looked_up_as_what_they_became() -> None:
    registry = index_registry(registry_of(UIGHUR, FIFTEEN_BEFORE, STILL_FIFTEEN))
    codes = registry.of(registry.everybody, "code").to_series()
    assert codes.null_count() == 0
    assert registry.numbered(codes).sort("at").rows() == [(0, 0), (1, 1), (2, 2)]
    before = id_codes(to_eighteen(pl.Series([FIFTEEN_BEFORE["former_id_no"]])))
    assert registry.once_numbered(before)["person"].to_list() == [1]


def test_a_number_stands_in_the_registry_as_it_is_written_alone() -> None:
    registry = index_registry(registry_of(UIGHUR, FIFTEEN_BEFORE, STILL_FIFTEEN))
    written = [UIGHUR["id_no"], FIFTEEN_BEFORE["former_id_no"], STILL_FIFTEEN["id_no"], fifteen(UIGHUR["id_no"]), "无"]
    asked = pl.Series([*written, None], dtype=pl.String)
    assert registry.holds(id_codes(asked), asked).to_list() == [True, True, True, False, False, None]


def test_who_has_no_name_is_found_by_an_empty_one() -> None:
    nameless = registry_of(UIGHUR, FIFTEEN_BEFORE).with_columns(name=pl.Series([None, "周文"]))
    registry = index_registry(nameless)
    assert registry.bearing(pl.Series([""])).to_list() == [0]
    assert registry.whose("registry_name", pl.Series(["周文", "", None]))["person"].to_list() == [1]


def test_a_registry_of_nobody_is_a_registry() -> None:
    registry = index_registry(registry_of())
    assert registry.everybody.is_empty()
    assert registry.whose("registry_name", pl.Series(["张三"])).is_empty()
    assert not registry.numbers.may_hold(np.array([11 * 432902195106050308])).any()


@pytest.mark.parametrize("normal", [clean_ids, normalise_names])
def test_putting_in_normal_form_leaves_what_is_written_as_it_was(normal: Callable[[pl.Series], pl.Series]) -> None:
    written = pl.Series(["张 三", " 432902195106050302", "0000", None])
    before = written.to_list()
    assert normal(written).to_list() != before
    assert written.to_list() == before
