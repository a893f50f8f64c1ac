"""Extracts in the warehouse: stored once by content, found again by content, chosen for a date."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.landing import in_order
from pipelines.ingest.read import CountyPart, ExtractRead, FileRead
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import (
    COUNTY_COLUMNS,
    EXTRACT_COLUMNS,
    FALLBACK_COLUMNS,
    FILE_COLUMNS,
    OWNER,
    SELECTION_COLUMNS,
    accepted_table,
    declared,
    refused_columns,
    refused_table,
)
from pipelines.workspace.fingerprint import digest
from schemas.correction import CORRECTED
from schemas.extracts import EXTRACTS
from schemas.fallback import Fallback
from schemas.feed import Feed
from schemas.outputs import OUTPUTS

_PARTS = ("extract_file", "extract_county", "quarantine", "control_break", "corrected")
"""Tables that hold something of an extract, beside those of its rows."""


@dataclass(frozen=True)
class Selection:
    """Which extracts a run for a date uses.

    Attributes:
        as_of: the date of the ingest that chose them.
        numbers: source -> number of the extract.
        ever_landed: feeds of which any file was ever seen.
        too_old: feed -> cut-off date of an extract that was left out, being too old.
        fallbacks: extracts that were refused, and what was used in their place.
    """

    as_of: date
    numbers: dict[str, int]
    ever_landed: frozenset[Feed]
    too_old: Mapping[Feed, date] = field(default_factory=dict)
    fallbacks: tuple[Fallback, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Which extracts these are, as one word."""
        return digest(sorted(self.numbers.items()))


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


def number_extracts(warehouse: Warehouse, sources: Iterable[str]) -> dict[str, int]:
    """Source -> the number that its extract will be stored under."""
    found = warehouse.one("SELECT coalesce(max(number), 0) FROM extract")
    last = cast("int", found[0]) if found else 0
    return {source: number for number, source in enumerate(sources, last + 1)}


def store_extracts(
    warehouse: Warehouse,
    extracts: Mapping[str, ExtractRead],
    contents: Mapping[str, str],
    code: str,
    selection: Selection,
) -> int:
    """Stores extracts whole (rows, refused rows, quarantine entries, files, control breaks) and that they were chosen.

    Args:
        warehouse: where.
        extracts: source -> what was read.
        contents: source -> fingerprint of what its files hold.
        code: fingerprint of the program that read them.
        selection: the choice that they are part of; a later ingest for its date takes its place.

    Returns:
        Rows stored.
    """
    with warehouse.transaction():
        for source, extract in extracts.items():
            _store(warehouse, selection.numbers[source], extract, contents[source], code)
        _store_selection(warehouse, selection)
        forget_extracts(warehouse)
    return sum(extract.split.accepted.height + extract.split.refused.height for extract in extracts.values())


def _store(warehouse: Warehouse, number: int, read: ExtractRead, content: str, code: str) -> None:
    header = pl.DataFrame([(number, read.source, read.cut_off, content, code)], schema=EXTRACT_COLUMNS, orient="row")
    files = [(one.file, one.sha256, one.size, one.rows, one.quarantined, one.county) for one in read.files]
    counties = [(one.county, one.cut_off, one.key) for one in read.counties]
    warehouse.insert("extract", header)
    warehouse.append("extract_file", number, pl.DataFrame(files, schema=FILE_COLUMNS, orient="row"))
    warehouse.append("extract_county", number, pl.DataFrame(counties, schema=COUNTY_COLUMNS, orient="row"))
    warehouse.append(accepted_table(read.source), number, read.split.accepted)
    warehouse.append(refused_table(read.source), number, read.split.refused)
    warehouse.append("quarantine", number, read.split.quarantine)
    warehouse.append("control_break", number, read.control)
    warehouse.append("corrected", number, read.corrected)


def _store_selection(warehouse: Warehouse, selection: Selection) -> None:
    lines: dict[str, list[tuple[object, ...]]] = {
        "selection": list(selection.numbers.items()),
        "ever_landed": sorted(selection.ever_landed),
        "too_old": [(*feed, cut_off) for feed, cut_off in selection.too_old.items()],
        "fallback": [
            (
                one.source,
                json.dumps(one.files),
                one.cut_off,
                one.reason,
                one.hint,
                json.dumps(one.used_instead),
                one.used_cut_off,
                one.county,
            )
            for one in selection.fallbacks
        ],
    }
    _keep_replaced(warehouse, selection)
    for table, rows in lines.items():
        warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [selection.as_of])
        dated = [(selection.as_of, *row) for row in rows]
        warehouse.insert(table, pl.DataFrame(dated, schema=declared()[table], orient="row"))


