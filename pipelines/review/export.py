"""What goes out to reviewers: every row in review beside its best candidates, and a sample of the linked rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from matchers.decisions import decide
from matchers.explain import Explanation
from matchers.records import records_of
from matchers.registry import index_registry
from pipelines.review.blocks import blocks_of
from pipelines.review.keys import Offered
from pipelines.review.rows import Night, explained, in_review, night_of, sample_of_linked, together
from pipelines.review.store import read_decisions
from pipelines.warehouse import Warehouse
from pipelines.warehouse.linkages import newest_linkage
from pipelines.warehouse.selections import find_selection
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from reports.review_book import Lapsed, write_review_book
from schemas.decision import DECISION, LAPSED, DecisionState, Verdict
from schemas.errors import ArgumentError, NothingLeftError
from schemas.extracts import EXTRACTS
from schemas.flow import Flow
from schemas.terms import Outcome


@dataclass(frozen=True)
class Exported:
    """What a workbook holds: groups of rows in review, of sampled linked rows, and decisions that no longer bind."""

    review: int
    sampled: int
    lapsed: int


def export_review(
    workspace: Workspace, as_of: date, path: Path, sources: Iterable[str] = (), linked: int = 0
) -> Exported:
    """Writes the workbook.

    Args:
        workspace: where.
        as_of: the night; the newest no later than this date.
        path: the workbook to write.
        sources: sources to review; all where there are none.
        linked: how many linked rows to put among them, for a check of the matching.

    Raises:
        NothingLeftError: nothing was linked yet.
        ArgumentError: a source is unknown.
    """
    wanted = _known(sources)
    night = last_night(workspace, as_of)
    decisions = read_decisions(workspace)
    chosen = together(in_review(night, wanted), sample_of_linked(night, wanted, linked, as_of))
    told = _once(explained(night, chosen, decisions, as_of.year)) if chosen else None
    states = states_tonight(night, decisions)
    lapsed = states.filter(pl.col("state").is_in([word.value for word in LAPSED]))
    offered = Offered(workspace, {})
    blocks = blocks_of(told, night, offered) if told else ()
    offered.keep()
    write_review_book(blocks, [_lapsed(row) for row in lapsed.iter_rows(named=True)], as_of, path)
    in_doubt = told.mentions.filter(pl.col("outcome") == Outcome.REVIEW.value).height if told else 0
    return Exported(in_doubt, len(blocks) - in_doubt, lapsed.height)


def last_night(workspace: Workspace, as_of: date) -> Night:
    """The rows and links of the newest night no later than a date.

    Raises:
        NothingLeftError: there was none.
    """
    missing = NothingLeftError("工作区还没有关联过数据", hint=f"请先运行 hedui run {Flow.NIGHTLY.command}")
    if not workspace.warehouse.is_file():
        raise missing
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        selection = find_selection(warehouse, as_of)
        linkage = newest_linkage(warehouse, digest(sorted(selection.numbers.items()))) if selection else None
        if selection is None or linkage is None:
            raise missing
        return night_of(warehouse, selection, linkage)


def states_tonight(night: Night, decisions: pl.DataFrame) -> pl.DataFrame:
    """All decisions with whether they bind, columns `DECISION` and `state`."""
    if decisions.is_empty():
        return pl.DataFrame(schema={**DECISION, "state": pl.String()})
    return decide(decisions, records_of(night.rows), index_registry(night.persons)).states


def _known(sources: Iterable[str]) -> frozenset[str]:
    naming = {source for source, extract in EXTRACTS.items() if extract.subjects}
    by_name = {name: source for source in naming for name in EXTRACTS[source].names}
    unknown = [name for name in sources if name not in by_name]
    if unknown:
        titles = "、".join(EXTRACTS[source].title for source in sorted(naming))
        raise ArgumentError(f"没有名为 {'、'.join(unknown)} 的来源", hint=f"可用: {titles}")
    return frozenset(by_name[name] for name in sources) or frozenset(naming)


def _once(told: Explanation) -> Explanation:
    """Rows that say the same are one question; linked rows of couples in review, and rows without anybody, are none."""
    asked = told.mentions.join(told.candidates, on="record", how="semi")
    doubtful = pl.col("outcome") == Outcome.REVIEW.value
    couple = pl.col("role").is_not_null() & doubtful.any().over("source", "file", "row_number")
    kept = asked.filter(doubtful | ~couple).filter(pl.col("outcome") != Outcome.UNLINKED.value)
    return Explanation(kept.unique("mention_key", keep="first", maintain_order=True), told.candidates)


def _lapsed(row: dict[str, object]) -> Lapsed:
    day = row["decided_on"]
    return Lapsed(
        name=str(row["name"] or ""),
        source=EXTRACTS[str(row["source"])].title,
        verdict=Verdict.labels()[str(row["verdict"])],
        decided_on=day if isinstance(day, date) else date.min,
        why=DecisionState.labels()[str(row["state"])],
    )
