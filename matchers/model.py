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


def weigh(compared: pl.DataFrame, model: Model, frequencies: pl.DataFrame) -> pl.DataFrame:
    """Adds `weight_<comparison>` for each comparison and their sum `weight` (log2).

    A rare name weighs more than a common one: where names agree, u is the share of the registry that bears the name.
    Where they are only alike, u is at least the share that bears the name as written: what somebody is really called
    is hardly another's name miswritten.

    Args:
        compared: frame of `matchers.comparison.compare`.
        model: the pinned model.
        frequencies: `registry_name`, `share` (of all persons) from the registry itself.
    """
    named = compared.join(
        frequencies, left_on="name_clean", right_on="registry_name", how="left", maintain_order="left"
    )
    columns = [
        pl.col(f"level_{comparison}")
        .replace_strict(model.weights(comparison), return_dtype=pl.Float64)
        .alias(f"weight_{comparison}")
        for comparison in COMPARISONS
    ]
    weighed = named.with_columns(columns).with_columns(weight_name=_by_frequency(model)).drop("share")
    return weighed.with_columns(weight=pl.sum_horizontal(f"weight_{comparison}" for comparison in COMPARISONS))


def _by_frequency(model: Model) -> pl.Expr:
    level = pl.col("level_name")
    u = level.replace_strict(dict(model.u["name"]), return_dtype=pl.Float64)
    by_chance = pl.when(is_same(level)).then(sum(model.u["name"][same] for same in SAME_NAME)).otherwise(u)
    borne = pl.when(is_same(level)).then(pl.col("share")).when(is_alike(level)).then(pl.max_horizontal(u, "share"))
    return pl.col("weight_name") + (by_chance.log(2) - borne.log(2)).fill_null(0.0)


def name_frequencies(registry: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Share of the registry's persons that bear each name.

    Args:
        registry: `registry_name` of everybody.
        names: the names to look at, in normal form.

    Returns:
        `registry_name`, `share` (Float64).
    """
    asked = pl.DataFrame({"registry_name": names.unique()}).drop_nulls()
    borne = registry.select("registry_name").join(asked, on="registry_name", how="semi")
    return borne.group_by("registry_name").agg(share=pl.len() / registry.height)
