"""The sheet of tonight's work: a row a clue and reason, with where it stands."""

from __future__ import annotations

import polars as pl

from reports.report import Report
from reports.sheet import Column, Sheet
from reports.sheets import WORK_SHEET
from reports.tonight import KIND, KINDS, listed_work, tonights_work
from reports.words import in_chinese
from schemas.outputs.ledger import LEDGER

_BEFORE = ("town", "village", "household_no", "name", "person_id_no", "check_id")
_AFTER = (
    "state",
    "recurrences",
    "assigned_to",
    "due_on",
    "result_on",
    "disposal",
    "disposed_on",
    "first_seen",
    "last_seen",
)
_COLUMNS = (
    Column(KIND, "本期"),
    *(Column(name, LEDGER.labels[name]) for name in _BEFORE),
    Column("title", "检查项名称"),
    *(Column(name, LEDGER.labels[name]) for name in _AFTER),
    Column("finding_id", LEDGER.labels["finding_id"]),
)


def work_sheet(report: Report) -> Sheet:
    """What there is to do tonight; on a first night, when all are new, without the new ones."""
    rows = in_chinese(listed_work(report, tonights_work(report)), LEDGER).with_columns(
        pl.col(KIND).replace({one.name: one.label for one in KINDS}),
        title=pl.col("check_id").replace(report.check_titles),
    )
    return Sheet(WORK_SHEET, rows, _COLUMNS, LEDGER.file)
