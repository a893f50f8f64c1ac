"""How well scored links agree with the truth: the best that one threshold on the score can do."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Fit:
    """How links fare against the truth.

    Attributes:
        threshold: the score from which a row counts as linked.
        wrong: rows linked to somebody else, or to anybody where nobody is right.
        missed: rows with a right person that are not linked to him.
        right: rows linked to the right person.
    """

    threshold: float
    wrong: int
    missed: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the links that are right; 1 where nothing is linked."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the rows with a right person that are linked to him; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0


def best_fit(links: pl.DataFrame, truth: pl.DataFrame) -> Fit:
    """The threshold on the score with the highest F1.

    Args:
        links: `row`, `person` (UInt32), `score` (Float64): the best candidate of each row that has one.
        truth: `row`, `person` (UInt32, null = nobody is right), one row a roster row.
    """
    counted = _by_score(links, truth)
    best = counted.sort("f1", "score", descending=True).head(1)
    if best.is_empty():
        return Fit(float("inf"), 0, _linkable(truth), 0)
    score, right, wrong = best.select("score", "right", "wrong").row(0)
    return Fit(score, wrong, _linkable(truth) - right, right)


def fit_of(links: pl.DataFrame, truth: pl.DataFrame) -> Fit:
    """How given links fare as they are.

    Args:
        links: `row`, `person`, one row a linked row.
        truth: as of `best_fit`.
    """
    judged = links.join(truth.select("row", true="person"), on="row")
    right = judged.filter(pl.col("person") == pl.col("true")).height
    return Fit(float("-inf"), judged.height - right, _linkable(truth) - right, right)


def _linkable(truth: pl.DataFrame) -> int:
    return truth["person"].count()


def _by_score(links: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """`score`, and `right`, `wrong`, `f1` of all links from that score upwards."""
    judged = links.join(truth.select("row", true="person"), on="row")
    is_right = (pl.col("person") == pl.col("true")).fill_null(value=False)
    counted = judged.group_by("score").agg(right=is_right.sum(), links=pl.len()).sort("score", descending=True)
    summed = counted.with_columns(pl.col("right", "links").cast(pl.Int64).cum_sum())
    return summed.select(
        "score",
        "right",
        wrong=pl.col("links") - pl.col("right"),
        f1=2 * pl.col("right") / (pl.col("links") + _linkable(truth)),
    )
