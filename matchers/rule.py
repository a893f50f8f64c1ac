"""A rule of the linkage: a condition under a name, so that what decides is also what is told of the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Generic, TypeVar

import polars as pl

Word = TypeVar("Word", bound=StrEnum)
Reason = TypeVar("Reason", bound=StrEnum)


@dataclass(frozen=True, eq=False)
class Rule(Generic[Word]):
    """One line of a list of rules.

    Attributes:
        word: what it is called, or gives, where it holds; None where it stops the list with nothing given.
        when: holds of a pair.
    """

    word: Word | None
    when: pl.Expr


@dataclass(frozen=True, eq=False)
class Refusal(Generic[Reason, Word]):
    """Why a best candidate is not linked: the reason on the row, and the word for it on the candidate.

    Attributes:
        why_not: reason published with the row.
        obstacle: what people read of the candidate.
        when: holds of a pair.
    """

    why_not: Reason
    obstacle: Word
    when: pl.Expr


def first_word(rules: Sequence[Rule[Word]]) -> pl.Expr:
    """Word of the first rule that holds; null where none does."""
    nothing: pl.Expr = pl.lit(None, pl.String)
    return reduce(lambda rest, rule: pl.when(rule.when).then(_text(rule.word)).otherwise(rest), rules[::-1], nothing)


def any_holds(rules: Iterable[Rule[Word]]) -> pl.Expr:
    """True where one of the rules holds."""
    return reduce(or_, (rule.when for rule in rules))


def all_words(rules: Iterable[Rule[Word]]) -> pl.Expr:
    """Words of all rules that hold, each once, in the order of the rules."""
    words = [pl.when(rule.when.fill_null(value=False)).then(_text(rule.word)) for rule in rules]
    return pl.concat_list(words).list.drop_nulls().list.unique(maintain_order=True)


def _text(word: StrEnum | None) -> pl.Expr:
    return pl.lit(None if word is None else word.value, pl.String)
