"""The clues of a city in parts whose evidence lies in more than one county, as the page lists them."""

from __future__ import annotations

import polars as pl

from reports.lists import Head, Listing, as_text, listing, lives, town_or_unknown
from reports.masks import household_number, with_tail
from reports.report import Report
from reports.words import in_chinese
from schemas.outputs.cross_county import CROSS_COUNTY

_MOST = 3_000
"""Rows of the list; all of them stand in the workbook."""
_HEADS = (
    Head("county", "县(市、区)"),
    Head("name", "姓名", "name"),
    Head("person_id_no", "证件尾号", "key"),
    Head("household_no", "户编号", "key"),
    Head("village", "村居"),
    Head("check", "检查项"),
    Head("observed_source", "证据来源与截止日", "evidence"),
    Head("observed_as_of", "", "beside"),
    Head("finding_id", "线索编号", "link"),
)


def cross_county_list(report: Report) -> Listing | None:
    """The list by town; None where no clue crosses counties."""
    clues = report.frame(CROSS_COUNTY)
    if clues.is_empty():
        return None
    rows = clues.with_columns(town_or_unknown()).sort("town", "check_id", "finding_id").head(_MOST)
    title = pl.col("check_id") + " " + pl.col("check_id").replace(report.check_titles)
    told = rows.with_columns(with_tail("person_id_no"), household_number("household_no"), lives(report), check=title)
    about = ("cross-county", CROSS_COUNTY.title, "", clues.height)
    return listing(about, _HEADS, as_text(in_chinese(told, CROSS_COUNTY)))
