"""How old an extract may be on the as-of date: one that is too old is as if it had never landed, unknown, not zero."""

from __future__ import annotations

from datetime import date

from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from schemas.parameter import LateRegister, Parameters
from schemas.terms import RegisterState


def lateness(as_of: date, parameters: Parameters, source: str, cut_off: date) -> RegisterState:
    """Whether an extract may be used.

    Args:
        as_of: the date for which everything is computed.
        parameters: the policy in force on it (`allowed_age_days`, `late_register`, `carry_forward_days`).
        source: whose extract it is.
        cut_off: its cut-off date.

    Returns:
        `CURRENT`, `CARRIED` (past its allowed age, used all the same) or `TOO_OLD`.

    Raises:
        InputRefusedError: it is past its allowed age and the register's policy is `refuse`.
        MissingParameterError: the policy is `carry_forward` and nobody has said for how many days.
    """
    age = (as_of - cut_off).days
    allowed = int(parameters.of_source("allowed_age_days", source))
    if age <= allowed:
        return RegisterState.CURRENT
    match parameters.word("late_register", source):
        case LateRegister.REFUSE:
            raise InputRefusedError(
                f"{EXTRACTS[source].title}数据截止 {cut_off},已 {age} 天,超过允许时效 {allowed} 天",
                hint="请向来源单位索取新数据,或调整 allowed_age_days、late_register 参数",
            )
        case LateRegister.CARRY_FORWARD:
            further = int(parameters.of_source("carry_forward_days", source))
            return RegisterState.CARRIED if age <= allowed + further else RegisterState.TOO_OLD
        case _:
            return RegisterState.TOO_OLD
