"""Compares a file with the control file that its sender laid beside it: rows, hash, column totals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import polars as pl

from pipelines.ingest.landing import LandedFile
from pipelines.ingest.limits import CONTROL_BYTES, CONTROL_DIGITS, CONTROL_TOTALS
from pipelines.ingest.names import shown_name
from pipelines.ingest.rows import DataRows
from schemas.column import Column, Kind, normalise_header
from schemas.errors import InputRefusedError
from schemas.extract import Extract
from schemas.values import clean, parse

CONTROL_BREAKS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "declared": pl.String(),
    "observed": pl.String(),
}
# Senders add up binary floats: what differs by less than half a fen is the same sum.
_NOISE = Decimal("0.005")
KEYS = ("rows", "sha256", "totals")
DECLARES_NOTHING = "控制文件"
"""What stands as declared of a control file that declares nothing, since it cannot be read."""
_SHOWN = 200


@dataclass(frozen=True)
class SheetCount:
    """What one sheet, or a piece of one, adds to the control totals of its file.

    Attributes:
        rows: data rows, refused ones too.
        totals: header -> sum of its readable values; headers that the sheet has not are left out.
    """

    rows: int
    totals: Mapping[str, Decimal]


def declared_totals(landed: LandedFile) -> tuple[str, ...]:
    """Headers whose sums the control file declares; none where there is no control file."""
    control = _read(landed) if landed.control.exists() else None
    totals = (control or {}).get("totals")
    return tuple(totals) if isinstance(totals, dict) else ()


def unknown_keys(landed: LandedFile) -> tuple[str, ...]:
    """Keys of the control file that nobody reads; none where there is no control file, or none that can be read."""
    control = _read(landed) if landed.control.exists() else None
    return tuple(_plain(key) for key in control or {} if key not in KEYS)


def count(data: DataRows, extract: Extract, headers: Sequence[str]) -> SheetCount:
    """Counts data rows and sums the columns of the given headers."""
    sums = {header: _total(header, extract, data) for header in headers}
    return SheetCount(data.cells.height, {header: total for header, total in sums.items() if total is not None})


def control_breaks(landed: LandedFile, sha256: str, counts: Sequence[SheetCount]) -> pl.DataFrame:
    """What the control file declares and the file does not hold.

    Args:
        landed: the file.
        sha256: hash of its bytes.
        counts: what all its sheets hold.

    Returns:
        `CONTROL_BREAKS`, one row a disagreement; empty where there is no control file or it agrees.
    """
    compared = _compare(landed, sha256, counts) if landed.control.exists() else ()
    breaks = [(landed.source, landed.name, _plain(declared), _plain(observed)) for declared, observed in compared]
    return pl.DataFrame(breaks, schema=CONTROL_BREAKS, orient="row")


def refuse_fewer_than_sent(landed: LandedFile, sha256: str, counts: Sequence[SheetCount]) -> None:
    """Refuses a file that lost rows on its way: fewer than its sender counted, and not the bytes that he sent.

    Fewer rows alone may be a sender who counts in another way.

    Args:
        landed: the file.
        sha256: hash of its bytes.
        counts: what all its sheets hold.

    Raises:
        InputRefusedError: it is cut short.
    """
    control = (_read(landed) if landed.control.exists() else None) or {}
    sent, found = _number(control.get("rows")), sum(one.rows for one in counts)
    if sent is not None and sent > found and "sha256" in control and not _is_hash(control["sha256"], sha256):
        raise InputRefusedError(
            f"{landed.name}: 文件不完整,控制文件 {shown_name(landed.control)} 写明 {sent:f} 行,实际只有 {found} 行,"
            "且 sha256 不符",
            hint="请重新传输该文件;如已另行更正,请一并更新控制文件",
        )


def _is_hash(declared: object, sha256: str) -> bool:
    return str(declared).strip().lower() == sha256


def _compare(landed: LandedFile, sha256: str, counts: Sequence[SheetCount]) -> Iterator[tuple[str, str]]:
    control = _read(landed)
    if control is None:
        yield DECLARES_NOTHING, "不是可读的 JSON 对象"
        return
    rows = sum(one.rows for one in counts)
    if "rows" in control and _number(control["rows"]) != rows:
        yield f"rows={control['rows']}", f"rows={rows}"
    if "sha256" in control and not _is_hash(control["sha256"], sha256):
        yield f"sha256={control['sha256']}", f"sha256={sha256}"
    totals = control.get("totals")
    if totals and not isinstance(totals, dict):
        yield "totals", "不是“列名: 合计”的对象"
    for header, value in (totals if isinstance(totals, dict) else {}).items():
        sums = [one.totals[header] for one in counts if header in one.totals]
        declared, observed = _number(value), sum(sums, Decimal(0)) if sums else None
        if declared is None or observed is None or abs(declared - observed) >= _NOISE:
            yield f"{header}={value}", f"{header}={'无此列' if observed is None else f'{observed.normalize():f}'}"


def _read(landed: LandedFile) -> Mapping[str, object] | None:
    """The control file; None where it is no JSON object, or far larger or deeper than one that declares totals."""
    try:
        if landed.control.stat().st_size > CONTROL_BYTES:
            return None
        control = _loaded(landed.control.read_bytes())
    except (ValueError, RecursionError, ArithmeticError, OSError):
        return None
    totals = control.get("totals") if isinstance(control, dict) else None
    if isinstance(totals, dict) and len(totals) > CONTROL_TOTALS:
        return None
    return control if isinstance(control, dict) else None


def _loaded(content: bytes) -> object:
    """JSON in an encoding of JSON, or in that of the data files of whoever writes GBK."""
    try:
        return json.loads(content, parse_float=Decimal)
    except UnicodeDecodeError:
        return json.loads(content.decode("gb18030"), parse_float=Decimal)


def _plain(text: str) -> str:
    """What JSON may hold and no text can (half a character of UTF-16) written out, and no more than can be read."""
    return text.encode(errors="backslashreplace").decode()[:_SHOWN]


def _total(header: str, extract: Extract, data: DataRows) -> Decimal | None:
    column = Column("total", header, Kind.DECIMAL)
    found = [data.cells[str(at)] for at in _positions(data.headers, column, extract)]
    if not found:
        return None
    texts = clean(pl.DataFrame({column.name: pl.concat(found)}), [column])
    return Decimal(parse(texts[column.name], column).sum())


def _positions(headers: Sequence[str], wanted: Column, extract: Extract) -> list[int]:
    """Where the column with that header stands; else where the column that the header means stands."""
    texts = [normalise_header(header) for header in headers]
    declared = extract.column_of_header.get(normalise_header(wanted.header))
    spelled = [position for position, text in enumerate(texts) if text == normalise_header(wanted.header)]
    meant = [position for position, text in enumerate(texts) if declared and text in (*declared.headers, declared.name)]
    return spelled or meant


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        return None
    in_reach = number.is_finite() and -CONTROL_DIGITS < number.adjusted() < CONTROL_DIGITS
    return Decimal(0) if number == 0 else number if in_reach else None
