"""supervision/: the findings as they leave the bureau for the supervision campaign, nobody's number or name whole."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from reports.city_platform import sums
from reports.files import sha256 as digest_of
from reports.files import write
from reports.hand_over_dictionary import DICTIONARY, Origin, checks_part, columns, heading, sources_part
from reports.masks import masked_name, masked_text, without_numbers
from reports.parcel import seal
from reports.parquet import in_order, write_fields
from reports.report import CheckTitle, Report
from reports.words import CLUE_NOTICE
from schemas.keyed import Keyed
from schemas.leaving import HIDDEN
from schemas.masking import MAY_HOLD_ID, holds_resident_id, masked
from schemas.output import TEXT, Field, Table
from schemas.outputs.findings import MUTUAL_INCLUSION

_PERSON_KEY = Field(
    "person_key", TEXT, "人员关联键", "证件号码的 HMAC-SHA256 前 32 位（十六进制）；同一人同一键，不能还原为证件号码"
)
_PLACES = ("town", "village", "county", "file")
_NUMBERS = "12 位及以上的号码仅保留前 4 位"
_TEXT = f"姓名仅保留首字;{_NUMBERS};出生日期已遮盖;未申明内容的文字显示为“{HIDDEN}”"
_MASKS = {
    "finding_id": "交换用编号:由本单位密钥从线索编号算出,每次相同",
    "name": "仅保留首字",
    "person_id_no": "仅保留前 6 位和末 2 位",
    "household_no": "恰为证件号码的,换成交换用编号",
    "town": _NUMBERS,
    "village": _NUMBERS,
    "file": _NUMBERS,
    "declared": _TEXT,
    "observed": _TEXT,
    "limit": _TEXT,
}


def write_supervision(report: Report, folder: Path, keyed: Keyed, origin: Origin) -> None:
    """Writes the tables that go to the campaign, the data dictionary, `SHA256SUMS` and the manifest.

    Args:
        report: the publication.
        folder: an empty folder that is there.
        keyed: `person_key` and ids of clues, under a secret of the bureau that makes files of several dates join.
        origin: whose it is.
    """
    tables = [table for table in report.published if table.supervision]
    entries = [_write_findings(report, table, folder, keyed) for table in tables]
    write(folder / DICTIONARY, dictionary(report, origin).encode())
    manifest = {**origin.facts, "as_of": report.as_of.isoformat(), "notice": CLUE_NOTICE, "files": entries}
    seal(folder, [*(table.file for table in tables), DICTIONARY], manifest)


def handed_over(findings: pl.DataFrame, checks: Mapping[str, CheckTitle], keyed: Keyed) -> pl.DataFrame:
    """Findings with `person_key`, names, ids and texts masked; columns of the table, person_key after the id.

    The finding id is keyed too: made of check and resident id, it would let anybody try out numbers. The bureau, which
    has the key, finds its own clue again. A household number that holds a resident id is keyed likewise. A text
    that is no column of a finding is withheld: nobody has said how much of it may leave.
    """
    households = findings["household_no"]
    may = households.filter(households.str.contains(MAY_HOLD_ID).fill_null(value=False)).unique()
    held = [one for one in may if holds_resident_id(one)]
    keyed_ids = keyed.of(households.set(~households.is_in(held).fill_null(value=False), None))
    known = findings.with_columns(
        person_key=keyed.of(findings["person_id_no"]), finding_id=keyed.of(findings["finding_id"])
    )
    return known.with_columns(
        masked_text("declared", {check_id: check.texts.declared for check_id, check in checks.items()}),
        masked_text("observed", {check_id: check.texts.observed for check_id, check in checks.items()}),
        masked_text("limit", {check_id: check.texts.limit for check_id, check in checks.items()}),
        masked("person_id_no"),
        masked_name("name"),
        *(without_numbers(pl.col(column)) for column in _PLACES if column in findings.columns),
        *(_withheld(column) for column, dtype in findings.schema.items() if dtype == TEXT and not _is_known(column)),
        household_no=keyed_ids.fill_null(households),
    )


def dictionary(report: Report, origin: Origin) -> str:
    """The data dictionary in Chinese, Markdown: the tables, what each check says in them, and every code."""
    tables = (
        columns(f"{table.file} {table.title}", f"每行为一条{table.unit}。", _fields(table, report.frame(table)), _note)
        for table in report.published
        if table.supervision
    )
    return "".join([heading("数据字典", origin, report.as_of), *tables, checks_part(report.checks), sources_part()])


def _write_findings(report: Report, table: Table, folder: Path, keyed: Keyed) -> Mapping[str, object]:
    findings = report.frame(table)
    fields, name = _fields(table, findings), table.file
    masked_rows = handed_over(findings.select(tuple(table.dtypes)), report.checks, keyed).select(
        field.name for field in fields
    )
    write_fields(in_order(masked_rows, table.order), fields, folder / name)
    by_check = findings.group_by("check_id").len().sort("check_id")
    return {
        "file": name,
        "title": table.title,
        "rows": findings.height,
        "rows_by_check": dict(by_check.iter_rows()),
        "persons": findings["person_id_no"].drop_nulls().n_unique(),
        "households": findings["household_no"].drop_nulls().n_unique(),
        "sums": sums(findings, table),
        "sha256": digest_of(folder / name),
    }


def _fields(table: Table, findings: pl.DataFrame) -> tuple[Field, ...]:
    fields = table.fields_of(findings)
    after = [field.name for field in fields].index("person_id_no") + 1
    return (*fields[:after], _PERSON_KEY, *fields[after:])


def _is_known(column: str) -> bool:
    return column in MUTUAL_INCLUSION.dtypes or column == _PERSON_KEY.name


def _withheld(column: str) -> pl.Expr:
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(HIDDEN)).alias(column)


def _note(field: Field) -> str:
    withheld = f"显示为“{HIDDEN}”" if field.dtype == TEXT and not _is_known(field.name) else ""
    return "；".join(part for part in (field.description, _MASKS.get(field.name, withheld)) if part)
