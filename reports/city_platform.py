"""city_platform/: drops for the city platform, one CSV a kind with its digest, and `_DONE` once all are whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reports.csv import gb18030_csv
from reports.files import write
from reports.report import Report
from reports.words import in_chinese
from schemas.output import YUAN, Table

DONE = "_DONE"
_CHECK = "check_id"


@dataclass(frozen=True)
class Drop:
    """One file as `_DONE` names it: name, title, rows, digest, and sums of its amounts in yuan."""

    file: str
    title: str
    rows: int
    sha256: str
    sums: dict[str, str]


def write_city_platform(report: Report, folder: Path) -> tuple[Drop, ...]:
    """Writes every drop, then `_DONE`.

    Args:
        report: the publication.
        folder: an empty folder that is there.

    Returns:
        What `_DONE` names: one JSON object a line, UTF-8.
    """
    drops = tuple(_write_drop(report, table, folder) for table in report.published if table.city_platform)
    lines = (
        {"file": drop.file, "title": drop.title, "as_of": report.as_of.isoformat(), "rows": drop.rows}
        | {"sums": drop.sums, "sha256": drop.sha256}
        for drop in drops
    )
    write(folder / DONE, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
    return drops


def dropped(folder: Path) -> dict[str, int]:
    """File -> rows, as `_DONE` names them; nothing where there is none."""
    if not (folder / DONE).exists():
        return {}
    lines = (json.loads(line) for line in (folder / DONE).read_text(encoding="utf-8").splitlines())
    return {line["file"]: line["rows"] for line in lines}


def _write_drop(report: Report, table: Table, folder: Path) -> Drop:
    frame = report.frame(table).select(tuple(table.dtypes)).sort(table.order)
    content = gb18030_csv(in_chinese(frame, table, report.check_titles), tuple(table.labels.values()))
    name, digest = table.drop, hashlib.sha256(content).hexdigest()
    write(folder / name, content)
    write(folder / f"{name}.sha256", f"{digest}  {name}\n".encode())
    return Drop(name, table.title, frame.height, digest, sums(frame, table))


def sums(frame: pl.DataFrame, table: Table) -> dict[str, str]:
    """Label of each amount column -> its sum in yuan; of findings `<check> <label>`, checks that have amounts alone.

    The amounts of two checks are unlike (a month's income a head, a payment, deposits) and are never added up.
    """
    amounts = [field for field in table.fields if field.dtype == YUAN]
    if _CHECK not in table.dtypes:
        return {field.label: str(frame[field.name].sum()) for field in amounts}
    known = {field: frame.drop_nulls(field.name).group_by(_CHECK) for field in amounts}
    return {
        f"{check_id} {field.label}": str(total)
        for field, groups in known.items()
        for check_id, total in groups.agg(pl.col(field.name).sum()).sort(_CHECK).iter_rows()
    }
