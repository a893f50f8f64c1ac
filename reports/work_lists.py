"""Tonight's work as the page shows it: counts by town, and a list a kind whose rows lead to their clues."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.listing import Head, Listing, as_text, by, listing, lives
from reports.masks import household_number, with_tail
from reports.report import Report
from reports.tonight import (
    GONE,
    KIND,
    KINDS,
    Occasion,
    counts_by_town,
    is_first_night,
    listed_work,
    tonights_work,
)
from reports.words import in_chinese
from schemas.outputs.ledger import LEDGER

_MOST = 3_000
"""Rows of a list on the page: whoever has more to do than that in a night filters the lists or takes the workbook."""
_HEADS = (
    Head("name", "姓名", "name"),
    Head("person_id_no", "证件尾号", "key"),
    Head("household_no", "户编号", "key"),
    Head("village", "村居"),
    Head("check", "检查项"),
    Head("state", "办理状态"),
    Head("assigned_to", "交办单位"),
    Head("due_on", "办理期限", "day"),
    Head("recurrences", "屡查屡犯", "figure"),
    Head("disposed_on", "处置日期", "day"),
)


@dataclass(frozen=True, eq=False)
class Work:
    """Tonight's work.

    Attributes:
        first: it is the first night: every clue is new, and stands in the lists of clues alone.
        towns: (town, clues of each of `KINDS`), towns in order.
        totals: clues of each of `KINDS`.
        lists: a list of each kind that has any.
    """

    first: bool
    towns: tuple[tuple[str, tuple[int, ...]], ...]
    totals: tuple[int, ...]
    lists: tuple[tuple[Occasion, Listing], ...]


def work_lists(report: Report) -> Work:
    """What there is to do tonight; on a first night the new ones are counted and not listed again."""
    work = tonights_work(report)
    shown = by(_shown(report, listed_work(report, work)), KIND)
    totals = tuple(work.filter(pl.col(KIND) == one.name).height for one in KINDS)
    listed = tuple(
        (one, listing((f"work-{one.name}", one.label, one.note, total), _heads(one), shown[one.name]))
        for one, total in zip(KINDS, totals, strict=True)
        if one.name in shown
    )
    return Work(is_first_night(report), counts_by_town(work), totals, listed)


def _heads(kind: Occasion) -> tuple[Head, ...]:
    """The columns of a list; a clue that is gone stands in no other list to which its number could lead."""
    if kind is GONE:
        return (*_HEADS, Head("last_seen", "最近发现", "day"), Head("finding_id", "线索编号", "clue"))
    return (*_HEADS, Head("finding_id", "线索编号", "link"))


def _shown(report: Report, work: pl.DataFrame) -> pl.DataFrame:
    cut = work.filter(pl.int_range(pl.len()).over(KIND) < _MOST)
    title = pl.col("check_id") + " " + pl.col("check_id").replace(report.check_titles)
    again = pl.when(pl.col("recurrences") > 0).then("recurrences")
    told = cut.with_columns(
        with_tail("person_id_no"), household_number("household_no"), lives(report), check=title, recurrences=again
    )
    return as_text(in_chinese(told, LEDGER))
