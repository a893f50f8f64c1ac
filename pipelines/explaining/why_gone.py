"""Why a night does not list a clue any more: it is gone, its check did not run, or could not answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.explaining.listed import Row
from pipelines.explaining.recall import recall_evidence
from pipelines.publishing.published import published_tables
from pipelines.publishing.said import checks_that_ran
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.checks import CHECKS
from policies.checks.declaration import Identity
from policies.clues.doubt import Doubt, doubts
from policies.clues.history import WORDING
from schemas.errors import NothingLeftError
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.terms import RAISED, DataStatus
from schemas.words import SOURCE_TITLES

Tables = Mapping[str, pl.DataFrame]
_UNKNOWN = "结果未知,不等于消除"


def why_unlisted(workspace: Workspace, day: date, tables: Tables, row: Row) -> str:
    """Why a publication does not list a clue, in words.

    Args:
        workspace: where.
        day: of the publication.
        tables: all of it.
        row: the clue in its ledger; where it has none, as an earlier publication listed it.
    """
    status = row.get("data_status")
    if status in {one.value for one in RAISED}:
        return "本期仍查出,但这一期的报表未齐"
    idle = _idle(workspace, day, str(row["check_id"]))
    if idle and status != DataStatus.GONE.value:
        return idle
    if status == DataStatus.NOT_RUN.value:
        doubt = _doubt(workspace, day, row)
        return f"这项检查本期运行了,但对这条线索无法作答{f'({doubt})' if doubt else ''},{_UNKNOWN}"
    since = row.get("gone_since")
    if isinstance(since, date) and since < day and workspace.publication(since).is_dir():
        return _why_gone(f"{since} 一期", published_tables(workspace, since), row)
    return _why_gone("本期", tables, row)


def _idle(workspace: Workspace, day: date, check_id: str) -> str:
    """That a check was not run, and for want of which sources; empty where it was."""
    manifest = read_manifest(workspace.publication(day)) or {}
    if check_id in checks_that_ran(manifest):
        return ""
    told = manifest.get("not_run")
    lacking = [one["missing"] for one in (told if isinstance(told, list) else ()) if one["id"] == check_id]
    missing = "、".join(SOURCE_TITLES.get(source, source) for source in (lacking[0] if lacking else ()))
    return f"这项检查本期没有运行{f'(缺少 {missing})' if missing else ''},{_UNKNOWN}"


def _doubt(workspace: Workspace, day: date, row: Row) -> str:
    """What kept the night from answering; empty where the data that it looked at are not kept any more."""
    words = ("finding_id", "check_id", *WORDING)
    asked = pl.DataFrame([{name: row.get(name) for name in words}], schema=dict.fromkeys(words, pl.String()))
    try:
        found = doubts(recall_evidence(workspace, day), asked, CHECKS)
    except NothingLeftError:
        return ""
    return "、".join(Doubt(one).label for one in found["doubt"].unique(maintain_order=True))


def _why_gone(night: str, tables: Tables, row: Row) -> str:
    if not _still_there(tables, row):
        source = SOURCE_TITLES.get(str(row["source"]), str(row["source"]))
        return f"{night}{source}中已没有此人或该户"
    mended = _mended(tables, row)
    told = f"按更正后的数据({mended})" if mended else ""
    return f"{night}{told}重新核对,数据已不再显示这一情况"


def _mended(tables: Tables, row: Row) -> str:
    """Where corrections of rows of the person, applied that night, are written; empty where there are none."""
    sources = [row["source"], *str(row["observed_source"] or "").split(",")]
    links = tables.get(LINKS.name, LINKS.empty()).filter(pl.col("registry_id_no") == pl.lit(row["person_id_no"]))
    applied = tables.get(CORRECTIONS.name, CORRECTIONS.empty()).filter(pl.col("source").is_in(sources))
    own = applied.join(links, on=["source", "file", "row_number"], how="semi")
    return "、".join(f"{file} 第 {line} 行" for file, line in own.select("corrections_file", "line").iter_rows())


def _still_there(tables: Tables, row: Row) -> bool:
    """Whether the source still names the person; for a household, whether it is still one that is verified."""
    if CHECKS[str(row["check_id"])].identity is Identity.HOUSEHOLD or row["person_id_no"] is None:
        known = tables.get(HOUSEHOLDS.name, HOUSEHOLDS.empty())["household_no"]
        return row["household_no"] is None or bool(known.is_in([row["household_no"]]).any())
    links = tables.get(LINKS.name, LINKS.empty()).filter(pl.col("source") == row["source"])
    return bool(links["registry_id_no"].is_in([row["person_id_no"]]).any())
