"""What comes back from those who looked into clues: every line is checked before any is believed."""

from __future__ import annotations

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from pipelines.findings.form import Form, FormLine, read_form
from pipelines.findings.lines import LineReader, Said, is_filled
from pipelines.findings.names import ClueNames, clue_names
from pipelines.findings.new_entries import New, follows, in_order
from pipelines.findings.on_record import OnRecord, row_of
from pipelines.findings.repeated import Repeated
from pipelines.findings.seal import seal_of
from pipelines.findings.standing import Standing, published_on, standing
from pipelines.findings.unfit import undue, unwithdrawable
from pipelines.record.entry import Entry, Kind
from pipelines.record.fault import Fault, nothing_taken
from pipelines.record.store import append_entries, verified_record
from pipelines.warehouse.history import open_to_write
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key
from pipelines.workspace.lock import hold
from schemas import work_form as form
from schemas.errors import InputRefusedError

_COLUMNS = (form.CLUE, form.SEAL, *form.FILLED)


@dataclass(frozen=True)
class Imported:
    """What an import puts on record, or would.

    Attributes:
        entries: the new ones, in their order.
        repeated: how many stood on record already.
        not_done: what may have been asked for and was not done, and why; a sentence each.
    """

    entries: tuple[Entry, ...]
    repeated: int
    not_done: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[Kind, int]:
        """How many of each kind."""
        return dict(Counter(one.kind for one in self.entries))


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
    given = read_form(path)
    published_on(workspace)
    with hold(workspace.lock_file, now), open_to_write(workspace) as warehouse:
        record = verified_record(workspace, warehouse)
        stands = standing(workspace, warehouse, record, today)
        names = clue_names(workspace, warehouse, stands.clues["finding_id"])
        said, faults = _read(given.lines, names, stands, today, review_key(workspace))
        new, repeated, unfit = _new(said, stands, len(record))
        if faults := [*given.faults, *faults, *unfit]:
            raise _refused(given.name, faults)
        source = {"file": path.name, "file_sha256": sha256_of(path), "entered_on": today.isoformat()}
        entries = tuple(replace(one.entry, payload={**one.entry.payload, **source}) for one in new)
        if entries and not dry_run:
            append_entries(workspace, warehouse, entries)
    return Imported(entries, repeated.number, (*map(str, repeated.told), *_twice(new), *_unread(given)))


def _twice(new: Iterable[New]) -> Iterable[str]:
    results: dict[object, list[int]] = defaultdict(list)
    for one in new:
        if one.entry.kind is Kind.RESULT:
            results[one.row["finding_id"]].append(one.line.number)
    for lines in results.values():
        if len(lines) > 1:
            told = "、".join(map(str, lines))
            yield f"第 {told} 行是同一条线索而结果不同,都登记了: 以核实日期较晚的为准,同一天的以后一行为准"


def _unread(given: Form) -> Iterable[str]:
    if given.unread:
        yield f"没有读取的列: {'、'.join(given.unread)};读取的列为 {'、'.join(form.READ)}"
    if given.left_out:
        yield f"没有读取的工作表: {'、'.join(given.left_out)}(其中没有「{form.CLUE}」的表头,也没有线索)"


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
        faults += _unsealed(line, key) or _unknown(line, clue)
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


def _unknown(line: FormLine, clue: str | None) -> list[Fault]:
    if clue is not None:
        return []
    written = line.text(form.CLUE) or "空白"
    problem = f"写的是「{written}」;没有发布过这一编号的线索,请按台账或导出的工作簿填写"
    return [Fault(line.number, form.CLUE, problem)]


def _new(said: Iterable[Said], stands: Standing, last: int) -> tuple[list[New], Repeated, list[Fault]]:
    """The entries that are not on record yet, those that are, and those that nothing can be made of."""
    known = OnRecord(stands.entries)
    new: list[New] = []
    faults: list[Fault] = []
    repeated = Repeated()
    by_line: dict[int, list[New]] = defaultdict(list)
    for line, entry in in_order(said):
        added, of_line = New(last + len(new) + 1, line, entry), by_line[line.number]
        if known.has(added.row) and (known.has_withdrawn(added.row) or not follows(added, of_line)):
            repeated.count(added.row, line, known)
            continue
        if entry.kind is Kind.WITHDRAWAL:
            faults += unwithdrawable(added, known, new)
        known.add(added.row)
        new.append(added)
        of_line.append(added)
    return new, repeated, [*faults, *undue(new, stands)]


def _refused(name: str, faults: Sequence[Fault]) -> InputRefusedError:
    ordered = sorted(dict.fromkeys(faults), key=lambda fault: (fault.line, _COLUMNS.index(fault.column)))
    return nothing_taken(name, ordered)


def work_lines(entries: Iterable[Entry]) -> list[Mapping[str, object]]:
    """What entries say, for whoever reads them: columns of `schemas.work.WORK` that say anything."""
    rows = (row_of(number, one) for number, one in enumerate(entries, 1))
    return [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]
