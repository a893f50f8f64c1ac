"""The pinned model is whole, says nothing absurd, and weighs rare names above common ones."""

import copy
from typing import Any

import polars as pl
import pytest

from data.linkage import model_content
from matchers.comparison import COMPARISONS
from matchers.model import Model, weigh
from schemas.errors import ConfigurationError
from tests.matchers.looked_up import name_shares
from tests.matchers.village import MODEL

SHARES = {"张伟": 0.001, "欧阳惊鸿": 0.00001}


def pair(level: str, written: str) -> dict[str, Any]:
    neutral = {f"level_{comparison}": "missing" for comparison in COMPARISONS} | {"level_household": "unknown"}
    return neutral | {"level_name": level, "share": SHARES.get(written)}


def name_weight(level: str, written: str) -> float:
    written_so = pl.DataFrame([pair(level, written)], schema_overrides={"share": pl.Float64})
    return float(weigh(written_so, MODEL)["weight_name"].item())


def test_the_pinned_model_has_every_level_of_every_comparison() -> None:
    content = model_content()
    for side in ("m", "u"):
        assert {name: set(levels) for name, levels in content[side].items()} == {
            name: set(levels) for name, levels in COMPARISONS.items()
        }
        assert all(0 < share <= 1 for levels in content[side].values() for share in levels.values())


def test_the_pinned_model_says_how_it_was_trained_and_what_its_weights_are_worth() -> None:
    training = model_content()["training"]
    assert training["persons"] > 400_000
    assert {"method", "seed", "as_of", "by_number", "by_name"} <= training.keys()
    for found in training["bands"].values():
        assert all(one["low"] <= one["share"] <= one["high"] and one["right"] <= one["pairs"] for one in found)


def test_agreement_weighs_for_a_pair_and_disagreement_against_it() -> None:
    for comparison in ("id", "name", "birth", "sex", "place", "household"):
        weights = MODEL.weights(comparison)
        agreeing = COMPARISONS[comparison][0]
        against = "other" if comparison == "household" else "different"
        assert weights[agreeing] > 0 > weights[against], comparison
        assert weights[agreeing] >= max(weights.values()) - 0.5, comparison


def test_what_is_missing_weighs_nothing() -> None:
    for comparison in ("id", "name", "birth", "sex", "place"):
        assert MODEL.weights(comparison)["missing"] == pytest.approx(0, abs=1e-4)
    assert MODEL.weights("household")["unknown"] == pytest.approx(0, abs=1e-4)


def test_thresholds_are_in_order() -> None:
    assert 0 < MODEL.margin < MODEL.link <= MODEL.review


@pytest.mark.parametrize("side", ["m", "u"])
def test_a_model_that_lacks_a_level_is_refused(side: str) -> None:
    content = copy.deepcopy(model_content())
    del content[side]["id"]["lost_digit"]
    with pytest.raises(ConfigurationError, match="lost_digit"):
        Model.of(content)


def test_frequencies_are_shares_of_the_registry() -> None:
    registry = pl.Series(["张伟", "李娜", "张伟", None])
    asked = pl.Series(["李娜", "王芳", None, "张伟", "李娜"])
    assert name_shares(registry).of(asked).to_list() == [0.25, None, None, 0.5, 0.25]
    assert name_shares(registry.clear()).of(asked).to_list() == [None] * 5


def test_a_rare_name_weighs_more_by_as_much_as_it_is_rarer() -> None:
    assert name_weight("same", "欧阳惊鸿") - name_weight("same", "张伟") == pytest.approx(6.644, abs=0.001)


def test_a_note_or_a_blank_takes_nothing_from_a_name() -> None:
    assert name_weight("format", "欧阳惊鸿") == pytest.approx(name_weight("same", "欧阳惊鸿"), abs=0.01)


@pytest.mark.parametrize("level", ["variant", "homophone", "lookalike", "swapped", "former"])
def test_what_somebody_is_called_is_hardly_anothers_name_miswritten(level: str) -> None:
    assert name_weight(level, "张伟") < name_weight("same", "张伟") - 5
    assert name_weight(level, "张苇") > name_weight(level, "张伟")


def test_the_weight_is_the_sum_of_its_parts() -> None:
    whole = weigh(pl.DataFrame([pair("same", "张伟") | {"level_id": "same", "level_sex": "same"}]), MODEL)
    parts = whole.select(pl.sum_horizontal(f"weight_{comparison}" for comparison in COMPARISONS)).item()
    assert whole["weight"].item() == pytest.approx(parts)
