"""Weights are worth what labelled pairs say: bands, Wilson's interval, thresholds."""

import math
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchers.calibration import bands, threshold, thresholds, wilson
from schemas.errors import ConfigurationError
from tests.matchers.village import MODEL

BEFORE = replace(MODEL, link=6.0, review=8.0, margin=3.0)


def judged(*pairs: tuple[float, bool]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"weight": pl.Float64, "right": pl.Boolean}, orient="row")


@pytest.mark.parametrize(
    ("right", "pairs", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_agrees_with_published_intervals(right: int, pairs: int, low: float, high: float) -> None:
    assert wilson(right, pairs) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 10_000).flatmap(lambda pairs: st.tuples(st.integers(0, pairs), st.just(pairs))))
def test_an_interval_holds_its_share_and_lies_within_nought_and_one(counts: tuple[int, int]) -> None:
    right, pairs = counts
    low, high = wilson(right, pairs)
    assert 0 <= low <= right / pairs + 1e-12
    assert right / pairs - 1e-12 <= high <= 1


def test_an_interval_narrows_with_more_pairs() -> None:
    widths = [wilson(9 * times, 10 * times)[1] - wilson(9 * times, 10 * times)[0] for times in (1, 10, 100)]
    assert widths == sorted(widths, reverse=True)


def test_bands_count_each_pair_in_its_band_highest_first() -> None:
    found = bands(judged((12.0, True), (10.0, True), (9.99, False), (5.0, True), (-0.1, False)))
    assert found.select("from_weight", "pairs", "right").rows() == [(10, 2, 2), (5, 2, 1), (-5, 1, 0)]
    assert found["share"].to_list() == [1.0, 0.5, 0.0]
    assert found.filter((pl.col("low") > pl.col("share")) | (pl.col("high") < pl.col("share"))).is_empty()


def test_no_pairs_make_no_bands() -> None:
    assert bands(judged()).is_empty()


@pytest.mark.parametrize(
    ("precision", "expected"),
    [(1.0, 9.0), (0.75, 7.0), (0.6, -math.inf)],
)
def test_the_threshold_is_the_lowest_weight_that_keeps_the_precision(precision: float, expected: float) -> None:
    pairs = judged((10.0, True), (9.0, True), (8.0, False), (7.0, True), (6.0, False))
    assert threshold(pairs, precision) == expected


def test_equal_weights_stand_or_fall_together() -> None:
    assert threshold(judged((9.0, True), (8.0, True), (8.0, False)), 1.0) == 9.0


def test_where_the_heaviest_is_wrong_there_is_no_threshold() -> None:
    assert threshold(judged((9.0, False), (8.0, True)), 1.0) == math.inf


def labelled(*pairs: tuple[float, bool, bool]) -> pl.DataFrame:
    schema = {"weight": pl.Float64, "right": pl.Boolean, "allowed": pl.Boolean}
    return pl.DataFrame(pairs, schema=schema, orient="row")


def test_labels_that_find_no_fault_leave_the_thresholds_as_they_were() -> None:
    found = thresholds(labelled((20.0, True, True), (1.0, True, True), (9.0, True, False)), BEFORE)
    assert found == {"link": 6.0, "review": 8.0, "margin": 3.0}


def test_wrong_pairs_raise_the_threshold_above_them_in_tenths() -> None:
    found = thresholds(
        labelled(
            (20.0, True, True), (12.34, True, True), (11.0, False, True), (15.01, True, False), (14.0, False, False)
        ),
        BEFORE,
    )
    assert found == {"link": 12.4, "review": 15.1, "margin": 3.0}


def test_labels_never_make_a_threshold_laxer() -> None:
    found = thresholds(labelled((20.0, True, True), (3.0, True, True), (2.0, False, True)), BEFORE)
    assert found["link"] == BEFORE.link


def test_labels_under_which_no_link_is_good_enough_are_refused() -> None:
    with pytest.raises(ConfigurationError):
        thresholds(labelled((20.0, False, True), (10.0, True, True)), BEFORE)
