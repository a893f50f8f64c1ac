"""How old each register is, and what is done with one that is older than it may be: unknown is never zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from policies.evidence import Evidence, view
from policies.lateness import lateness
from schemas.extracts import EXTRACTS, MANDATORY, REGISTRY
from schemas.parameter import Parameters
from schemas.terms import Insufficient, RegisterState

ITEMS = "economic_items"
EXPENSES = "rigid_expenses"
_AGES = {
    "source": pl.String(),
    "title": pl.String(),
    "cut_off": pl.Date(),
    "age_days": pl.Int64(),
    "allowed_age_days": pl.Int64(),
    "state": pl.String(),
    "policy": pl.String(),
}


@view
def register_states(evidence: Evidence) -> pl.DataFrame:
    """`register_ages` of the evidence's extracts."""
    return register_ages(
        evidence.as_of, evidence.parameters, {**evidence.too_old, **evidence.cut_offs}, evidence.ever_landed
    )


def register_ages(
    as_of: date, parameters: Parameters, cut_offs: Mapping[str, date], ever_landed: frozenset[str]
) -> pl.DataFrame:
    """What there is of every extract on a date.

    Args:
        as_of: the date.
        parameters: the policy in force on it.
        cut_offs: source -> cut-off date of its extract, used or too old.
        ever_landed: sources of which any file was ever seen.

    Returns:
        source, title (String), cut_off (Date), age_days, allowed_age_days (Int64), state (`RegisterState`),
        policy (`LateRegister`), one row an extract.

    Raises:
        InputRefusedError: a register is older than its allowed age and its policy is `refuse`.
    """
    lines = [
        (
            source,
            extract.title,
            cut_offs.get(source),
            (as_of - cut_offs[source]).days if source in cut_offs else None,
            int(parameters.of_source("allowed_age_days", source)),
            _state(as_of, parameters, source, cut_offs.get(source), landed=source in ever_landed).value,
            parameters.word("late_register", source),
        )
        for source, extract in sorted(EXTRACTS.items())
    ]
    return pl.DataFrame(lines, schema=_AGES, orient="row")


def state_of(evidence: Evidence, source: str) -> str:
    """The `RegisterState` of one extract."""
    return str(register_states(evidence).filter(pl.col("source") == source)["state"].item())


def is_readable(evidence: Evidence, source: str) -> bool:
    """Whether there are rows of a register: it has a usable extract."""
    return source in evidence.rows


def shortfalls(evidence: Evidence) -> list[str]:
    """What makes the data of every household insufficient: `register_absent:<source>`, `register_stale:<source>`.

    economic_items is always mandatory; rigid_expenses only where it ever landed, for a district may have no such feed.
    """
    words = {
        RegisterState.ABSENT.value: Insufficient.REGISTER_ABSENT.value,
        RegisterState.TOO_OLD.value: Insufficient.REGISTER_STALE.value,
    }
    states = {source: state_of(evidence, source) for source in MANDATORY if source != REGISTRY}
    found = [f"{words[state]}:{source}" for source, state in states.items() if state in words]
    if states[ITEMS] == RegisterState.NEVER_LANDED:
        found.append(f"{Insufficient.REGISTER_ABSENT.value}:{ITEMS}")
    return found


def _state(as_of: date, parameters: Parameters, source: str, cut_off: date | None, *, landed: bool) -> RegisterState:
    if cut_off is None:
        return RegisterState.ABSENT if landed else RegisterState.NEVER_LANDED
    return lateness(as_of, parameters, source, cut_off)
