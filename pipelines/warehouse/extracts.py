"""Extracts in the warehouse: stored once by content, found again by content."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import cast

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.read import CountyPart, ExtractRead, FileRead
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.selections import Selection, store_selection
from pipelines.warehouse.tables import (
    COUNTY_COLUMNS,
    EXTRACT_COLUMNS,
    FILE_COLUMNS,
    OWNER,
    accepted_table,
    refused_columns,
    refused_table,
)
from pipelines.workspace.fingerprint import digest
from schemas.correction import CORRECTED
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from schemas.outputs import OUTPUTS

_PARTS = ("extract_file", "extract_county", "quarantine", "control_break", "corrected")
"""Tables that hold something of an extract, beside those of its rows."""
_LOADERS = 2


def find_extract(warehouse: Warehouse, source: str, content: str, code: str) -> int | None:
    """Number of the extract with this content, read by this very program; None where there is none."""
    found = warehouse.one(
        "SELECT number FROM extract WHERE source = ? AND content = ? AND code = ?", [source, content, code]
    )
    return cast("int", found[0]) if found else None


def find_part(warehouse: Warehouse, feed: Feed, content: str, code: str) -> int | None:
    """Number of an extract of which this content is the part of a county; None where there is none."""
    found = warehouse.one(
        "SELECT max(number) FROM extract JOIN extract_county part ON part.owner = number "
        "WHERE source = ? AND county = ? AND part.content = ? AND code = ?",
        [feed.source, feed.county, content, code],
    )
    return cast("int | None", found[0]) if found else None


def contents_of(warehouse: Warehouse, numbers: Mapping[str, int]) -> dict[str, str]:
    """Source -> what its stored extract was read from and by which program, as one word."""
    found = warehouse.query("SELECT number, content, code FROM extract")
    known = {number: content_word(content, code) for number, content, code in found.iter_rows()}
    return {source: known[number] for source, number in numbers.items()}


def content_word(content: str, code: str) -> str:
    """What an extract was read from and by which program: where this is the same, so are its rows."""
    return digest([content, code])


def number_extracts(warehouse: Warehouse) -> dict[str, int]:
    """Source -> the number that its next extract will be stored under."""
    found = warehouse.one("SELECT coalesce(max(number), 0) FROM extract")
    last = cast("int", found[0]) if found else 0
    return {source: number for number, source in enumerate(EXTRACTS, last + 1)}


def store_extracts(
    warehouse: Warehouse,
    extracts: Mapping[str, ExtractRead],
    contents: Mapping[str, str],
    code: str,
    selection: Selection,
    arrived: Collection[str] = (),
) -> int:
    """Stores extracts whole (rows, refused rows, quarantine entries, files, control breaks) and that they were chosen.

    Args:
        warehouse: where.
        extracts: source -> what was read.
        contents: source -> fingerprint of what its files hold.
        code: fingerprint of the program that read them.
        selection: the choice that they are part of; a later ingest for its date takes its place.
        arrived: sources whose rows are stored, in the transaction that is open (`pipelines.warehouse.arriving`).

    Returns:
        Rows stored beside them.
    """
    rows = 0
    with warehouse.transaction():
        for source, extract in extracts.items():
            number = selection.numbers[source]
            _store(warehouse, number, extract, contents[source], code)
            rows += 0 if source in arrived else store_rows(warehouse, number, extract)
        store_selection(warehouse, selection)
        forget_extracts(warehouse)
    return rows


def store_rows(warehouse: Warehouse, number: int, read: ExtractRead) -> int:
    """Stores the rows of an extract under its number; how many they are."""
    warehouse.append(accepted_table(read.source), number, read.split.accepted)
    warehouse.append(refused_table(read.source), number, read.split.refused)
    return read.split.accepted.height + read.split.refused.height


def _store(warehouse: Warehouse, number: int, read: ExtractRead, content: str, code: str) -> None:
    header = pl.DataFrame([(number, read.source, read.cut_off, content, code)], schema=EXTRACT_COLUMNS, orient="row")
    files = [(one.file, one.sha256, one.size, one.rows, one.quarantined, one.county) for one in read.files]
    counties = [(one.county, one.cut_off, one.key) for one in read.counties]
    warehouse.insert("extract", header)
    warehouse.append("extract_file", number, pl.DataFrame(files, schema=FILE_COLUMNS, orient="row"))
    warehouse.append("extract_county", number, pl.DataFrame(counties, schema=COUNTY_COLUMNS, orient="row"))
    warehouse.append("quarantine", number, read.split.quarantine)
    warehouse.append("control_break", number, read.control)
    warehouse.append("corrected", number, read.corrected)


def load_extracts(
    warehouse: Warehouse, numbers: Mapping[str, int], columns: Mapping[str, Mapping[str, pl.DataType]]
) -> dict[str, ExtractRead]:
    """Several extracts as `load_extract` gives them, two at a time: most are short, and take their time in small steps.

    Args:
        warehouse: where.
        numbers: source -> number of its extract.
        columns: source -> those of its accepted rows that are wanted; all of a source that is not named.
    """

    def load(source: str) -> ExtractRead:
        with warehouse.beside() as own:
            return load_extract(own, numbers[source], columns.get(source))

    with ThreadPoolExecutor(_LOADERS) as pool:
        return dict(zip(numbers, pool.map(load, numbers), strict=True))


def load_extract(warehouse: Warehouse, number: int, columns: Mapping[str, pl.DataType] | None = None) -> ExtractRead:
    """The extract of that number, as it was when it was read.

    Args:
        warehouse: where.
        number: of the extract.
        columns: those of the accepted rows that are wanted, with their dtypes; all where it is None.
    """
    found = warehouse.one("SELECT source, cut_off FROM extract WHERE number = ?", [number])
    if found is None:
        raise KeyError(f"no extract {number} in the warehouse")
    source, cut_off = cast("tuple[str, date]", found)
    extract = EXTRACTS[source]
    files = warehouse.load("extract_file", number, FILE_COLUMNS)
    counties = warehouse.load("extract_county", number, COUNTY_COLUMNS)
    return ExtractRead(
        source=source,
        cut_off=cut_off,
        files=tuple(FileRead(*row) for row in files.with_columns(pl.col("county").fill_null("")).iter_rows()),
        split=Split(
            accepted=warehouse.load(accepted_table(source), number, columns or extract.accepted),
            refused=warehouse.load(refused_table(source), number, refused_columns(extract)),
            quarantine=warehouse.load("quarantine", number, OUTPUTS["quarantine"].dtypes),
        ),
        control=warehouse.load("control_break", number, CONTROL_BREAKS),
        corrected=warehouse.load("corrected", number, CORRECTED),
        counties=tuple(CountyPart(*row) for row in counties.iter_rows()),
    )


def forget_extracts(warehouse: Warehouse) -> None:
    """Lets go of extracts that no date uses any more: read by an older program, or sent again twice in other words."""
    used = "SELECT number FROM selection UNION SELECT number FROM replaced_selection"
    unused = warehouse.query(f"SELECT number, source FROM extract WHERE number NOT IN ({used})")
    for number, source in unused.iter_rows():
        forget_rows(warehouse, number, source)
        for table in _PARTS:
            warehouse.execute(f'DELETE FROM "{table}" WHERE {OWNER} = ?', [number])
        warehouse.execute("DELETE FROM extract WHERE number = ?", [number])


def forget_rows(warehouse: Warehouse, number: int, source: str) -> None:
    """Lets go of the rows of an extract."""
    for table in (accepted_table(source), refused_table(source)):
        warehouse.execute(f'DELETE FROM "{table}" WHERE {OWNER} = ?', [number])
