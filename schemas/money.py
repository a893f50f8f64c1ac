"""Money: held in integer fen, shown in yuan."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from schemas.output import YUAN

FEN_IN_YUAN = 100
_WIDE = pl.Decimal(38, 2)
"""Fen as if they were yuan take two digits more than the yuan that they are."""


def in_yuan(fen: int) -> Decimal:
    """Integer fen as yuan, exactly: `1230` -> `12.30`."""
    return Decimal(fen).scaleb(-2)


def yuan_amount(fen: pl.Expr) -> pl.Expr:
    """Integer fen as decimal(18,2) yuan, exactly."""
    return (fen.cast(_WIDE) / pl.lit(FEN_IN_YUAN, dtype=_WIDE)).cast(YUAN)


def yuan(fen: pl.Expr) -> pl.Expr:
    """Integer fen as text: `-12.30元`."""
    return pl.format("{}元", yuan_amount(fen).cast(pl.String))
