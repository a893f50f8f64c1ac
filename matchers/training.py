"""Learns the model: u from the registry's own frequencies, m by expectation maximisation on counts of patterns.

The night never calls this. Pairs found by their number teach the other comparisons, pairs found by their name teach the
number, so that no comparison is judged among pairs that were chosen for agreeing in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.comparison import COMPARISONS

Shares = dict[str, dict[str, float]]
_ITERATIONS = 200
_CONVERGED = 1e-6
_PSEUDO_COUNT = 0.5
"""A level that was not met is rare, not impossible."""


@dataclass(frozen=True)
class Estimate:
    """What expectation maximisation found.

    Attributes:
        m: comparison -> level -> share among true pairs.
        true_share: estimated share of true pairs among those given.
        iterations: how many rounds it took.
        pairs: pairs it learned from.
    """

    m: Shares
    true_share: float
    iterations: int
    pairs: int


def patterns(compared: pl.DataFrame) -> pl.DataFrame:
    """Counts of each combination of levels.

    Args:
        compared: frame of `matchers.comparison.compare`.

    Returns:
        `level_<comparison>` (String) for each comparison, and `pairs` (UInt32), sorted.
    """
    levels = [f"level_{comparison}" for comparison in COMPARISONS]
    return compared.group_by(levels).agg(pairs=pl.len()).sort(levels)


def estimate_m(
    counted: pl.DataFrame, u: Mapping[str, Mapping[str, float]], learn: Sequence[str], start: Shares
) -> Estimate:
    """Learns m of some comparisons by expectation maximisation.

    Args:
        counted: frame of `patterns`.
        u: shares among false pairs, held fixed.
        learn: comparisons to learn and to judge by; the others are left out of the judgement.
        start: m to begin from.
    """
    counts = counted["pairs"].to_numpy().astype(np.float64)
    codes = {comparison: _codes(counted, comparison) for comparison in learn}
    m = {comparison: _vector(start[comparison], comparison) for comparison in learn}
    fixed = {comparison: _vector(u[comparison], comparison) for comparison in learn}
    share, before, iterations = 0.5, 1.0, 0
    while abs(share - before) >= _CONVERGED and iterations < _ITERATIONS:
        iterations += 1
        true = _posterior(m, fixed, codes, share)
        before, share = share, float((counts * true).sum() / counts.sum())
        m = {comparison: _shares(codes[comparison], counts * true, comparison) for comparison in learn}
    found = {c: dict(zip(COMPARISONS[c], map(float, m[c]), strict=True)) for c in learn}
    return Estimate(found, share, iterations, int(counts.sum()))


def shares_of(compared: pl.DataFrame) -> Shares:
    """Shares of levels among given pairs, for u from random pairs.

    Args:
        compared: frame of `matchers.comparison.compare` of pairs drawn at random.
    """
    whole = np.ones(compared.height)
    return {
        comparison: dict(
            zip(
                COMPARISONS[comparison],
                map(float, _shares(_codes(compared, comparison), whole, comparison)),
                strict=True,
            )
        )
        for comparison in COMPARISONS
    }


def random_pairs(records: pl.DataFrame, everybody: pl.Series, pairs: int, seed: int) -> pl.DataFrame:
    """Mentions beside persons drawn at random, nearly all of them false.

    Returns:
        `record`, `person` (UInt32), the same for the same seed and inputs.
    """
    draw = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "record": draw.choice(records["record"].to_numpy(), pairs).astype(np.uint32),
            "person": draw.choice(everybody.to_numpy(), pairs).astype(np.uint32),
        }
    )


def _posterior(
    m: Mapping[str, npt.NDArray[np.float64]],
    u: Mapping[str, npt.NDArray[np.float64]],
    codes: Mapping[str, npt.NDArray[np.int64]],
    share: float,
) -> npt.NDArray[np.float64]:
    weight = np.log(share / (1 - share)) + sum(np.log(m[c] / u[c])[codes[c]] for c in m)
    return np.asarray(1 / (1 + np.exp(-weight)))


def _codes(frame: pl.DataFrame, comparison: str) -> npt.NDArray[np.int64]:
    number = {level: position for position, level in enumerate(COMPARISONS[comparison])}
    return frame[f"level_{comparison}"].replace_strict(number, return_dtype=pl.Int64).to_numpy()


def _vector(shares: Mapping[str, float], comparison: str) -> npt.NDArray[np.float64]:
    return np.array([shares[level] for level in COMPARISONS[comparison]])


def _shares(codes: npt.NDArray[np.int64], weights: npt.NDArray[np.float64], comparison: str) -> npt.NDArray[np.float64]:
    counts = np.bincount(codes, weights, minlength=len(COMPARISONS[comparison])) + _PSEUDO_COUNT
    return np.asarray(counts / counts.sum())
