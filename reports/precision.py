"""How often each check was right, as people read it beside the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import polars as pl

from schemas.outputs.precision import PRECISION

LOOK_AT = "查准率低于一半,请民政局查看该检查项"
_NONE_YET = "尚无核实结果"
_HALF = 0.5
_PARTS = 1000
"""Shares are told to the tenth of a percent: cut, and the upper bound raised, so that none looks surer than it is."""


@dataclass(frozen=True)
class Precision:
    """How often one check was right.

    Attributes:
        text: share, interval and number of results.
        is_doubtful: the whole interval lies under one half.
    """

    text: str = _NONE_YET
    is_doubtful: bool = False

    @property
    def told(self) -> str:
        """The text, marked where the bureau should look at the check."""
        return f"{self.text}({LOOK_AT})" if self.is_doubtful else self.text


def precision_by_check(precision: pl.DataFrame) -> dict[str, Precision]:
    """Check -> how often it was right.

    Args:
        precision: columns of `schemas.outputs.precision.PRECISION`; checks without results may be missing.
    """
    return {row["check_id"]: _precision(row) for row in precision.select(PRECISION.dtypes.keys()).iter_rows(named=True)}


def _precision(row: Mapping[str, Any]) -> Precision:
    results = row["results"]
    if not results:
        return Precision()
    if row["share"] is None:
        return Precision(f"{results} 条核实结果均为无法核实")
    right = row["confirmed"] + row["partly"]
    share = _percent(right * _PARTS // (right + row["refuted"]))
    interval = f"{_percent(floor(row['low'] * _PARTS))}至{_percent(ceil(row['high'] * _PARTS))}"
    return Precision(f"{share}(95% 区间 {interval},核实结果 {results} 条)", row["high"] < _HALF)


def _percent(parts: int) -> str:
    return f"{parts // 10}.{parts % 10}%"
