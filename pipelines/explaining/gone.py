"""A clue that a night does not list: when it was last listed, why it is not any more, and what is still due on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from pipelines.explaining.listed import Row, is_one_of, listed_as, row_of
from pipelines.explaining.plain import NAMELESS
from pipelines.explaining.sections import gap_section
from pipelines.explaining.why_gone import why_unlisted
from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from reports.explanation import Section, Value
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.ledger import LEDGER
from schemas.terms import DataStatus


def unlisted_sections(
    workspace: Workspace, day: date, tables: Mapping[str, pl.DataFrame], ids: Collection[str]
) -> list[Section]:
    """Why the publication of a day does not list a clue, since when, what an earlier one said, and its gaps.

    Args:
        workspace: where.
        day: of the publication.
        tables: all of it.
        ids: all that the clue goes by, in lower case.

    Returns:
        Nothing where neither its ledger nor an earlier publication that is kept knows the clue.
    """
    known = row_of(tables.get(LEDGER.name), ids)
    earlier, listed = _last_listed(workspace, day, known, ids)
    row = known or listed
    if row is None:
        return []
    gaps = gap_section(tables.get(COVERAGE_GAPS.name, COVERAGE_GAPS.empty()).filter(is_one_of("key", ids)))
    told = _section(workspace, day, row, earlier, why_unlisted(workspace, day, tables, row))
    return [told] if gaps.is_empty else [told, gaps]


def not_yet_raised(clue: str, day: date) -> list[Section]:
    """That a clue that is known was raised only after the publication of a day, or by none that is kept before it."""
    said = f"线索 {clue} 在 {day} 的发布中没有列出: 到该日尚未查出过,见下面的经过"
    return [Section(Value(said, plain=True), ({"线索编号": Value(clue, plain=True)},))]


def several_clues(asked: str, clues: Collection[str]) -> list[Section]:
    """That a number is no longer that of one clue: one section; none where no clue ever had it."""
    entries = tuple({"线索编号": Value(one, plain=True)} for one in clues)
    said = f"编号 {asked} 的线索现已分为 {len(clues)} 条,请用下列编号再查"
    return [Section(Value(said, plain=True), entries)] if entries else []


def _last_listed(
    workspace: Workspace, day: date, known: Row | None, ids: Collection[str]
) -> tuple[date | None, Row | None]:
    """The last publication before a day, of those that are kept, that lists a clue, and its row there."""
    last_seen = known["last_seen"] if known else None
    latest = last_seen if isinstance(last_seen, date) else date.max
    for earlier in sorted((one for one in workspace.published_dates() if one < day and one <= latest), reverse=True):
        row = listed_as(published_tables(workspace, earlier, FINDINGS), ids)
        if row is not None:
            return earlier, row
    return None, None


def _section(workspace: Workspace, day: date, row: Row, earlier: date | None, why: str) -> Section:
    status = row.get("data_status")
    absent = "已没有" if status in (None, DataStatus.GONE.value) else "没有列出"
    title = CHECKS[str(row["check_id"])].title
    said = f"{row['name'] or NAMELESS}的线索“{title}”在 {day} 的发布中{absent}: {why}。"
    entry = {
        "线索编号": Value(str(row["finding_id"]), plain=True),
        "数据状态": Value(DataStatus.labels().get(str(status), "")),
        "首次发现": Value(str(row["first_seen"])),
        "最近列出": Value(str((row["last_seen"] if status else None) or earlier)),
        "数据消除日": Value(str(row.get("gone_since") or "")),
    }
    if earlier is not None:
        entry["当时依据"] = Value(f"hedui explain {row['finding_id']} --as-of {earlier}", plain=True)
        entry["变化原因"] = Value(f"hedui diff {earlier} {_next(workspace, earlier)}", plain=True)
    return Section(Value(said), ({label: value for label, value in entry.items() if value.text},))


def _next(workspace: Workspace, earlier: date) -> date:
    """The first publication that did not list it any more."""
    return min(one for one in workspace.published_dates() if one > earlier)
