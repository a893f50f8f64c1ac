"""`hedui explain`: every piece of evidence of a clue, a person, a household or a line, with ids masked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
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

    from pipelines.findings.names import ClueNames
    from reports.explanation import Section

_WHAT_TO_ASK = "可用线索编号、证件号码、家庭或申请编号、姓名,或 文件:行号;用 --as-of 指定另一次发布"


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
    from pipelines.explaining.no_row import why_no_row
    from pipelines.explaining.recall import published_day
    from reports.explanation import as_data, in_clear, masked, show

    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    asked = word_or_read(arguments.id, "线索编号、证件号码、家庭或申请编号、姓名,或 文件:行号")
    sections = _sections(workspace, day, asked)
    if not sections:
        why = why_no_row(workspace, day, asked)
        raise UnknownIdError(f"{day} 的发布中没有 {asked}", hint=why or _WHAT_TO_ASK)
    hide = in_clear if arguments.full else masked
    if arguments.json:
        console.data_json([as_data(section, hide) for section in sections])
    else:
        show(sections, hide, sys.stdout)
    console.next_step(f"打开 {workspace.publication(day) / 'index.html'},或 hedui report household 家庭编号")
    return 0


def _sections(workspace: Workspace, day: date, asked: str) -> list[Section]:
    """All that is known of what was asked for; of a clue, by whichever of its numbers, its life too."""
    from pipelines.explaining.listed import listed_as
    from pipelines.publishing.published import published_tables

    tables = published_tables(workspace, day)
    names = _names(workspace, tables)
    clue = names.clue(asked)
    ids = names.of(clue) if clue else frozenset([asked.lower()])
    listed, life = listed_as(tables, ids), _life(workspace, clue)
    if listed:
        return _look_up(workspace, day, tables, str(listed["finding_id"])) + life
    from pipelines.explaining.gone import not_yet_raised, several_clues, unlisted_sections

    if clue:
        return (unlisted_sections(workspace, day, tables, ids) or not_yet_raised(clue, day)) + life
    found = _look_up(workspace, day, tables, asked) or several_clues(asked, names.several(asked))
    return found or unlisted_sections(workspace, day, tables, ids)


def _names(workspace: Workspace, tables: Mapping[str, pl.DataFrame]) -> ClueNames:
    """The numbers of all clues: of the newest ledger, or of what is published where there is none yet."""
    import polars as pl

    from pipelines.findings.names import clue_names
    from pipelines.findings.standing import newest_ids
    from pipelines.warehouse import Warehouse
    from schemas.outputs.findings import FINDINGS

    try:
        ids = newest_ids(workspace)
    except NothingPublishedError:
        ids = pl.concat([tables.get(table.name, table.empty())["finding_id"] for table in FINDINGS])
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        return clue_names(workspace, warehouse, ids)


def _life(workspace: Workspace, clue: str | None) -> list[Section]:
    """What nights said of a clue, and what people did about it; nothing where there is no ledger yet."""
    from pipelines.explaining.life import life_section
    from pipelines.findings.past import past_of

    if clue is None:
        return []
    try:
        past = past_of(workspace, clue, as_of_day("today"))
    except NothingPublishedError:
        return []
    return [life_section(past.spans, past.entries)]


def _look_up(workspace: Workspace, day: date, tables: Mapping[str, pl.DataFrame], key: str) -> list[Section]:
    """All sections about what was asked for: a clue that is listed, or something else."""
    from pipelines.explaining.linkage import why_sections
    from pipelines.explaining.lookup import Lookup
    from pipelines.explaining.plain import by_weight
    from pipelines.explaining.rows import Rows
    from pipelines.review.store import read_decisions
    from pipelines.warehouse import Warehouse
    from pipelines.warehouse.linkages import newest_linkage
    from pipelines.warehouse.selections import find_selection

    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        selection = find_selection(warehouse, day)
        if selection is None:
            return []
        linkage = newest_linkage(warehouse, selection.fingerprint)
        lookup = Lookup(Rows(warehouse, selection, linkage, tables))
        sections = lookup.explain(key)
        sections += why_sections(warehouse, selection, lookup.rows.found, read_decisions(workspace))
    sections += _economy(workspace, day, lookup.households)
    return by_weight(sections, lookup.clue)


def _economy(workspace: Workspace, day: date, households: list[str]) -> list[Section]:
    from pipelines.explaining.economy import economy_sections
    from pipelines.explaining.recall import recall_evidence
    from policies.verification import household_economy

    if not households:
        return []
    evidence = recall_evidence(workspace, day)
    economy = household_economy(evidence)
    return [section for number in households for section in economy_sections(economy, number, evidence.persons)]
