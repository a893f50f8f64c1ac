"""The project's vocabularies, one module a subject: each published word once, with its Chinese label."""

from __future__ import annotations

from schemas.terms.corrections import CorrectionOutcome
from schemas.terms.findings import (
    RAISED,
    RESULTS,
    TRUE,
    Answer,
    DataStatus,
    Destination,
    Family,
    FindingState,
    InclusionList,
    Strength,
)
from schemas.terms.hand_over import CityMode, Operation, ReceiptWord
from schemas.terms.households import (
    Beside,
    HouseholdKind,
    HouseholdOutcome,
    Insufficient,
    NotCounted,
    NotHeld,
    NotIncome,
    RegisterState,
)
from schemas.terms.indicators import CITY, AreaLevel, GapReason, Measure
from schemas.terms.linkage import Grade, NameClass, Outcome, Role, Via, WhyNot
from schemas.terms.refusals import QuarantineReason
from schemas.terms.term import Term

__all__ = [
    "CITY",
    "RAISED",
    "RESULTS",
    "TRUE",
    "Answer",
    "AreaLevel",
    "Beside",
    "CityMode",
    "CorrectionOutcome",
    "DataStatus",
    "Destination",
    "Family",
    "FindingState",
    "GapReason",
    "Grade",
    "HouseholdKind",
    "HouseholdOutcome",
    "InclusionList",
    "Insufficient",
    "Measure",
    "NameClass",
    "NotCounted",
    "NotHeld",
    "NotIncome",
    "Operation",
    "Outcome",
    "QuarantineReason",
    "ReceiptWord",
    "RegisterState",
    "Role",
    "Strength",
    "Term",
    "Via",
    "WhyNot",
]

VOCABULARIES: tuple[type[Term], ...] = (
    QuarantineReason,
    Outcome,
    Grade,
    Role,
    Via,
    NameClass,
    WhyNot,
    Family,
    Destination,
    Strength,
    FindingState,
    DataStatus,
    Answer,
    InclusionList,
    HouseholdKind,
    HouseholdOutcome,
    Insufficient,
    NotCounted,
    Beside,
    NotIncome,
    NotHeld,
    RegisterState,
    Measure,
    AreaLevel,
    GapReason,
    CityMode,
    Operation,
    ReceiptWord,
)
"""In the order of the data dictionary."""
