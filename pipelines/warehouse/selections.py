"""Which extracts a run for a date used: chosen, replaced, left out as too old, or refused."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

import polars as pl

from pipelines.ingest.landing import in_order
from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.tables import FALLBACK_COLUMNS, SELECTION_COLUMNS, declared
from pipelines.workspace.fingerprint import digest
from schemas.fallback import Fallback
from schemas.feed import Feed


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


def store_selection(warehouse: Warehouse, selection: Selection) -> None:
    """Stores which extracts were chosen; the choice of an earlier run for its date gives way, and is remembered."""
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


def forget_selections(warehouse: Warehouse, days: Iterable[date]) -> None:
    """Lets go of what was chosen for these dates, but not of which sources had ever landed by then."""
    for day in days:
        for table in ("selection", "replaced_selection", "fallback", "too_old"):
            warehouse.execute(f"DELETE FROM {table} WHERE as_of = ?", [day])


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
