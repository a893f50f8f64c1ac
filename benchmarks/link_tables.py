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


def band_table(rows: pl.DataFrame) -> str:
    """Bands of weight as a Markdown table: of links, and of first candidates that the rules do not allow."""
    linked = pl.col("outcome") == Outcome.LINKED.value
    sides = [
        bands(part.select("weight", right=column))
        for part, column in (
            (rows.filter(linked), "right"),
            (rows.filter(pl.col("outcome") == Outcome.REVIEW.value), "first"),
        )
    ]
    both = sides[0].join(sides[1], on="from_weight", how="full", coalesce=True, suffix="_review")
    lines = [
        f"| {one['from_weight']} | {_band(one, '')} | {_band(one, '_review')} |"
        for one in both.sort("from_weight", descending=True).iter_rows(named=True)
    ]
    head = "| weight from | links | right | interval of 95 % | in review | right one first | interval of 95 % |"
    return "\n".join([head, "|--:|--:|--:|--:|--:|--:|--:|", *lines])


def _band(one: Mapping[str, float | None], side: str) -> str:
    pairs = one[f"pairs{side}"]
    if pairs is None:
        return "| |"
    low, high = (_percent(one[f"{end}{side}"]) for end in ("low", "high"))
    return f"{pairs:,} | {_percent(one[f'share{side}'])} | {low} to {high}"


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
