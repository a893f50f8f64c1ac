"""`hedui explain`: every piece of evidence of a clue, a person, a household or a line, with ids masked."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.asked import word_or_read
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace
from schemas.errors import NothingPublishedError, UnknownIdError

if TYPE_CHECKING:
    import polars as pl

    from pipelines.warehouse import Warehouse
    from reports.explanation import Section


@command(
    "explain",
    Use.LOOK,
    "解释一条线索、一个人、一户或一行数据的全部依据",
    "all evidence about a finding, a person, a household, an application, or `file:line`",
    argument("id", metavar="编号", help="线索编号、证件号码、家庭或申请编号、姓名,或 文件:行号;- 从标准输入读"),
    argument("--full", action="store_true", help="证件号码不打码(仅限有权查看的人)"),
    as_of("哪一次发布,默认最新", default=None),
)
def explain(arguments: argparse.Namespace) -> int:
    """Looks the id up in a publication and in what was read for it."""
    from pipelines.explaining.recall import published_day
    from reports.explanation import as_data, in_clear, masked, show

    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    asked = word_or_read(arguments.id, "线索编号、证件号码、家庭或申请编号、姓名,或 文件:行号")
    sections, clue = _look_up(workspace, day, asked)
    sections += _life(workspace, clue or asked) if clue or not sections else []
    if not sections:
        raise UnknownIdError(
            f"{day} 的发布中没有 {asked}",
            hint="可用线索编号、证件号码、家庭或申请编号、姓名,或 文件:行号;用 --as-of 指定另一次发布",
        )
    hide = in_clear if arguments.full else masked
    if arguments.json:
        console.data_json([as_data(section, hide) for section in sections])
    else:
        show(sections, hide, sys.stdout)
    console.next_step(f"打开 {workspace.publication(day) / 'index.html'},或 hedui report household 家庭编号")
    return 0


def _life(workspace: Workspace, clue: str) -> list[Section]:
    """What nights said of a clue, and what people did about it; nothing of what is no clue of the ledger."""
    from pipelines.explaining.life import life_section
    from pipelines.findings.past import past_of

    try:
        past = past_of(workspace, clue, as_of_day("today"))
    except (UnknownIdError, NothingPublishedError):
        return []
    return [life_section(past.spans, past.entries)]


def _look_up(workspace: Workspace, day: date, key: str) -> tuple[list[Section], str | None]:
    """All sections about what was asked for, and the clue that they explain; None where it is something else."""
    import polars as pl

    from pipelines.explaining.gone import gone_sections
    from pipelines.explaining.linkage import why_sections
    from pipelines.explaining.lookup import Lookup
    from pipelines.explaining.plain import by_weight
    from pipelines.explaining.rows import Rows
    from pipelines.publishing.published import published_tables
    from pipelines.review.store import read_decisions
    from pipelines.warehouse import Warehouse
    from pipelines.warehouse.linkages import newest_linkage
    from pipelines.warehouse.selections import find_selection
    from schemas.outputs.findings import FINDINGS

    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        selection = find_selection(warehouse, day)
        if selection is None:
            return [], None
        linkage = newest_linkage(warehouse, selection.fingerprint)
        tables = published_tables(workspace, day)
        lookup = Lookup(Rows(warehouse, selection, linkage, tables))
        clues = [tables[table.name]["finding_id"] for table in FINDINGS if table.name in tables]
        clue = _clue(workspace, warehouse, key, pl.concat(clues)) if clues else key
        sections = lookup.explain(clue)
        gone = [] if sections else gone_sections(workspace, day, clue)
        sections += gone
        sections += why_sections(warehouse, selection, lookup.rows.found, read_decisions(workspace))
    sections += _economy(workspace, day, lookup.households)
    about = str(lookup.clue["finding_id"]) if lookup.clue else clue if gone else None
    return by_weight(sections, lookup.clue), about


def _economy(workspace: Workspace, day: date, households: list[str]) -> list[Section]:
    from pipelines.explaining.economy import economy_sections
    from pipelines.explaining.recall import recall_evidence
    from policies.verification import household_economy

    if not households:
        return []
    evidence = recall_evidence(workspace, day)
    economy = household_economy(evidence)
    return [section for number in households for section in economy_sections(economy, number, evidence.persons)]


def _clue(workspace: Workspace, warehouse: Warehouse, key: str, ids: pl.Series) -> str:
    """The id of a clue that is asked for by one that it had before, or has elsewhere; else what was asked for."""
    from pipelines.warehouse.aliases import known_ids
    from pipelines.workspace.keys import kept_clue_key, known_as

    if kept_clue_key(workspace) is None:  # a workspace of the first version: it has no other ids
        return key
    today = [one for one in known_ids(warehouse, key) if one in ids]
    return today[0] if today else known_as(workspace, key, ids)
