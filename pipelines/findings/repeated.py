"""What a form says that is on record already: nothing is done, and where somebody may have meant more, it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pipelines.findings.form import FormLine
from pipelines.findings.on_record import OnRecord
from pipelines.record.fault import Fault
from schemas import work_form as form
from schemas.work import WorkKind

_WITHDRAWAL = WorkKind.WITHDRAWAL.value
_TELLS_APART = {
    WorkKind.ASSIGNMENT.value: form.DUE_ON,
    WorkKind.RESULT.value: form.NOTE,
    WorkKind.DISPOSAL.value: form.DISPOSAL,
    _WITHDRAWAL: form.NOTE,
}
"""The column in which an entry says that it is another one than an equal one on record."""


@dataclass
class Repeated:
    """The entries of a form that are on record already.

    Attributes:
        number: how many.
        told: those that may have been meant to do something.
    """

    number: int = 0
    told: list[Fault] = field(default_factory=list)

    def count(self, row: Mapping[str, Any], line: FormLine, known: OnRecord) -> None:
        """Counts one more.

        A second withdrawal by the same people on the same day, or an entry that was withdrawn and is entered again,
        looks just like the same form imported twice. Doing nothing loses nothing, so that is done.
        """
        self.number += 1
        column = _TELLS_APART[row["kind"]]
        if row["kind"] == _WITHDRAWAL and known.standing(row["finding_id"]):
            problem = f"在册已有同样的撤回,没有再撤回;要再撤回一条,请在「{column}」写明撤回的是哪一条,再导入"
            self.told.append(Fault(line.number, form.RESULT, problem))
        elif row["kind"] != _WITHDRAWAL and known.has_withdrawn(row):
            problem = f"在册的同样一条已撤回,没有重新登记;要重新登记,请改写「{column}」,再导入"
            self.told.append(Fault(line.number, form.CLUE, problem))
