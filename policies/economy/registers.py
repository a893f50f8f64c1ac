"""How old each register is, and what is done with one that is older than it may be: unknown is never zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from policies.evidence import Evidence, view
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from schemas.parameter import LateRegister, Parameters
from schemas.terms import Insufficient, RegisterState

ITEMS = "economic_items"
EXPENSES = "rigid_expenses"
MANDATORY = (ITEMS, EXPENSES)


@view
def register_states(evidence: Evidence) -> pl.DataFrame:
    """`register_ages` of the evidence's extracts."""
    return register_ages(evidence.as_of, evidence.parameters, evidence.cut_offs, evidence.ever_landed)


def register_ages(
    as_of: date, parameters: Parameters, cut_offs: Mapping[str, date], ever_landed: frozenset[str]
) -> pl.DataFrame:
    """What there is of every extract on a date.

    Args:
        as_of: the date.
        parameters: the policy in force on it.
        cut_offs: source -> cut-off date of the extract that is used.
        ever_landed: sources of which any file was ever seen.

    Returns:
        source, title (String), cut_off (Date), age_days, allowed_age_days (Int64), state (`RegisterState`),
        policy (`LateRegister`), one row an extract.

    Raises:
        InputRefusedError: a register is older than its allowed age and its policy is `refuse`.
    """
    frame = pl.DataFrame(
        [
            (
                source,
                extract.title,
                cut_offs.get(source),
                int(parameters.of_source("allowed_age_days", source)),
                parameters.word("late_register", source),
                source in ever_landed,
            )
            for source, extract in sorted(EXTRACTS.items())
        ],
        schema={
            "source": pl.String(),
            "title": pl.String(),
            "cut_off": pl.Date(),
            "allowed_age_days": pl.Int64(),
            "policy": pl.String(),
            "ever": pl.Boolean(),
        },
        orient="row",
    )
    aged = frame.with_columns(age_days=(pl.lit(as_of) - pl.col("cut_off")).dt.total_days())
    states = aged.with_columns(state=_state()).drop("ever")
    _refuse_late(states)
    return states


def state_of(evidence: Evidence, source: str) -> str:
    """The `RegisterState` of one extract."""
    return str(register_states(evidence).filter(pl.col("source") == source)["state"].item())


def is_readable(evidence: Evidence, source: str) -> bool:
    """Whether rows of a register are read at all: it has landed, and is not late under the policy `unknown`."""
    state = state_of(evidence, source)
    policy = evidence.parameters.word("late_register", source)
    late_unknown = state == RegisterState.STALE and policy == LateRegister.UNKNOWN
    return source in evidence.rows and not late_unknown


def shortfalls(evidence: Evidence) -> list[str]:
    """What makes the data of every household insufficient: `register_absent:<source>`, `register_stale:<source>`.

    economic_items is always mandatory; rigid_expenses only where it ever landed, for a district may have no such feed.
    """
    words = {
        RegisterState.ABSENT.value: Insufficient.REGISTER_ABSENT.value,
        RegisterState.STALE.value: Insufficient.REGISTER_STALE.value,
    }
    states = {source: state_of(evidence, source) for source in MANDATORY}
    found = [f"{words[state]}:{source}" for source, state in states.items() if state in words]
    if states[ITEMS] == RegisterState.NEVER_LANDED:
        found.append(f"{Insufficient.REGISTER_ABSENT.value}:{ITEMS}")
    return found


def _state() -> pl.Expr:
    return (
        pl.when(~pl.col("ever") & pl.col("cut_off").is_null())
        .then(pl.lit(RegisterState.NEVER_LANDED.value))
        .when(pl.col("cut_off").is_null())
        .then(pl.lit(RegisterState.ABSENT.value))
        .when(pl.col("age_days") > pl.col("allowed_age_days"))
        .then(pl.lit(RegisterState.STALE.value))
        .otherwise(pl.lit(RegisterState.CURRENT.value))
    )


def _refuse_late(states: pl.DataFrame) -> None:
    late = states.filter(
        (pl.col("state") == RegisterState.STALE.value) & (pl.col("policy") == LateRegister.REFUSE.value)
    )
    if not late.is_empty():
        names = late.select(pl.format("{}(截止 {},已 {} 天)", "title", "cut_off", "age_days")).to_series().to_list()
        raise InputRefusedError(
            f"数据超过允许时效: {'、'.join(names)}",
            hint="请向来源单位索取新数据,或调整 allowed_age_days、late_register 参数",
        )
