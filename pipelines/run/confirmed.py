"""Parameters that two people have checked for a later date: on record, and written into the workspace's own files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from data.parameters import declared_parameters, parameter_file
from data.parameters.writing import confirmed_text
from pipelines.record.entry import Entry, Kind
from pipelines.record.people import normal_name, same_person
from pipelines.record.store import append_entries
from pipelines.run.unconfirmed import changed_since_confirmed, text_of
from pipelines.warehouse.history import open_to_write
from pipelines.workspace.folders import Workspace, private_folder, write_private
from pipelines.workspace.lock import hold
from schemas.errors import ArgumentError, MissingParameterError
from schemas.parameter import LateRegister, Parameter, ParameterStatus, Unit


@dataclass(frozen=True)
class Confirmation:
    """What two people say.

    Attributes:
        until: last date for which the values have been checked.
        by: who checked them.
        reviewed_by: who looked at them again.
        names: which parameters; empty: all that have a value.
    """

    until: date
    by: str
    reviewed_by: str
    names: tuple[str, ...] = ()


def confirm_parameters(workspace: Workspace, said: Confirmation, now: datetime) -> list[Parameter]:
    """Puts a confirmation on record, and writes it into files of the workspace.

    Args:
        workspace: where.
        said: what is confirmed, and by whom.
        now: when; its day stands on record.

    Returns:
        The parameters as they stood before; those confirmed to that date and not changed since, or to a later one, are
        not among them.

    Raises:
        ArgumentError: two people are not named, a parameter is unknown, or its date would be an earlier one.
        MissingParameterError: a parameter has no value yet, and was named or is needed.
        WorkspaceBusyError: a run holds the workspace.
        TamperedRecordError: the record was changed.
    """
    _require_two_people(said)
    with hold(workspace.lock_file, now), open_to_write(workspace) as warehouse:
        chosen = _chosen(declared_parameters(workspace.parameters), said, changed_since_confirmed(workspace))
        texts = {one.file: _confirmed(parameter_file(one, workspace.parameters), said.until) for one in chosen}
        if chosen:
            entry = Entry(Kind.PARAMETERS, now.date(), said.by, said.reviewed_by, _facts(chosen, texts, said.until))
            append_entries(workspace, warehouse, [entry])
        folder = private_folder(workspace.root / "parameters", keep_existing=True)
        for file, text in texts.items():
            write_private(folder / file, text)
    return chosen


def _require_two_people(said: Confirmation) -> None:
    if not normal_name(said.by) or not normal_name(said.reviewed_by):
        raise ArgumentError("没有写明经办人或复核人", hint="请用 --by 和 --reviewed-by 写明两人的姓名")
    if same_person(said.by, said.reviewed_by):
        raise ArgumentError("经办人和复核人是同一人", hint="参数须由两人核对,请另由一人复核")


def _chosen(declared: Mapping[str, Parameter], said: Confirmation, changed: Collection[str]) -> list[Parameter]:
    unknown = [name for name in said.names if name not in declared]
    if unknown:
        raise ArgumentError(f"没有名为 {'、'.join(unknown)} 的参数", hint=f"可用: {'、'.join(sorted(declared))}")
    asked = [declared[name] for name in sorted(set(said.names or declared))]
    _require_values(asked if said.names else _needed(declared, said.until))
    valued = [one for one in asked if one.values]
    earlier = [one for one in valued if said.until < one.verified_until]
    if earlier and (said.names or len(earlier) == len(valued)):
        known = max(one.verified_until for one in earlier)
        raise ArgumentError(
            f"参数已核实到 {known},不能改为更早的 {said.until}", hint=f"请用 --until 给出晚于 {known} 的日期"
        )
    standing = [one for one in valued if one.name not in changed and _stands(one, said.until)]
    return [one for one in valued if one not in earlier and one not in standing]


def _require_values(asked: Sequence[Parameter]) -> None:
    without = [f"{one.label}({one.file})" for one in asked if not one.values]
    if without:
        raise MissingParameterError(f"参数没有值,无从确认: {'、'.join(without)}")


def _needed(declared: Mapping[str, Parameter], until: date) -> list[Parameter]:
    """Those that another parameter makes needed: who carries a late register forward must say for how long."""
    carrying = [
        name.partition(".")[2]
        for name, one in declared.items()
        if one.unit is Unit.LATE_REGISTER and one.on(until) == LateRegister.CARRY_FORWARD.value
    ]
    general = declared["carry_forward_days"]
    return [declared.get(f"{general.name}.{source}", general) for source in carrying]


def _stands(parameter: Parameter, until: date) -> bool:
    return parameter.verified_until == until and parameter.status is ParameterStatus.CONFIRMED


def _confirmed(path: Path, until: date) -> bytes:
    return confirmed_text(path, path.read_bytes(), until)


def _facts(chosen: Sequence[Parameter], texts: Mapping[str, bytes], until: date) -> dict[str, object]:
    """What stands on record: the date, and of each parameter how it stood before and what its file holds now."""
    return {
        "verified_until": until.isoformat(),
        "parameters": [
            {
                "name": one.name,
                "verified_until_before": one.verified_until.isoformat(),
                "status_before": one.status.value,
                "values": [[start.isoformat(), value] for start, value in one.values],
                "text": text_of(texts[one.file]),
            }
            for one in chosen
        ],
    }
