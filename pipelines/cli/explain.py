"""`hedui explain`: every piece of evidence of a clue, a person, a household or a line, with ids masked."""

from __future__ import annotations

import argparse
from datetime import date

from pipelines.cli import console
from pipelines.explain import Lookup, Section
from pipelines.fingerprint import digest
from pipelines.recall import published_day
from pipelines.stages.write import read_tables
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import find_selection
from pipelines.warehouse.linkages import newest_linkage
from pipelines.workspace import Workspace
from schemas.errors import ConfigurationError


def explain(arguments: argparse.Namespace) -> int:
    """Looks the id up in a publication and in what was read for it."""
    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    sections = _look_up(workspace, day, arguments.id)
    if not sections:
        raise ConfigurationError(
            f"{day} 的发布中没有 {arguments.id}",
            hint="可用线索编号、证件号码、家庭或申请编号,或 文件:行号;用 --as-of 指定另一次发布",
        )
    if arguments.json:
        console.data_json([{"title": section.title, "entries": section.entries} for section in sections])
    else:
        _show(sections)
    console.next_step(f"打开 {workspace.publication(day) / 'index.html'},或 hedui report household 家庭编号")
    return 0


def _look_up(workspace: Workspace, day: date, key: str) -> list[Section]:
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        selection = find_selection(warehouse, day)
        if selection is None:
            return []
        linkage = newest_linkage(warehouse, digest(sorted(selection.numbers.items())))
        return Lookup(warehouse, selection, linkage, read_tables(workspace.publication(day))).explain(key)


def _show(sections: list[Section]) -> None:
    for section in sections:
        console.data(f"{section.title}")
        for entry in section.entries:
            lines = [f"{label}: {value}" for label, value in entry.items()]
            console.data("  ├ " + "; ".join(lines))
