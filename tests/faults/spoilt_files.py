"""Small files of every source, spoilt at random but by a seed: in bytes, lines or cells, or in the control file."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import xlsxwriter

from pipelines.ingest.landing import scan
from pipelines.ingest.read import read_extract
from schemas.column import Column, Kind
from schemas.errors import HeduiError
from schemas.extract import Extract
from schemas.extracts import EXTRACTS

CUT_OFF = "20190630"
_ROWS = 12
_LINE_END = re.compile("\r\n|\r|\n")
_VALUES = {
    Kind.RESIDENT_ID: "431103200307240730",
    Kind.IDENTIFIER: "0012345",
    Kind.DATE: "20190630",
    Kind.MONTH: "201906",
    Kind.MONEY: "600.00",
    Kind.DECIMAL: "88.5",
    Kind.INTEGER: "2",
}
_HOSTILE = [
    "=1+1",
    "合计",
    "单位:元",
    "\x1b[31m",
    "\u202e甲",
    "\0",
    "9" * 400,
    "1e999999999",
    "é\u0301",
    "🀄",
    "姓名",
    "-",
]
_CONTROLS = [
    b'{"rows": 1e999999999}',
    b'{"rows": ' + b"9" * 5_000 + b"}",
    b"[" * 100_000,
    b'{"totals": ' + b'{"a":' * 50_000,
    b'{"totals": {"\\ud800": "\\udfff"}, "sha256": "\\ud800"}',
    b'{"rows": NaN, "totals": {"x": Infinity}}',
    b"\xff\xfe",
    b"null",
]


@dataclass(frozen=True)
class Spoilt:
    """A file to be read.

    Attributes:
        name: its name.
        content: its bytes.
        control: those of its control file, if it has one.
        rows: how many rows it must account for where it is read at all; None where nobody can say.
    """

    name: str
    content: bytes
    control: bytes | None = None
    rows: int | None = None


def spoilt(seed: int) -> Spoilt:
    """The file of that number."""
    chance = random.Random(seed)  # the same file for the same seed
    extract = list(EXTRACTS.values())[seed % len(EXTRACTS)]
    make = chance.choice([_lines, _lines, _cells, _bytes_of_csv, _book, _table, _control])
    return make(extract, chance)


def verdict(case: Spoilt, folder: Path) -> str:
    """Reads a file as the night does.

    Returns:
        `read` or `refused`; what else went wrong, where anything did.
    """
    path = folder / case.name
    path.write_bytes(case.content)
    if case.control is not None:
        path.with_name(f"{path.stem}.ctl.json").write_bytes(case.control)
    try:
        read = read_extract(scan(folder).files)
    except HeduiError as error:
        return "refused" if error.exit_code == 3 and case.name in error.message else f"refused as {error}"
    finally:
        for written in folder.iterdir():
            written.unlink()
    rows = sum(one.rows for one in read.files)
    kept = read.split.accepted.height + read.split.refused.height
    if rows != kept or case.rows not in (None, rows):
        return f"{case.rows} rows in the file, {rows} counted, {kept} accepted or refused"
    return "read"


def lines_with_data(text: str, header: str) -> int:
    """Physical lines that are neither blank nor the header."""
    return sum(bool(line.strip(" ,\t|\"'")) and line != header for line in _LINE_END.split(text))


def _value(column: Column) -> str:
    if column.kind is Kind.CODE and column.codes:
        return min(column.codes.words)
    return _VALUES.get(column.kind, "甲乙")


def _table_of(extract: Extract, *, english: bool = False) -> list[list[str]]:
    header = [column.name if english else column.header for column in extract.columns]
    return [header, *([_value(column) for column in extract.columns] for _ in range(_ROWS))]


def _text(rows: Sequence[Sequence[str]], separator: str, ends: Sequence[str], chance: random.Random) -> str:
    return "".join(separator.join(row) + chance.choice(ends) for row in rows)


def _lines(extract: Extract, chance: random.Random) -> Spoilt:
    """Any line ends, lines doubled and dropped, stray quotation marks: every line must be accounted for."""
    rows = _table_of(extract)
    body = chance.choices(rows[1:], k=chance.randint(0, 30))
    for _ in range(chance.choice([0, 0, 2, 4])):
        if body:
            at = chance.randrange(len(body))
            place = chance.randrange(len(body[at]))
            body[at] = [
                *body[at][:place],
                chance.choice(['"{}', '{}"', '5"{}']).format(body[at][place]),
                *body[at][place + 1 :],
            ]
    body.insert(chance.randint(0, len(body)), rows[0])
    separator = chance.choice(",\t|")
    text = _text([rows[0], *body], separator, chance.choice([["\n"], ["\r\n"], ["\r"], ["\n", "\r", "\r\n"]]), chance)
    content = text.encode(chance.choice(["utf-8", "utf-8-sig", "gb18030"]))
    return Spoilt(f"{extract.source}_{CUT_OFF}.csv", content, rows=lines_with_data(text, separator.join(rows[0])))


def _cells(extract: Extract, chance: random.Random) -> Spoilt:
    """Hostile values, one a row, none of them empty: every record must be accounted for."""
    rows = _table_of(extract)
    for row in rows[1:]:
        row[chance.randrange(len(row))] = chance.choice(_HOSTILE)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    encoding = chance.choice(["utf-8", "gb18030", "utf-16"])
    return Spoilt(f"{extract.source}_{CUT_OFF}.csv", text.getvalue().encode(encoding), rows=len(rows) - 1)


def _bytes_of_csv(extract: Extract, chance: random.Random) -> Spoilt:
    return Spoilt(
        f"{extract.source}_{CUT_OFF}.csv", mangled(_text(_table_of(extract), ",", ["\r\n"], chance).encode(), chance)
    )


def _book(extract: Extract, chance: random.Random) -> Spoilt:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_table_of(extract)):
            sheet.write_row(number, 0, row)
        sheet.write(chance.choice([0, 40, 1_048_575]), chance.choice([0, 60, 16_383]), "甲")
    content = packed.getvalue()
    return Spoilt(f"{extract.source}_{CUT_OFF}.xlsx", mangled(content, chance) if chance.random() < 0.8 else content)


def _table(extract: Extract, chance: random.Random) -> Spoilt:
    header, *rows = _table_of(extract, english=True)
    packed = io.BytesIO()
    frame = pl.DataFrame(rows, schema=header, orient="row")
    dated = [name for name in header if chance.random() < 0.1]
    days = pl.Series(chance.choices([0, 17_000, -800_000, 2**31 - 1, -(2**31)], k=_ROWS), dtype=pl.Int32).cast(pl.Date)
    frame = frame.with_columns(days.alias(name) for name in dated)
    frame.write_parquet(packed)
    content = packed.getvalue()
    return Spoilt(f"{extract.source}_{CUT_OFF}.parquet", mangled(content, chance) if chance.random() < 0.8 else content)


def _control(extract: Extract, chance: random.Random) -> Spoilt:
    rows = _table_of(extract)
    control = chance.choice([*_CONTROLS, json.dumps({"rows": _ROWS, "totals": {rows[0][-1]: "1"}}).encode()])
    content = _text(rows, ",", ["\r\n"], chance).encode()
    spoilt_control = mangled(control, chance) if chance.random() < 0.5 else control
    return Spoilt(f"{extract.source}_{CUT_OFF}.csv", content, spoilt_control, rows=_ROWS)


def mangled(content: bytes, chance: random.Random) -> bytes:
    """Bits flipped, bytes put in, taken out or said again, the end cut off."""
    spoilt_bytes = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        if not spoilt_bytes:
            break
        at = chance.randrange(len(spoilt_bytes))
        match chance.randrange(5):
            case 0:
                spoilt_bytes[at] ^= 1 << chance.randrange(8)
            case 1:
                spoilt_bytes[at:at] = chance.choice([b'"', b"\r", b"\n", b"\0", b"\xff", b",", b"\xef\xbb\xbf"])
            case 2:
                del spoilt_bytes[at : at + chance.randint(1, 8)]
            case 3:
                spoilt_bytes[at:at] = spoilt_bytes[at : at + chance.randint(1, 200)]
            case _:
                del spoilt_bytes[max(at, len(spoilt_bytes) - 40) :]
    return bytes(spoilt_bytes)
