"""A clue that a night does not list any more: when it was last listed, and why it is gone."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.checks import CHECKS
from policies.checks.declaration import Identity
from reports.explanation import Section, Value
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.words import SOURCE_TITLES


def gone_sections(workspace: Workspace, day: date, key: str) -> list[Section]:
    """What an earlier publication said of the clue, and why that of `day` does not.

    Returns:
        One section; none where no publication that is still kept lists the clue.
    """
    for earlier in sorted((one for one in workspace.published_dates() if one < day), reverse=True):
        row = _listed(published_tables(workspace, earlier), key)
        if row is not None:
            return [_section(workspace, day, earlier, row)]
    return []


def _listed(tables: dict[str, pl.DataFrame], key: str) -> dict[str, object] | None:
    for table in FINDINGS:
        found = tables.get(table.name, table.empty()).filter(pl.col("finding_id") == key)
        if not found.is_empty():
            return found.row(0, named=True)
    return None


def _section(workspace: Workspace, day: date, earlier: date, row: dict[str, object]) -> Section:
    check = CHECKS[str(row["check_id"])]
    why = _why(workspace, day, row)
    said = f"{row['name'] or '(未填姓名)'}的线索“{check.title}”在 {day} 的发布中已没有: {why}。"
    entry = {
        "线索编号": Value(str(row["finding_id"]), plain=True),
        "首次发现": Value(str(row["first_seen"])),
        "最近列出": Value(str(earlier)),
        "当时依据": Value(f"hedui explain {row['finding_id']} --as-of {earlier}", plain=True),
        "变化原因": Value(f"hedui diff {earlier} {_next(workspace, earlier)}", plain=True),
    }
    return Section(Value(said), (entry,))


def _next(workspace: Workspace, earlier: date) -> date:
    """The first publication that did not list it any more."""
    return min(one for one in workspace.published_dates() if one > earlier)


def _why(workspace: Workspace, day: date, row: dict[str, object]) -> str:
    missing = _missing(workspace, day, str(row["check_id"]))
    if missing is not None:
        return f"这项检查本期没有运行(缺少 {missing}),结果未知,不等于消除"
    source = SOURCE_TITLES.get(str(row["source"]), str(row["source"]))
    if not _still_there(published_tables(workspace, day), row):
        return f"本期{source}中已没有此人或该户"
    mended = _mended(published_tables(workspace, day), row)
    told = f"按更正后的数据({mended})" if mended else ""
    return f"本期{told}重新核对,数据已不再显示这一情况"


def _mended(tables: dict[str, pl.DataFrame], row: dict[str, object]) -> str:
    """Where corrections of rows of the person, applied that night, are written; empty where there are none."""
    sources = [row["source"], *str(row["observed_source"] or "").split(",")]
    links = tables.get(LINKS.name, LINKS.empty()).filter(pl.col("registry_id_no") == pl.lit(row["person_id_no"]))
    applied = tables.get(CORRECTIONS.name, CORRECTIONS.empty()).filter(pl.col("source").is_in(sources))
    own = applied.join(links, on=["source", "file", "row_number"], how="semi")
    return "、".join(f"{file} 第 {line} 行" for file, line in own.select("corrections_file", "line").iter_rows())


def _missing(workspace: Workspace, day: date, check_id: str) -> str | None:
    """The sources for want of which a check was not run; None where it was."""
    idle = (read_manifest(workspace.publication(day)) or {}).get("not_run")
    for one in idle if isinstance(idle, list) else ():
        if one["id"] == check_id:
            return "、".join(SOURCE_TITLES.get(source, source) for source in one["missing"])
    return None


def _still_there(tables: dict[str, pl.DataFrame], row: dict[str, object]) -> bool:
    """Whether the source still names the person; for a household, whether it is still one that is verified."""
    if CHECKS[str(row["check_id"])].identity is Identity.HOUSEHOLD or row["person_id_no"] is None:
        known = tables.get(HOUSEHOLDS.name, HOUSEHOLDS.empty())["household_no"]
        return row["household_no"] is None or bool(known.is_in([row["household_no"]]).any())
    links = tables.get(LINKS.name, LINKS.empty()).filter(pl.col("source") == row["source"])
    return bool(links["registry_id_no"].is_in([row["person_id_no"]]).any())
