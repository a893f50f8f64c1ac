"""What people do about clues, as it stands on record: given out, looked into, disposed of, withdrawn.

Each is declared once, as the payload of an entry of the record; day, who and reviewer stand on every entry. An
imported line that does several of these is several entries, in the order in which they are declared here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, ClassVar

import polars as pl

from schemas.terms import FindingState
from schemas.terms.term import Term


class WorkKind(Term):
    """What was done about a clue."""

    ASSIGNMENT = "assignment", "交办"
    RESULT = "result", "核实"
    DISPOSAL = "disposal", "处置"
    WITHDRAWAL = "withdrawal", "撤回"


@dataclass(frozen=True)
class Assignment:
    """A clue is given to a unit; the day of the entry is 交办日期.

    Attributes:
        finding_id: the clue.
        unit: 交办单位.
        due_on: 办理期限.
    """

    finding_id: str
    unit: str
    due_on: date
    kind: ClassVar[WorkKind] = WorkKind.ASSIGNMENT


@dataclass(frozen=True)
class Result:
    """What was found out; the day is 核实日期, two people stand on the entry.

    Attributes:
        finding_id: the clue.
        result: one of `schemas.terms.RESULTS`.
        note: 核实情况; may be empty.
    """

    finding_id: str
    result: FindingState
    note: str
    kind: ClassVar[WorkKind] = WorkKind.RESULT


@dataclass(frozen=True)
class Disposal:
    """What was done about it; the day is 处置日期.

    Attributes:
        finding_id: the clue.
        disposal: 处置措施.
        amount_recovered_fen: 追回金额 in fen; None where nothing is said of it.
    """

    finding_id: str
    disposal: str
    amount_recovered_fen: int | None
    kind: ClassVar[WorkKind] = WorkKind.DISPOSAL


@dataclass(frozen=True)
class Withdrawal:
    """The clue's last entry is withdrawn (撤回), and stays on record; two people stand on the entry.

    Attributes:
        finding_id: the clue.
        note: why; may be empty.
    """

    finding_id: str
    note: str
    kind: ClassVar[WorkKind] = WorkKind.WITHDRAWAL


Work = Assignment | Result | Disposal | Withdrawal
OF_KIND: dict[WorkKind, type[Work]] = {one.kind: one for one in (Assignment, Result, Disposal, Withdrawal)}

_SAID = {kind: tuple(field.name for field in fields(one)) for kind, one in OF_KIND.items()}

WORK: dict[str, pl.DataType] = {
    "number": pl.Int64(),  # place in the record: what has the larger number was imported later
    "kind": pl.String(),  # WorkKind
    "finding_id": pl.String(),
    "date": pl.Date(),
    "by": pl.String(),
    "reviewed_by": pl.String(),
    "unit": pl.String(),
    "due_on": pl.Date(),
    "result": pl.String(),
    "note": pl.String(),
    "disposal": pl.String(),
    "amount_recovered_fen": pl.Int64(),
}
"""One entry a row; what its kind does not say is null."""


def payload_of(work: Work) -> dict[str, Any]:
    """What is done as JSON holds it."""
    said = asdict(work)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def work_row(kind: WorkKind, payload: Mapping[str, Any]) -> dict[str, object]:
    """A payload as columns of `WORK`.

    Raises:
        KeyError: something is missing that entries of this kind say.
    """
    said = {name: payload[name] for name in _SAID[kind]}
    if isinstance(said.get("due_on"), str):
        said["due_on"] = date.fromisoformat(said["due_on"])
    return {"kind": kind.value, **said}
