"""The Fellegi-Sunter model: for each level of each comparison how often it is met among true and among false pairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from matchers.comparison import COMPARISONS
from matchers.names.likeness import SAME_NAME, is_alike, is_same
from schemas.errors import ConfigurationError


@dataclass(frozen=True)
class Model:
    """A trained model, read from its pinned file.

    Attributes:
        m: comparison -> level -> share among true pairs.
        u: comparison -> level -> share among false pairs.
        link: weight from which a pair is linked, where the rules allow it.
        review: weight from which a pair is worth a clerk's look.
        margin: weight that the best candidate must be ahead of the second.
        record: how, when and on what it was trained.
    """

    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float]]
    link: float
    review: float
    margin: float
    record: Mapping[str, Any]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Model:
        """Reads the content of a model file.

        Raises:
            ConfigurationError: a comparison or a level is missing.
        """
        for side in ("m", "u"):
            for comparison, levels in COMPARISONS.items():
                missing = set(levels) - set(content[side].get(comparison, {}))
                if missing:
                    raise ConfigurationError(
                        f"关联模型缺少 {side}.{comparison}: {sorted(missing)}", hint="请用 hedui train 重新训练模型"
                    )
        thresholds = content["thresholds"]
        return cls(
            content["m"],
            content["u"],
            thresholds["link"],
            thresholds["review"],
            thresholds["margin"],
            content["training"],
        )

    def weights(self, comparison: str) -> dict[str, float]:
        """Level -> log2(m / u)."""
        m, u = self.m[comparison], self.u[comparison]
        return {level: math.log2(m[level] / u[level]) for level in COMPARISONS[comparison]}


def weigh(compared: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Adds `weight_<comparison>` for each comparison and their sum `weight` (log2).

    A rare name weighs more than a common one: where names agree, u is the share of the registry that bears the name.
    Where they are only alike, u is at least the share that bears the name as written: what somebody is really called
    is hardly another's name miswritten.

    Args:
        compared: frame of `matchers.comparison.compare`, with the `share` of the name written (`matchers.shares`).
        model: the pinned model.

    Returns:
        The pairs in order, without `share`.
    """
    columns = [
        pl.col(f"level_{comparison}")
        .replace_strict(model.weights(comparison), return_dtype=pl.Float64)
        .alias(f"weight_{comparison}")
        for comparison in COMPARISONS
    ]
    weighed = compared.with_columns(columns).with_columns(weight_name=_by_frequency(model)).drop("share")
    return weighed.with_columns(weight=pl.sum_horizontal(f"weight_{comparison}" for comparison in COMPARISONS))


def _by_frequency(model: Model) -> pl.Expr:
    level = pl.col("level_name")
    u = level.replace_strict(dict(model.u["name"]), return_dtype=pl.Float64)
    by_chance = pl.when(is_same(level)).then(sum(model.u["name"][same] for same in SAME_NAME)).otherwise(u)
    borne = pl.when(is_same(level)).then(pl.col("share")).when(is_alike(level)).then(pl.max_horizontal(u, "share"))
    return pl.col("weight_name") + (by_chance.log(2) - borne.log(2)).fill_null(0.0)