def _keep_replaced(warehouse: Warehouse, selection: Selection) -> None:
    """Remembers the extracts that a run for a date leaves for others: what it publishes can be compared with that."""
    stays = "SELECT content FROM extract WHERE list_contains(?, number)"
    replaced = warehouse.query(
        f"SELECT selection.* FROM selection JOIN extract USING (number) WHERE as_of = ? AND content NOT IN ({stays})",
        [selection.as_of, list(selection.numbers.values())],
    )
    if not replaced.is_empty():
        warehouse.execute("DELETE FROM replaced_selection WHERE as_of = ?", [selection.as_of])
        warehouse.insert("replaced_selection", replaced.select(SELECTION_COLUMNS.keys()))


def extracts_holding(warehouse: Warehouse, as_of: date, files: Iterable[tuple[str, str, str]]) -> dict[str, int] | None:
    """Source -> number of the extract that was made from these files; None where one is not kept any more.

    Args:
        warehouse: where.
        as_of: the date for which they were used; what a later run for it replaced goes first.
        files: (source, cut-off date, sha256) of each.
    """
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for source, cut_off, sha256 in files:
        wanted[source].add((cut_off, sha256))
    held: dict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
    for number, source, cut_off, sha256 in warehouse.query(
        "SELECT number, source, coalesce(county.cut_off, extract.cut_off), sha256 "
        "FROM extract JOIN extract_file file ON number = file.owner "
        "LEFT JOIN extract_county county ON county.owner = number AND county.county = file.county"
    ).iter_rows():
        held[source, number].add((str(cut_off), sha256))
    replaced = {number for _, number in _of_day(warehouse, "replaced_selection", ("source", "number"), as_of)}
    found = {
        source: max(numbers, key=lambda number: (number in replaced, number))
        for source, asked in wanted.items()
        if (numbers := [number for (of, number), there in held.items() if of == source and there == asked])
    }
    return found if found.keys() == wanted.keys() else None


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


def forget_selections(warehouse: Warehouse, days: Iterable[date]) -> None:
    """Lets go of what was chosen for these dates, but not of which sources had ever landed by then."""
    for day in days:
        for table in ("selection", "replaced_selection", "fallback", "too_old"):
            warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [day])


def forget_extracts(warehouse: Warehouse) -> None:
    """Lets go of extracts that no date uses any more: read by an older program, or sent again twice in other words."""
    used = "SELECT number FROM selection UNION SELECT number FROM replaced_selection"
    unused = warehouse.query(f"SELECT number, source FROM extract WHERE number NOT IN ({used})")
    for number, source in unused.iter_rows():
        for table in (*_PARTS, accepted_table(source), refused_table(source)):
            warehouse.execute(f'DELETE FROM "{table}" WHERE {OWNER} = ?', [number])
        warehouse.execute("DELETE FROM extract WHERE number = ?", [number])


def selected_days(warehouse: Warehouse) -> list[date]:
    """Dates for which an ingest chose extracts, oldest first."""
    return warehouse.query("SELECT DISTINCT as_of FROM selection ORDER BY as_of")["as_of"].to_list()


def all_selections(warehouse: Warehouse) -> list[Selection]:
    """What the newest ingest for each date chose."""
    return [selection for day in selected_days(warehouse) if (selection := find_selection(warehouse, day)) is not None]


def find_selection(warehouse: Warehouse, as_of: date) -> Selection | None:
    """What the newest ingest for a date no later than `as_of` chose; None where there was none."""
    found = warehouse.one("SELECT max(as_of) FROM selection WHERE as_of <= ?", [as_of])
    if found is None or found[0] is None:
        return None
    day = cast("date", found[0])
    return Selection(
        day,
        numbers=dict(_of_day(warehouse, "selection", ("source", "number"), day)),
        ever_landed=frozenset(
            Feed(source, county or "")
            for source, county in _of_day(warehouse, "ever_landed", ("source", "county"), day)
        ),
        too_old=_too_old(warehouse, day),
        fallbacks=tuple(
            Fallback(
                source,
                tuple(json.loads(files)),
                cut_off,
                reason,
                hint,
                tuple(json.loads(used)),
                used_cut_off,
                county or "",
            )
            for source, files, cut_off, reason, hint, used, used_cut_off, county in _of_day(
                warehouse, "fallback", tuple(FALLBACK_COLUMNS)[1:], day
            )
        ),
    )


def _too_old(warehouse: Warehouse, day: date) -> dict[Feed, date]:
    told = _of_day(warehouse, "too_old", ("source", "county", "cut_off"), day)
    found = {Feed(source, county or ""): cut_off for source, county, cut_off in told}
    return {feed: found[feed] for feed in in_order(found)}


def _of_day(warehouse: Warehouse, table: str, columns: Sequence[str], day: date) -> list[tuple[Any, ...]]:
    return warehouse.query(f"SELECT {', '.join(columns)} FROM {table} WHERE as_of = ? ORDER BY ALL", [day]).rows()


def landed_before(warehouse: Warehouse, as_of: date) -> frozenset[Feed]:
    """Feeds of which a file was seen by an ingest for `as_of` or earlier."""
    found = warehouse.query("SELECT DISTINCT source, coalesce(county, '') FROM ever_landed WHERE as_of <= ?", [as_of])
    return frozenset(Feed(*row) for row in found.iter_rows())
