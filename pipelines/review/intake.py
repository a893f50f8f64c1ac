"""What comes back from reviewers: every line is checked before any is believed, then all are put on record."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.ingest.xlsx_errors import is_error
from pipelines.record.entry import Entry, Kind
from pipelines.record.fault import Fault, nothing_taken
from pipelines.record.people import normal_name, same_person
from pipelines.record.store import append_entries, verified_record
from pipelines.review.form import Form, read_form
from pipelines.review.keys import Offered, PairKey
from pipelines.review.overriding import Standing
from pipelines.review.store import decisions_of
from pipelines.warehouse.history import open_to_write
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from reports.harmless import shown_cell
from reports.review_book import DIFFERENT
from schemas import review
from schemas.decision import Verdict

_WORDS = "、".join(review.VERDICT_OF_WORD)


@dataclass(frozen=True)
class Line:
    """A line on which somebody has decided, whatever else it lacks."""

    number: int
    key: PairKey
    verdict: Verdict
    reason: str
    preparer: str
    reviewer: str


@dataclass(frozen=True)
class Taken:
    """What an import put on record.

    Attributes:
        verdicts: how many of each.
        repeated: decisions that stood on record word for word and were not added again.
        superseded: earlier decisions on the same row and person that these take the place of.
        left_out: names of sheets in which something stands and that nobody reads.
    """

    verdicts: dict[Verdict, int]
    repeated: int
    superseded: int
    left_out: tuple[str, ...] = ()


def import_review(workspace: Workspace, path: Path, decided_on: date, now: datetime) -> Taken:
    """Takes a filled workbook.

    Args:
        workspace: where; it must be the one that wrote the workbook.
        path: the filled workbook.
        decided_on: the day that stands on record.
        now: when the import began, for the message that others get meanwhile.

    Raises:
        InputRefusedError: any cell is wrong; nothing is taken then.
        TamperedRecordError: the record was changed after it was written.
        WorkspaceBusyError: a run holds the workspace.
    """
    with hold(workspace.lock_file, now), open_to_write(workspace) as warehouse:
        on_record = decisions_of(verified_record(workspace, warehouse))
        stands = Standing(on_record)
        given = read_form(path)
        lines = _checked(given, workspace, stands)
        new = [line for line in lines if not _stands(line, on_record)]
        if new:
            name, content = path.name, sha256_of(path)
            append_entries(workspace, warehouse, [_entry(line, decided_on, name, content) for line in new])
    return Taken(
        verdicts=dict(Counter(line.verdict for line in new)),
        repeated=len(lines) - len(new),
        superseded=sum(stands.outdone_by(line.key, line.verdict) for line in new),
        left_out=given.left_out,
    )


def _checked(given: Form, workspace: Workspace, stands: Standing) -> list[Line]:
    lines: list[Line] = []
    faults = list(given.faults)
    offered = Offered.of(workspace)
    for number, cells in given.lines.items():
        key = offered.pair(cells.get(review.KEY, ""))
        faults += _wrong_cells(number, cells, key)
        verdict = review.VERDICT_OF_WORD.get(cells.get(review.VERDICT, ""))
        said = [cells.get(column, "") for column in (review.REASON, review.PREPARER, review.REVIEWER)]
        if key is not None and verdict is not None:
            lines.append(Line(number, key, verdict, *said))
        elif key is not None and any(stands.changed_by(key, one) for one in Verdict):
            faults += _one_person(number, *said[1:])
    faults += [fault for line in lines for fault in _unreviewed(line, stands)]
    faults += _contradictions(lines)
    if faults:
        raise nothing_taken(given.name, sorted(faults, key=lambda fault: fault.line))
    return lines


def _wrong_cells(number: int, cells: dict[str, str], key: PairKey | None) -> Iterable[Fault]:
    for column in (review.REASON, review.PREPARER, review.REVIEWER):
        if is_error(cells.get(column, "")):
            yield Fault.of_formula(number, column, cells[column])
        elif column != review.REVIEWER and not _written(column, cells):
            yield Fault(number, column, "未填写;每条判定都要写明依据和经办人")
    if key is None:
        told = "这一行没有可判定的户籍人员;请填在户籍人员一行" if not cells.get(review.KEY) else "键已被改动"
        yield Fault(number, review.KEY, f"{told},或重新导出工作簿")
    elif cells.get(review.NAME, "") not in _names_shown(key):
        yield Fault(number, review.NAME, "与导出时这一行的姓名不同;请重新导出工作簿后填写,不要改动姓名或只排序部分列")
    if cells.get(review.VERDICT, "") not in review.VERDICT_OF_WORD:
        written = cells.get(review.VERDICT) or "空白"
        yield Fault.of_word(number, review.VERDICT, written, _WORDS)


def _names_shown(key: PairKey) -> tuple[str, ...]:
    """What the line of a pair may show as the person's name.

    The key is out of sight: lines of which only what is seen was sorted would bind another person than was looked at.
    """
    name = key.registry_name or ""
    return tuple(shown_cell(text).strip() for text in (name, DIFFERENT + name))


def _written(column: str, cells: dict[str, str]) -> bool:
    """Whether a cell says something; a name of nothing but points and blanks is nobody's."""
    text = cells.get(column, "")
    return bool(normal_name(text) if column == review.PREPARER else text)


