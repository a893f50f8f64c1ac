"""Gaps of indicators and rows to review as lists by town, their cells as the page shows them."""

from __future__ import annotations

import polars as pl

from reports.listing import Head, Listing, as_text, by, line, listing, place, totals, town_or_unknown
from reports.masks import household_number, told_apart
from reports.report import Report
from reports.words import in_chinese
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.links import LINKS
from schemas.terms import Outcome

_PER_TOWN = 100
"""Gaps of an indicator shown of each town: where a source is late, everybody is a gap."""
_MOST_ROWS_TO_REVIEW = 5_000
_GAP_HEADS = (
    Head("name", "姓名", "name"),
    Head("key", "对象编号", "key"),
    Head("village", "村居"),
    Head("reason", "原因"),
)
_REVIEW_HEADS = (
    Head("name", "姓名", "name"),
    Head("id_no", "所填证件号码"),
    Head("village", "村居"),
    Head("place", "数据文件"),
    Head("line", "", "beside"),
    Head("candidate_name", "户籍中可能的人", "name"),
    Head("candidate_id_no", "其证件号码"),
    Head("why_not", "待复核原因"),
)


def gap_lists(report: Report) -> tuple[Listing, ...]:
    """Every indicator's gaps by town, ids masked; indicators without a gap are left out."""
    gaps = report.frame(COVERAGE_GAPS)
    ordered = gaps.with_columns(town_or_unknown()).sort("kpi", "town", "key", "reason")
    cut = ordered.filter(pl.int_range(pl.len()).over("kpi", "town") < _PER_TOWN)
    shown = by(as_text(in_chinese(cut, COVERAGE_GAPS).with_columns(household_number("key"))), "kpi")
    counted = totals(gaps, "kpi")
    return tuple(
        listing((kpi, title.title, "", counted[kpi]), _GAP_HEADS, shown[kpi])
        for kpi, title in report.indicators.items()
        if kpi in shown
    )


def review_lists(report: Report) -> tuple[Listing, ...]:
    """The rows of each source that a person has to decide on, both numbers with what differs in clear."""
    rows = report.not_linked.filter(pl.col("outcome") == Outcome.REVIEW.value).with_columns(town_or_unknown())
    rows = rows.sort("source", "town", *LINKS.order, nulls_last=True)
    cut = rows.head(_MOST_ROWS_TO_REVIEW)
    told = in_chinese(told_apart(cut, "id_no", "candidate_id_no"), LINKS)
    shown = by(as_text(told.with_columns(place(), line(), key=pl.lit("review-") + cut["source"])), "key")
    counted = totals(rows.with_columns(key=pl.lit("review-") + pl.col("source")), "key")
    return tuple(
        listing((key, str(frame["source"][0]), "", counted[key]), _REVIEW_HEADS, frame) for key, frame in shown.items()
    )
