"""Sorted shards find what a look at every number finds, however many they are."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.shards import shard_of
from tests.matchers.looked_up import shards

GROUP = 1100
NUMBERS = st.one_of(
    st.integers(0, 5 * GROUP),
    st.integers(432902195106050000 * 11, 432902195106050000 * 11 + 3 * GROUP),
    st.integers(GROUP - (1 << 63), (1 << 63) - 1 - GROUP),
)


@given(
    held=st.lists(st.one_of(st.none(), NUMBERS), max_size=40),
    asked=st.lists(st.one_of(st.none(), NUMBERS), max_size=20),
    count=st.sampled_from([1, 2, 16]),
    width=st.sampled_from([1, 11, GROUP]),
)
def test_all_that_are_meant_are_found_and_no_others(
    held: list[int | None], asked: list[int | None], count: int, width: int
) -> None:
    first = [None if one is None else one // width * width for one in [*asked, *held]]
    there = shards(pl.Series(held, dtype=pl.Int64), count, GROUP)
    found = there.find(pl.Series(first, dtype=pl.Int64), width)
    right = [
        (at, person)
        for at, low in enumerate(first)
        for person, number in enumerate(held)
        if low is not None and number is not None and low <= number < low + width
    ]
    assert sorted(found.rows()) == right
    counted = there.count(pl.Series(held, dtype=pl.Int64))
    assert counted.to_list() == [0 if one is None else held.count(one) for one in held]


@pytest.mark.parametrize("count", [2, 8, 64])
def test_shards_are_about_as_large_as_each_other(count: int) -> None:
    births = np.arange(18_000)  # of one district, where all but the day and what follows is the same
    numbers = (431103 * 10**8 + 19400101 + births) * 1000 * 11 + births % 1000 * 11
    sizes = np.bincount(shard_of(numbers, GROUP, count), minlength=count)
    assert sizes.max() < 2 * sizes.mean()
    assert sizes.min() > sizes.mean() / 2
