"""Compares a file with the control file that its sender laid beside it: rows, hash, column totals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import polars as pl

from pipelines.ingest.landing import LandedFile
from schemas.column import Column, Kind, normalise_header
from schemas.values import parse

CONTROL_BREAKS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "declared": pl.String(),
    "observed": pl.String(),
}
_FEN_IN_YUAN = 100


def control_breaks(landed: LandedFile, sha256: str, rows: pl.DataFrame) -> pl.DataFrame:
    """What the control file declares and the file does not hold.

    Args:
        landed: the file.
        sha256: hash of its bytes.
        rows: all its data rows as text, refused ones too, before household blocks are filled.

    Returns:
        `CONTROL_BREAKS`, one row a disagreement; empty where there is no control file or it agrees.
    """
    if not landed.control.exists():
        return pl.DataFrame(schema=CONTROL_BREAKS)
    breaks = [
        (landed.source, landed.path.name, declared, observed) for declared, observed in _compare(landed, sha256, rows)
    ]
    return pl.DataFrame(breaks, schema=CONTROL_BREAKS, orient="row")


def _compare(landed: LandedFile, sha256: str, rows: pl.DataFrame) -> Iterator[tuple[str, str]]:
    try:
        control = json.loads(landed.control.read_bytes(), parse_float=Decimal)
    except ValueError:
        yield landed.control.name, "控制文件不是可读的 JSON"
        return
    if not isinstance(control, dict):
        yield landed.control.name, "控制文件不是 JSON 对象"
        return
    if "rows" in control and control["rows"] != rows.height:
        yield f"rows={control['rows']}", f"rows={rows.height}"
    if "sha256" in control and str(control["sha256"]).lower() != sha256:
        yield f"sha256={control['sha256']}", f"sha256={sha256}"
    totals = control.get("totals")
    for header, declared in (totals if isinstance(totals, dict) else {}).items():
        observed = _total(landed, header, rows)
        if observed is None or _number(declared) != observed:
            yield f"{header}={declared}", f"{header}={'无此列' if observed is None else observed}"


def _total(landed: LandedFile, header: str, rows: pl.DataFrame) -> Decimal | None:
    column = landed.extract.column_of_header.get(normalise_header(header))
    if column is None or column.kind not in (Kind.MONEY, Kind.INTEGER, Kind.DECIMAL):
        return None
    total = Decimal(str(parse(rows[column.name], column).sum()))
    return total / _FEN_IN_YUAN if _is_money(column) else total


def _is_money(column: Column) -> bool:
    return column.kind is Kind.MONEY


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
