"""What the rules may look at: everything that the registers said by the as-of date, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import update_wrapper
from typing import Concatenate, ParamSpec, TypeVar, cast

import polars as pl

from policies.clue_key import ClueKey
from policies.counties import Counties
from schemas.month import month_of
from schemas.parameter import Parameters

_P = ParamSpec("_P")
_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Evidence:
    """The linked rows of one night.

    Attributes:
        as_of: the date for which everything is computed (D).
        parameters: the policy in force on that date.
        persons: accepted rows of the civil registry in order, with `person` (UInt32) = the row's position.
        rows: source -> accepted rows (fields of the extract, `file`, `row_number`) with `schemas.linked.LINK_COLUMNS`;
            sorted by file, sheet order and row number, so that "first row" is the first here.
            A source without a usable extract is absent: unknown, not empty.
        refused: source -> refused rows as text (`Column.name` columns after filling of household blocks, `file`,
            `row_number`).
        cut_offs: source -> cut-off date of the extract that was used.
        too_old: source -> cut-off date of an extract that was left out, being too old.
        ever_landed: sources of which any file was ever seen, at whatever date.
        control_breaks: control files that disagree: source, file, declared, observed (String).
        clue_key: what the ids of clues are made with.
        sent: rows of the newest batch for the city platform before tonight's: key (`file|key`), answered; None where
            the platform has never answered anything.
        counties: of a city in parts, whose each row is and what each county sent; None where extracts come whole.
        views: what `view` has computed so far; nobody else touches it.
    """

    as_of: date
    parameters: Parameters
    persons: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]
    refused: Mapping[str, pl.DataFrame]
    cut_offs: Mapping[str, date]
    ever_landed: frozenset[str]
    control_breaks: pl.DataFrame
    too_old: Mapping[str, date] = field(default_factory=dict)
    clue_key: ClueKey = field(default_factory=ClueKey)
    sent: pl.DataFrame | None = None
    counties: Counties | None = None
    views: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False)

    @property
    def month(self) -> int:
        """m(D), the month index of the as-of date."""
        return month_of(self.as_of)


def view(build: Callable[Concatenate[Evidence, _P], _T]) -> Callable[Concatenate[Evidence, _P], _T]:
    """Makes a pure function of the evidence (and hashable positional arguments) run once per evidence.

    Several checks look at the same derived facts (who is dead, who is covered); each is computed when first asked for.
    """

    def once(evidence: Evidence, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = (build, args, tuple(kwargs.items()))
        if key not in evidence.views:
            evidence.views[key] = build(evidence, *args, **kwargs)
        return cast("_T", evidence.views[key])

    update_wrapper(once, build)
    return once
