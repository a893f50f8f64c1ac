"""Writes what was measured of the linkage as Markdown tables, between their markers in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from matchers.calibration import bands
from schemas.terms import Outcome


def panel_table(found: pl.DataFrame) -> str:
    """Panels as a Markdown table."""
    lines = [
        f"| {one['panel']} | {one['rows']:,} | {one['linked']:,} | {one['wrong']} | {_percent(one['precision'])} "
        f"| {_percent(one['recall'])} | {_percent(one['review'])} | {_percent(one['first'], 1)} |"
        for one in found.iter_rows(named=True)
    ]
    head = "| panel | rows | linked | wrong | precision | recall | in review | right one first |"
    return "\n".join([head, "|---|--:|--:|--:|--:|--:|--:|--:|", *lines])


def band_table(rows: pl.DataFrame, alone: pl.DataFrame) -> str:
    """Bands of weight as a Markdown table.

    Args:
        rows: frame of `benchmarks.panels.linked_rows`: links, and first candidates in review.
        alone: frame of `benchmarks.panels.weight_alone`.
    """
    of_outcome = {side: pl.col("outcome") == side.value for side in (Outcome.LINKED, Outcome.REVIEW)}
    sides = {
        "link": rows.filter(of_outcome[Outcome.LINKED]).select("weight", "right"),
        "review": rows.filter(of_outcome[Outcome.REVIEW]).select("weight", right="first"),
        "alone": alone,
    }
    whole = pl.concat(bands(judged).with_columns(side=pl.lit(side)) for side, judged in sides.items())
    cells = {(one["side"], one["from_weight"]): _band(one) for one in whole.iter_rows(named=True)}
    weights = whole["from_weight"].unique().sort(descending=True)
    lines = [
        f"| {weight} | " + " | ".join(cells.get((side, weight), " | ") for side in sides) + " |" for weight in weights
    ]
    head = "| weight from | links | right | in review | right one first | by weight alone | right |"
    return "\n".join([head, "|--:|--:|--:|--:|--:|--:|--:|", *lines])


def _band(one: Mapping[str, float]) -> str:
    return f"{one['pairs']:,} | {_percent(one['share'])} ({100 * one['low']:.2f} to {100 * one['high']:.2f})"


def _percent(share: float | None, digits: int = 2) -> str:
    return "" if share is None else f"{100 * share:.{digits}f} %"


def write_between(document: Path, marker: str, text: str) -> None:
    """Puts a text between `<!-- marker -->` and `<!-- /marker -->`.

    Raises:
        ValueError: the document has no such markers.
    """
    before = document.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- {marker} -->\n).*?(<!-- /{marker} -->)", re.DOTALL)
    after, found = pattern.subn(lambda place: f"{place[1]}{text}\n{place[2]}", before)
    if not found:
        raise ValueError(f"{document} has no marker {marker}")
    document.write_text(after, encoding="utf-8")
