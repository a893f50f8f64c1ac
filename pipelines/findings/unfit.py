"""Entries that a form asks for and of which nothing can be made, though each line by itself is right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.findings.new_entries import New
from pipelines.findings.on_record import OnRecord
from pipelines.findings.standing import Standing, up_to
from pipelines.record.entry import Kind
from pipelines.record.fault import Fault
from policies.clues.fold import fold
from policies.clues.history import History
from policies.clues.withdrawn import Placed, withdrawn
from schemas import work_form as form
from schemas.terms import TRUE, FindingState


def unwithdrawable(added: New, known: OnRecord, new: Sequence[New]) -> list[Fault]:
    """What is wrong with a withdrawal.

    It takes the last entry, so there must be one, it may not be later, nor of the same line; and where the last is of
    the same file, though others stood before, nobody can tell which was meant.

    Args:
        added: the withdrawal.
        known: what is on record by then, of the same file too.
        new: what the file added before it.
    """
    standing = known.standing(added.row["finding_id"])
    if not standing:
        return [Fault(added.line.number, form.RESULT, "这条线索没有可撤回的登记,请删去「撤回」")]
    if any(one.line is added.line for one in new):
        return [Fault(added.line.number, form.RESULT, "同一行不能既登记又撤回,请分两次导入")]
    last = standing[-1]
    if added.entry.day < last["date"]:
        problem = f"{added.entry.day} 早于要撤回的登记 {last['date']},请填撤回的日期"
        return [Fault(added.line.number, form.RESULT_ON, problem)]
    of_file = {one.number: one.line.number for one in new}
    if last["number"] in of_file and any(one["number"] not in of_file for one in standing):
        problem = f"撤回的会是本文件第 {of_file[last['number']]} 行的登记;要撤回以前的,请先只导入撤回,再导入正确的"
        return [Fault(added.line.number, form.RESULT, problem)]
    return []


def undue(new: Sequence[New], stands: Standing) -> list[Fault]:
    """Disposals of clues that were not true on their day: by the ledger of that very day, without what was withdrawn.

    What was withdrawn before a disposal was entered counts for nothing, of whatever day the withdrawal is.
    """
    disposals = [one for one in new if one.entry.kind is Kind.DISPOSAL]
    if not disposals:
        return []
    asked = pl.col("finding_id").is_in(pl.Series([one.row["finding_id"] for one in disposals]).implode())
    added = pl.DataFrame([one.row for one in new], schema=stands.entries.schema)
    entries = pl.concat([stands.entries, added]).filter(asked)
    return [fault for day, some in _by_day(disposals) for fault in _undue_on(day, some, stands.history, entries)]


def _undue_on(day: date, some: Sequence[New], history: History, entries: pl.DataFrame) -> Iterable[Fault]:
    clues = pl.Series([one.row["finding_id"] for one in some])
    gone = pl.concat([entries.clear(), *(_withdrawn_before(one, entries) for one in _with_withdrawals(some, entries))])
    counted = entries.join(gone, on=["finding_id", "number"], how="anti", maintain_order="left")
    own = history.of_clues(pl.col("finding_id").is_in(clues.implode()))
    folded = fold(up_to(own, day), counted, day, {})
    idle = dict(folded.filter(~pl.col("found_true")).select("finding_id", "latest_result").iter_rows())
    return _told((one for one in some if one.row["finding_id"] in idle), idle, gone)


def _by_day(disposals: Iterable[New]) -> list[tuple[date, list[New]]]:
    """The disposals of a day together; of a clue that is disposed of several times on a day, each by itself."""
    several: Counter[tuple[date, str]] = Counter()
    together: dict[tuple[date, int], list[New]] = defaultdict(list)
    for one in disposals:
        own = (one.entry.day, str(one.row["finding_id"]))
        together[one.entry.day, several[own]].append(one)
        several[own] += 1
    return [(day, some) for (day, _), some in together.items()]


def _with_withdrawals(disposals: Iterable[New], entries: pl.DataFrame) -> list[New]:
    """The disposals of clues of which anything was withdrawn: few are."""
    clues = set(entries.filter(pl.col("kind") == Kind.WITHDRAWAL.value)["finding_id"])
    return [one for one in disposals if one.row["finding_id"] in clues]


def _withdrawn_before(disposal: New, entries: pl.DataFrame) -> pl.DataFrame:
    """The entries of its clue that did not stand any more when it was entered, and their withdrawals."""
    own = entries.filter(pl.col("finding_id") == disposal.row["finding_id"], pl.col("number") < disposal.number)
    gone = withdrawn(Placed(*row) for row in own.select("date", "number", "kind").iter_rows())
    return own.filter(pl.col("number").is_in(list(gone)))


def _told(disposals: Iterable[New], idle: Mapping[str, str | None], gone: pl.DataFrame) -> Iterable[Fault]:
    true = gone.filter(pl.col("result").is_in([one.value for one in TRUE]))
    for one in disposals:
        clue, day = one.row["finding_id"], one.entry.day
        taken_back = true.filter(pl.col("finding_id") == clue, pl.col("date") <= day)["date"].max()
        why = _why_idle(idle[clue], taken_back)
        yield Fault(one.line.number, form.DISPOSAL, f"{why};请先登记核实结果,或改正处置日期")


def _why_idle(latest: str | None, taken_back: object) -> str:
    """Why a clue is not true: by its latest result that stands, and the day of the last true one that does not."""
    also = f"({taken_back} 的「属实」或「部分属实」已撤回)" if taken_back is not None else ""
    if latest is None:
        return f"此日或之前没有「属实」或「部分属实」的核实结果{also}"
    label = FindingState.labels()[latest]
    if latest in {one.value for one in TRUE}:
        return f"核实为「{label}」之后线索消除又再现,已转回待核实,此后没有「属实」或「部分属实」的核实结果{also}"
    return f"到此日最新的核实结果是「{label}」{also},须是「属实」或「部分属实」"
