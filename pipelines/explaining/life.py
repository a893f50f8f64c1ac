"""The life of a clue as part of an explanation: what nights said of it, and what people entered about it."""

from __future__ import annotations

import polars as pl

from reports.explanation import Section, Value
from reports.life import entry_lines, span_lines


def life_section(spans: pl.DataFrame, entries: pl.DataFrame) -> Section:
    """One section; the long numbers in it are masked already.

    Args:
        spans: nights that said the same, columns `policies.clues.spans.SPANS`.
        entries: columns `schemas.work.WORK`, in their order.
    """
    done = _lines(entry_lines(entries))
    entered = Section(Value("办理", plain=True), (), done) if done else Section(Value("没有办理登记", plain=True))
    nights = Section(Value("各期比对", plain=True), (), _lines(span_lines(spans)))
    return Section(Value("经过", plain=True), (), (nights, entered))


def _lines(said: pl.Series) -> tuple[Section, ...]:
    return tuple(Section(Value(one, plain=True)) for one in said)
