"""The life of a clue as part of an explanation: what nights said of it, and what people entered about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reports.explanation import Section, Value
from reports.life import life_lines


def life_section(spans: Iterable[tuple[Sequence[date], str]], entries: Iterable[Mapping[str, object]]) -> Section:
    """One section; the long numbers in it are masked already.

    Args:
        spans: nights that said the same, one after the other, with what they said.
        entries: rows of `schemas.work.WORK` in their order.
    """
    done = _lines(life_lines((), entries))
    entered = Section(Value("办理", plain=True), (), done) if done else Section(Value("没有办理登记", plain=True))
    nights = Section(Value("各期比对", plain=True), (), _lines(life_lines(spans, ())))
    return Section(Value("经过", plain=True), (), (nights, entered))


def _lines(said: Iterable[str]) -> tuple[Section, ...]:
    return tuple(Section(Value(one, plain=True)) for one in said)
