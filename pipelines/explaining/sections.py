"""Rows, findings and refused values as the sections of an explanation: labels, words, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.explaining.plain import told_apart
from policies.checks import CHECKS
from reports.explanation import Section, Value
from reports.precision import Precision
from reports.words import in_chinese
from schemas.column import Column, Kind
from schemas.extract import Extract
from schemas.extracts import EXTRACTS
from schemas.leaving import TextKind
from schemas.masking import mask_numbers, mask_written
from schemas.month import month_text
from schemas.output import Table
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.shared import BIRTH_DATE

KEY_COLUMNS = ("household_no", "application_no", "person_no")
"""Columns of the numbers by which a household, an application, or whom an indicator lacks is asked for."""
CLUES = "线索编号"
_PLAIN = frozenset({*KEY_COLUMNS, "finding_id", "file", "row_number", "key"})
_SIDES = ("declared", "observed")
_BASIS = "basis"


def row_section(extract: Extract, rows: pl.DataFrame) -> Section:
    """Rows of an extract as its supplier wrote them, under its headers."""
    shown = rows.select("file", "row_number", *(_readable(column) for column in extract.columns))
    return section(extract.title, tuple(entry(row, labels_of(extract)) for row in shown.iter_rows(named=True)))


def labels_of(extract: Extract) -> dict[str, str]:
    """English name of what is shown of a row -> its Chinese header."""
    return {"file": "文件", "row_number": "行号"} | {column.name: column.header for column in extract.columns}


def _readable(column: Column) -> pl.Expr:
    """A field as people write it: months as YYYY-MM, money in yuan."""
    value = pl.col(column.field)
    if column.kind is Kind.MONTH:
        return month_text(value).alias(column.name)
    if column.kind is Kind.MONEY:
        return (value.cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)).alias(column.name)
    return value.alias(column.name)


def published_section(
    title: str, rows: pl.DataFrame, table: Table, households: frozenset[str] = frozenset()
) -> Section:
    """Rows of a published table under its labels, codes in words; `households` may be read in their texts."""
    told = in_chinese(rows, table, {check_id: check.title for check_id, check in CHECKS.items()})
    return section(title, tuple(entry(row, table.labels, households) for row in told.iter_rows(named=True)))


def gap_section(gaps: pl.DataFrame) -> Section:
    """Rows of `coverage_gaps`: where something is not as it should be."""
    return published_section("未达标", gaps, COVERAGE_GAPS)


def bearer(row: Mapping[str, object], clues: list[str]) -> dict[str, Value]:
    """One of several who bear a name, with what tells them apart and leads on."""
    labels = {
        "name": "姓名",
        "person_id_no": "证件号码",
        "household_no": "户编号",
        "town": "乡镇街道",
        "village": "村居",
    }
    line = f"{row['file']}:{row['row_number']}" if row["file"] and row["row_number"] else ""
    leads = {CLUES: "、".join(clues), "行": line}
    return entry(row, labels) | {label: Value(text, plain=True) for label, text in leads.items() if text}


def check_section(row: Mapping[str, object], right: Precision) -> Section:
    """What rule found the clue, how often it was right, where it is written, how old the data are that it rests on."""
    check = CHECKS[str(row["check_id"])]
    told = {"检查项": check.id, "名称": check.title, "依据": check.citation, "查准率": right.told}
    source, day = row["observed_source"], row["observed_as_of"]
    if source is not None:
        told["比对来源"] = "、".join(EXTRACTS[one].title for one in str(source).split(",") if one in EXTRACTS)
        told["比对数据截止日"] = str(day or "未知")
    return section("检查规则", ({label: Value(text, plain=True) for label, text in told.items()},))


def section(title: str, entries: tuple[dict[str, Value], ...] = ()) -> Section:
    """A section under a plain title."""
    return Section(Value(title, plain=True), entries)


def entry(
    row: Mapping[str, object], labels: Mapping[str, str], households: frozenset[str] = frozenset()
) -> dict[str, Value]:
    """Label -> value of what is filled; what may be somebody's number is for whoever shows it to hide."""
    return {
        label: Value(_said(row[name]), name in _PLAIN, _tells_birth(name, row), _told(name, row, households))
        for name, label in labels.items()
        if row.get(name) is not None
    }


def _told(name: str, row: Mapping[str, object], households: frozenset[str]) -> str:
    """What a text shows where numbers are hidden: another household's number, and where two differ; a reason."""
    if name == _BASIS:
        return mask_written(str(row[name]))
    if name not in _SIDES or "check_id" not in row or _tells_birth(name, row):
        return ""
    if CHECKS[str(row["check_id"])].texts.are_two_numbers and row["declared"] and row["observed"]:
        return str(told_apart(row["declared"], row["observed"])[_SIDES.index(name)])
    return mask_numbers(str(row[name]), households)


def _tells_birth(name: str, row: Mapping[str, object]) -> bool:
    """Whether a field is a birth date: of a row, a refused value of one, or what a check says of birth dates."""
    if name in ("value", "before", "after") and "column" in row:
        return row.get("column") in (BIRTH_DATE.name, BIRTH_DATE.header)
    if name in _SIDES and "check_id" in row:
        return getattr(CHECKS[str(row["check_id"])].texts, name).kind is TextKind.BIRTH
    return name == BIRTH_DATE.name


def _said(value: object) -> str:
    """A value as people read it: weights to one place."""
    return f"{value:.1f}" if isinstance(value, float) else str(value)
