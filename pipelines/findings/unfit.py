"""Entries that a form asks for and of which nothing can be made, though each line by itself is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from pipelines.findings.new_entries import New
from pipelines.findings.on_record import OnRecord
from pipelines.findings.standing import Standing, up_to
from pipelines.record.entry import Kind
from pipelines.record.fault import Fault
from policies.clues.fold import fold
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
    """Disposals of clues that were not true on their day, by the ledger of that very day."""
    disposals = [one for one in new if one.entry.kind is Kind.DISPOSAL]
    if not disposals:
        return []
    entries = pl.concat([stands.entries, pl.DataFrame([one.row for one in new], schema=stands.entries.schema)])
    idle: dict[tuple[str, date], str] = {}
    for day in {one.entry.day for one in disposals}:
        asked = pl.Series([one.row["finding_id"] for one in disposals if one.entry.day == day]).implode()
        history = stands.history.of_clues(pl.col("finding_id").is_in(asked))
        folded = fold(up_to(history, day), entries, day, {})
        found = dict(folded.filter(~pl.col("found_true")).select("finding_id", "latest_result").iter_rows())
        idle |= {(clue, day): _why_idle(result) for clue, result in found.items()}
    return list(_told(disposals, idle))


def _told(disposals: Iterable[New], idle: dict[tuple[str, date], str]) -> Iterable[Fault]:
    for one in disposals:
        why = idle.get((one.row["finding_id"], one.entry.day))
        if why:
            yield Fault(one.line.number, form.DISPOSAL, f"{why};请先登记核实结果,或改正处置日期")


def _why_idle(latest: str | None) -> str:
    if latest is None:
        return "此日或之前没有「属实」或「部分属实」的核实结果"
    label = FindingState.labels()[latest]
    if latest in {one.value for one in TRUE}:
        return f"核实为「{label}」之后线索消除又再现,已转回待核实,此后没有「属实」或「部分属实」的核实结果"
    return f"到此日最新的核实结果是「{label}」,须是「属实」或「部分属实」"
