"""Reads texts as a column of some kind would: cleaned, then parsed."""

from collections.abc import Sequence

import polars as pl

from schemas.codes import CodeSet
from schemas.column import Column, Kind
from schemas.values import clean, parse


def cleaned(kind: Kind, texts: Sequence[str | None]) -> list[str | None]:
    column = Column("x", "列", kind)
    return clean(pl.DataFrame({"x": texts}, schema={"x": pl.String}), [column])["x"].to_list()


def values(
    kind: Kind, texts: Sequence[str | None], codes: CodeSet | None = None, default: int | None = None
) -> pl.Series:
    column = Column("x", "列", kind, codes=codes, default=default)
    frame = clean(pl.DataFrame({"x": texts}, schema={"x": pl.String}), [column])
    return parse(frame["x"], column)


def value(kind: Kind, text: str | None, codes: CodeSet | None = None) -> object:
    return values(kind, [text], codes).item()
