"""What comes back from those who looked into clues: every line is checked before any is believed."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.findings.form import FormLine, read_form
from pipelines.findings.lines import LineReader, Said, is_filled
from pipelines.findings.names import ClueNames, clue_names
from pipelines.findings.on_record import OnRecord, row_of
from pipelines.findings.seal import seal_of
from pipelines.findings.standing import Standing, published_on, standing, up_to
from pipelines.record.entry import Entry, Kind
from pipelines.record.store import append_entries, verified_record
from pipelines.review.intake import Fault
from pipelines.warehouse import Warehouse
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key
from pipelines.workspace.lock import hold
from policies.clues.fold import fold
from schemas import work_form as form
from schemas.errors import InputRefusedError
from schemas.terms import FindingState

_COLUMNS = (form.CLUE, form.SEAL, *form.FILLED)


@dataclass(frozen=True)
class Imported:
    """What an import puts on record, or would.

    Attributes:
        entries: the new ones, in their order.
        repeated: how many stood on record already.
    """

    entries: tuple[Entry, ...]
    repeated: int

    @property
    def counts(self) -> dict[Kind, int]:
        """How many of each kind."""
        return dict(Counter(one.kind for one in self.entries))


@dataclass(frozen=True)
class New:
    """An entry that is to be made, and the line that says so."""

    number: int
    line: FormLine
    entry: Entry

    @cached_property
    def row(self) -> dict[str, Any]:
        """As a row of `schemas.work.WORK`."""
        return row_of(self.number, self.entry)


def import_work(workspace: Workspace, path: Path, today: date, now: datetime, *, dry_run: bool = False) -> Imported:
    """Takes a form that was filled in, all of it or nothing.

    Args:
        workspace: where.
        path: the form, .xlsx or CSV.
        today: nothing can have been done later.
        now: when the import began, for the message that others get meanwhile.
        dry_run: only says what it would do.

    Raises:
        InputRefusedError: anything is wrong, all of it told; nothing is taken then.
        NothingPublishedError: there is no ledger yet.
        TamperedRecordError: the record was changed after it was written.
        WorkspaceBusyError: a run, or another import, holds the workspace.
    """
    lines = read_form(path)
    published_on(workspace)
    with hold(workspace.lock_file, now), Warehouse(workspace.warehouse) as warehouse:
        record = verified_record(workspace, warehouse)
        stands = standing(workspace, warehouse, record, today)
        names = clue_names(workspace, warehouse, stands)
        said, faults = _read(lines, names, stands, today, review_key(workspace))
        new, repeated, unfit = _new(said, stands, len(record))
        if faults := [*faults, *unfit]:
            raise _refused(path, faults)
        source = {"file": path.name, "file_sha256": sha256_of(path), "entered_on": today.isoformat()}
        entries = tuple(replace(one.entry, payload={**one.entry.payload, **source}) for one in new)
        if entries and not dry_run:
            append_entries(workspace, warehouse, entries)
    return Imported(entries, repeated)


def _read(
    lines: Sequence[FormLine], names: ClueNames, stands: Standing, today: date, key: bytes
) -> tuple[list[Said], list[Fault]]:
    first_seen = dict(stands.clues.select("finding_id", "first_seen").iter_rows())
    reader = LineReader(lines, today)
    said: list[Said] = []
    faults: list[Fault] = []
    for place, line in enumerate(lines):
        if not is_filled(line):
            continue
        clue = names.clue(line.text(form.CLUE))
        faults += _unsealed(line, key)
        if clue is None:
            written = line.text(form.CLUE) or "空白"
            problem = f"写的是「{written}」;没有发布过这一编号的线索,请按台账或导出的工作簿填写"
            faults.append(Fault(line.number, form.CLUE, problem))
        found = reader.read(place, line, clue or "", first_seen.get(clue or "", date.min))
        if isinstance(found, list):
            faults += found
        elif clue is not None:
            said.append(found)
    return said, faults


def _unsealed(line: FormLine, key: bytes) -> list[Fault]:
    seal = line.text(form.SEAL)
    if not seal or hmac.compare_digest(seal.encode(), seal_of(line.text(form.CLUE), key).encode()):
        return []
    return [Fault(line.number, form.CLUE, "与导出时这一行的编号不同;请重新导出工作簿后填写,不要改动或单独排序这一列")]


def _new(said: Iterable[Said], stands: Standing, last: int) -> tuple[list[New], int, list[Fault]]:
    """The entries that are not on record yet, how many are, and those that nothing can be made of."""
    known = OnRecord(stands.entries)
    new: list[New] = []
    faults: list[Fault] = []
    repeated = 0
    for one in said:
        for entry in one.entries:
            added = New(last + len(new) + 1, one.line, entry)
            if known.has(added.row):
                repeated += 1
                continue
            faults += _unwithdrawable(added, known, new)
            known.add(added.row)
            new.append(added)
    return new, repeated, [*faults, *_undue(new, stands)]


def _unwithdrawable(added: New, known: OnRecord, new: Sequence[New]) -> list[Fault]:
    """A withdrawal takes the last entry, so there must be one, it may not be later, nor of the same line."""
    if added.entry.kind is not Kind.WITHDRAWAL:
        return []
    last = known.last_standing(added.row["finding_id"])
    if last is None:
        return [Fault(added.line.number, form.RESULT, "这条线索没有可撤回的登记,请删去「撤回」")]
    if any(one.line is added.line for one in new):
        return [Fault(added.line.number, form.RESULT, "同一行不能既登记又撤回,请分两次导入")]
    if added.entry.day < last["date"]:
        problem = f"{added.entry.day} 早于要撤回的登记 {last['date']},请填撤回的日期"
        return [Fault(added.line.number, form.RESULT_ON, problem)]
    return []


def _undue(new: Sequence[New], stands: Standing) -> list[Fault]:
    """Disposals of clues that were not found true on or before their day, by the ledger of that very day."""
    disposals = [one for one in new if one.entry.kind is Kind.DISPOSAL]
    if not disposals:
        return []
    entries = pl.concat([stands.entries, pl.DataFrame([one.row for one in new], schema=stands.entries.schema)])
    idle: set[tuple[str, date]] = set()
    for day in {one.entry.day for one in disposals}:
        asked = pl.Series([one.row["finding_id"] for one in disposals if one.entry.day == day]).implode()
        history = stands.history.of_clues(pl.col("finding_id").is_in(asked))
        folded = fold(up_to(history, day), entries, day, {})
        closed = set(folded.filter(pl.col("state") == FindingState.CLOSED.value)["finding_id"])
        idle |= {(one, day) for one in asked[0] if one not in closed}
    told = "此日或之前没有「属实」或「部分属实」的核实结果;请先登记核实结果,或改正处置日期"
    return [
        Fault(one.line.number, form.DISPOSAL, told)
        for one in disposals
        if (one.row["finding_id"], one.entry.day) in idle
    ]


def _refused(path: Path, faults: Sequence[Fault]) -> InputRefusedError:
    ordered = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, _COLUMNS.index(fault.column)))
    shown = "\n".join(f"  {fault}" for fault in ordered)
    return InputRefusedError(
        f"{path.name}: {len(ordered)} 处有误,一条也没有导入\n{shown}", hint="请改正后重新导入整个文件"
    )


def work_lines(entries: Iterable[Entry]) -> list[Mapping[str, object]]:
    """What entries say, for whoever reads them: columns of `schemas.work.WORK` that say anything."""
    rows = (row_of(number, one) for number, one in enumerate(entries, 1))
    return [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]