def _unreviewed(line: Line, stands: Standing) -> list[Fault]:
    if not stands.changed_by(line.key, line.verdict):
        return []
    if not normal_name(line.reviewer):
        return [Fault(line.number, review.REVIEWER, "未填写;此判定改变现有关联或以前的判定,须由另一人复核")]
    return _one_person(line.number, line.preparer, line.reviewer)


def _one_person(number: int, preparer: str, reviewer: str) -> list[Fault]:
    """Of a line that may go against what stands: told too where its verdict has to be mended first."""
    if not normal_name(reviewer) or not same_person(reviewer, preparer):
        return []
    return [Fault(number, review.REVIEWER, "与经办人相同;改变现有关联或以前判定的,须由另一人复核")]


def _contradictions(lines: Sequence[Line]) -> list[Fault]:
    """One row is one person, and one row and person are decided once."""
    same: dict[str, list[Line]] = defaultdict(list)
    pairs: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        pairs[line.key.mention_key, line.key.person_key].append(line)
        if line.verdict is Verdict.SAME:
            same[line.key.mention_key].append(line)
    twice = [
        Fault(line.number, review.VERDICT, f"与第 {group[0].number} 行重复判定同一数据行和同一人,请只留一行")
        for group in pairs.values()
        for line in group[1:]
    ]
    several = [
        Fault(line.number, review.VERDICT, f"与第 {group[0].number} 行都写同一人;一个数据行只能是一个人")
        for group in same.values()
        for line in group[1:]
        if line.key.person_key != group[0].key.person_key
    ]
    return twice + several


def _stands(line: Line, on_record: pl.DataFrame) -> bool:
    """Word for word the last thing on record about this row and person."""
    last = on_record.filter(
        (pl.col("mention_key") == line.key.mention_key) & (pl.col("person_key") == line.key.person_key)
    ).tail(1)
    said = (line.verdict.value, line.preparer, line.reviewer, line.reason)
    return not last.is_empty() and last.select("verdict", "preparer", "reviewer", "reason").row(0) == said


def _entry(line: Line, decided_on: date, workbook: str, content: str) -> Entry:
    key = line.key
    payload = {
        "source": key.source,
        "role": key.role,
        "place": key.place,
        "mention_key": key.mention_key,
        "name": key.name,
        "person_key": key.person_key,
        "registry_name": key.registry_name,
        "was": key.link.value,
        "verdict": line.verdict.value,
        "reason": line.reason,
        "workbook": workbook,
        "workbook_sha256": content,
    }
    return Entry(Kind.DECISION, decided_on, line.preparer, line.reviewer, payload)
