"""Learning finds what is known of synthetic patterns, ends, and says the same each time."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from data.linkage import model_content
from matchers.comparison import COMPARISONS
from matchers.learning import LEAST, Learned, learn
from matchers.model import Model
from matchers.records import records_of
from matchers.registry import index_registry
from matchers.training import Estimate, Shares, estimate_m, patterns, random_pairs
from tests.matchers.linkage_village import PEOPLE, wrong_digit
from tests.matchers.village import LAST_YEAR, MODEL, registry_of, row, rows_of

LEARNT = ("name", "birth", "sex")
TRUE_SHARE = 0.3
M: Shares = {
    "name": {"same": 0.9, "homophone": 0.06, "different": 0.04},
    "birth": {"same": 0.8, "near": 0.1, "different": 0.1},
    "sex": {"same": 0.97, "different": 0.03},
}
U: Shares = {
    "name": {"same": 0.02, "homophone": 0.05, "different": 0.93},
    "birth": {"same": 0.01, "near": 0.09, "different": 0.9},
    "sex": {"same": 0.5, "different": 0.5},
}


def filled(shares: Shares) -> Shares:
    """Every level of every comparison, those that the pairs never show with a share that changes nothing."""
    return {c: {level: shares.get(c, {}).get(level, 1e-9) for level in COMPARISONS[c]} for c in COMPARISONS}


def drawn(pairs: int, seed: int = 3) -> pl.DataFrame:
    """Pairs of which `TRUE_SHARE` are true, each comparison drawn by itself; the others always say the same."""
    chance = np.random.default_rng(seed)
    true = chance.random(pairs) < TRUE_SHARE
    levels: dict[str, Any] = {f"level_{c}": [COMPARISONS[c][0]] * pairs for c in COMPARISONS}
    for comparison in LEARNT:
        sides = [
            chance.choice(list(shares[comparison]), pairs, p=list(shares[comparison].values())) for shares in (M, U)
        ]
        levels[f"level_{comparison}"] = np.where(true, *sides)
    return pl.DataFrame(levels)


def estimated(pairs: pl.DataFrame) -> Estimate:
    start = filled({c: {level: 0.8 if level == "same" else 0.1 for level in COMPARISONS[c]} for c in COMPARISONS})
    return estimate_m(patterns(pairs), filled(U), LEARNT, start)


def test_expectation_maximisation_recovers_known_shares() -> None:
    found = estimated(drawn(200_000))
    assert found.true_share == pytest.approx(TRUE_SHARE, abs=0.01)
    for comparison in LEARNT:
        for level, share in M[comparison].items():
            assert found.m[comparison][level] == pytest.approx(share, abs=0.015), (comparison, level)


def test_it_converges_and_counts_its_pairs() -> None:
    found = estimated(drawn(20_000))
    assert found.iterations < 200
    assert found.pairs == 20_000
    assert all(sum(shares.values()) == pytest.approx(1) for shares in found.m.values())


def test_it_says_the_same_in_any_order_of_pairs() -> None:
    pairs = drawn(20_000)
    assert estimated(pairs) == estimated(pairs.sample(fraction=1, shuffle=True, seed=7))


def test_patterns_count_every_pair_once() -> None:
    pairs = drawn(5_000)
    counted = patterns(pairs)
    assert counted["pairs"].sum() == pairs.height
    assert counted.drop("pairs").is_duplicated().sum() == 0


def test_random_pairs_are_the_same_for_a_seed_and_others_for_another() -> None:
    records = pl.DataFrame({"record": pl.Series(range(50), dtype=pl.UInt32)})
    everybody = pl.Series(range(80), dtype=pl.UInt32)
    first, again, other = (random_pairs(records, everybody, 100, seed) for seed in (1, 1, 2))
    assert first.equals(again)
    assert not first.equals(other)


@pytest.fixture(scope="module")
def learnt() -> Learned:
    return _learn()


def _learn() -> Learned:
    home = [{"town": held["town"], "village": held["village"]} for held in PEOPLE]
    plain = [row(held["name"], held["id_no"], f"D{at}") | home[at] for at, held in enumerate(PEOPLE)]
    damaged = [
        row(held["name"], wrong_digit(held["id_no"], 11), f"E{at}") | home[at] for at, held in enumerate(PEOPLE[:20])
    ]
    registry = index_registry(registry_of(*PEOPLE))
    return learn(records_of(rows_of(*plain, *damaged)).frame, registry, MODEL, LAST_YEAR, 1)


def test_learning_from_a_village_puts_right_before_wrong(learnt: Learned) -> None:
    assert learnt.m["name"]["same"] > max(share for level, share in learnt.m["name"].items() if level != "same") * 10
    assert learnt.m["id"]["same"] > learnt.m["id"]["one_substitution"] > learnt.m["id"]["transposition"]
    assert learnt.m["place"]["village"] > 0.8
    model = Model.of({"m": learnt.m, "u": learnt.u, "thresholds": model_content()["thresholds"], "training": {}})
    weights = {comparison: model.weights(comparison) for comparison in COMPARISONS}
    assert weights["id"]["same"] > 0 > weights["id"]["different"]
    assert weights["place"]["village"] > 0 > weights["place"]["different"]


def test_learning_leaves_no_level_impossible_and_what_is_missing_without_weight(learnt: Learned) -> None:
    for comparison, levels in COMPARISONS.items():
        assert set(learnt.m[comparison]) == set(learnt.u[comparison]) == set(levels)
        assert min(learnt.u[comparison].values()) > 0
        written = [share for level, share in learnt.m[comparison].items() if level != "missing"]
        assert min(written) >= LEAST[comparison] * (1 - learnt.u[comparison].get("missing", 0))
    for comparison in ("id", "name", "birth", "sex", "place"):
        assert learnt.m[comparison]["missing"] == learnt.u[comparison]["missing"]


def test_learning_twice_gives_the_same_model(learnt: Learned) -> None:
    assert _learn() == learnt
