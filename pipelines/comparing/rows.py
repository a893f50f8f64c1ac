"""Which rows about somebody appeared, vanished or changed between two nights; a row that says the same is no news."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from pipelines.comparing.cause import Row, RowChange
from pipelines.comparing.cells import cells
from pipelines.comparing.concerned import EARLIER, HOUSEHOLDS, LATER, Keys, line_key
from pipelines.record.people import normal_name
from policies.evidence import Evidence
from schemas.extract import PLACE
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON

LINK = "link"
"""Column of who a row was found to be; before it the role where a row names two."""
_SAID = dict[str, Any]
_HASH, _TIME, _LINE = "said_hash", "said_time", "said_line"
_PLACE = list(PLACE)
_MOST_ALIKE = 2
"""A row is the same one said otherwise where no more than this share of its columns, one in so many, differs."""


@dataclass(frozen=True)
class Moved:
    """A row that is not what it was.

    Attributes:
        row: what is told of it.
        was: file and row number on the earlier side; None where it was not there.
        now: on the later side.
        keys: the household numbers and resident ids that it is about, and its own lines.
        names: whom it names, in normal form.
    """

    row: Row
    was: tuple[str, int] | None
    now: tuple[str, int] | None
    keys: frozenset[str]
    names: frozenset[str] = frozenset()


def moved_rows(source: str, before: Evidence, after: Evidence, wanted: frozenset[str]) -> list[Moved]:
    """The rows of a source about some households and people that are not what they were.

    Args:
        source: whose rows.
        before: what the registers said on the earlier side.
        after: on the later side.
        wanted: household numbers, resident ids and lines.
    """
    if source not in before.cut_offs or source not in after.cut_offs:
        change = RowChange.NO_EXTRACT if source in before.cut_offs else RowChange.EXTRACT_AGAIN
        is_new = source in after.cut_offs or source in before.cut_offs
        return [Moved(Row(source, change), None, None, wanted)] if is_new else []
    old, new = _said(before, source, EARLIER), _said(after, source, LATER)
    left, added = _only(old, new), _only(new, old)
    was_about, is_about = _about(left, source, wanted), _about(added, source, wanted)
    gone, came = _with_line_of(is_about, was_about, left), _with_line_of(was_about, is_about, added)
    whole, gone = _of_lacking(source, gone, before, after)
    again, came = _of_lacking(source, came, after, before)
    pairs, gone, came = _paired(source, gone, came)
    refused = _refused(after, source)
    return [
        *(_whole(source, RowChange.NO_EXTRACT, county, of) for county, of in whole.items()),
        *(_whole(source, RowChange.EXTRACT_AGAIN, county, of) for county, of in again.items()),
        *(_moved(source, RowChange.CHANGED, was, now) for was, now in pairs),
        *(_moved(source, RowChange.APPEARED, None, now) for now in came),
        *(
            _moved(source, RowChange.REFUSED if _written(source, was) in refused else RowChange.VANISHED, was, None)
            for was in gone
        ),
    ]


def by_clue(rows: Iterable[Moved], keys: Keys) -> dict[str, list[Moved]]:
    """Clue -> the rows that are about whom it is about."""
    about: dict[str, list[Moved]] = defaultdict(list)
    for row in rows:
        for key in row.keys:
            about[key].append(row)
    return {
        clue: list({id(row): row for key in sorted(of) for row in about.get(key, ())}.values())
        for clue, of in keys.items()
    }


def _said(night: Evidence, source: str, side: str) -> pl.DataFrame:
    """The rows of a source with who each was found to be, and a hash of all that it says."""
    extract = EXTRACTS[source]
    rows = night.persons if source == REGISTRY else night.rows[source]
    found = [
        pl.coalesce(pl.lit(night.persons["id_no"]).gather(pl.col(f"{one.prefix}{PERSON}")), f"{one.prefix}outcome")
        for one in extract.subjects
    ]
    links = [said.alias(f"{one.prefix}{LINK}") for one, said in zip(extract.subjects, found, strict=True)]
    told = rows.select(*extract.dtypes, "file", "row_number", *links)
    return told.with_columns(told.drop("file", "row_number").hash_rows().alias(_HASH)).with_columns(
        pl.int_range(pl.len()).over(_HASH).alias(_TIME), line_key(side, pl.lit(source)).alias(_LINE)
    )


def _only(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    return one.join(other, on=[_HASH, _TIME], how="anti").drop(_HASH, _TIME)


def _about(rows: pl.DataFrame, source: str, wanted: frozenset[str]) -> pl.DataFrame:
    columns = _key_columns(source)
    return rows.filter(pl.any_horizontal(pl.col(column).is_in(list(wanted)) for column in columns))


def _with_line_of(others: pl.DataFrame, about: pl.DataFrame, rows: pl.DataFrame) -> list[_SAID]:
    """The rows about somebody, and those on a line of the others: a line that named another number then."""
    found = pl.concat([about, rows.join(others, on=_PLACE, how="semi")]).unique(_PLACE)
    return found.sort(_PLACE).to_dicts()


def _key_columns(source: str) -> list[str]:
    """Columns that may say whom or which household a row is about, and its line."""
    extract = EXTRACTS[source]
    subjects = [name for one in extract.subjects for name in (one.id_no, f"{one.prefix}{LINK}")]
    own = ["id_no", "former_id_no"] if source == REGISTRY else []
    return [*subjects, *own, *(name for name in HOUSEHOLDS if name in extract.dtypes), _LINE]


def _paired(
    source: str, gone: list[_SAID], came: list[_SAID]
) -> tuple[list[tuple[_SAID, _SAID]], list[_SAID], list[_SAID]]:
    """The rows that are one and the same said otherwise, and what is left of both sides."""
    pairs: list[tuple[_SAID, _SAID]] = []
    for way in _ways(source):
        for now in list(came):
            alike = [was for was in gone if _told_by(was, way) == _told_by(now, way) and any(_told_by(was, way))]
            was = min(alike, key=partial(_differing, source, now), default=None)
            if was is not None and _differing(source, now, was) * _MOST_ALIKE <= len(EXTRACTS[source].dtypes):
                pairs.append((was, now))
                gone = [one for one in gone if one is not was]
                came = [one for one in came if one is not now]
    return pairs, gone, came


def _ways(source: str) -> tuple[list[str], ...]:
    """Columns that a row is told by, the surest first: number and household, number, name and household."""
    extract = EXTRACTS[source]
    homes = [name for name in HOUSEHOLDS if name in extract.dtypes]
    number, name = _identity(source)
    return ([number, *homes], [number], [name, *homes]) if homes else ([number], [name])


def _identity(source: str) -> tuple[str, str]:
    """Columns of the number and the name of whom a row is about first."""
    subjects = EXTRACTS[source].subjects
    return (subjects[0].id_no, subjects[0].name) if subjects else ("id_no", "name")


def _told_by(row: _SAID, way: list[str]) -> tuple[object, ...]:
    return tuple(row.get(column) for column in way)


def _differing(source: str, one: _SAID, other: _SAID) -> int:
    return sum(one[field] != other[field] for field in EXTRACTS[source].dtypes)


def _of_lacking(
    source: str, rows: list[_SAID], there: Evidence, other: Evidence
) -> tuple[dict[str, list[_SAID]], list[_SAID]]:
    """Of a city in parts: rows by county where the other side has no extract of it, and all others."""
    lacking = other.counties.without(source) if other.counties else []
    of_file = there.counties.of_file if there.counties else {}
    whole: dict[str, list[_SAID]] = {}
    for row in rows:
        if (county := of_file.get(str(row["file"]), "")) in lacking:
            whole.setdefault(county, []).append(row)
    return whole, [row for row in rows if of_file.get(str(row["file"]), "") not in lacking]


def _whole(source: str, change: RowChange, county: str, rows: list[_SAID]) -> Moved:
    """That a county's extract is not there any more, or there again, for all whom its rows are about."""
    return Moved(Row(source, change, county=county), None, None, _keys(source, rows))


def _keys(source: str, rows: Iterable[_SAID]) -> frozenset[str]:
    return frozenset(str(one[name]) for one in rows for name in _key_columns(source) if one[name])


def _moved(source: str, change: RowChange, was: _SAID | None, now: _SAID | None) -> Moved:
    row = now or was or {}
    said = cells(source, was, now) if was and now else ()
    keys = _keys(source, [one for one in (was, now) if one])
    told = Row(source, change, str(row["file"]), int(row["row_number"]), said)
    names = frozenset(normal_name(row[one.name] or "") for one in EXTRACTS[source].subjects)
    return Moved(told, _place(was), _place(now), keys, names)


def _place(row: _SAID | None) -> tuple[str, int] | None:
    return None if row is None else (str(row["file"]), int(row["row_number"]))


def _refused(night: Evidence, source: str) -> frozenset[tuple[object, ...]]:
    refused = night.refused.get(source)
    if refused is None or refused.is_empty():
        return frozenset()
    return frozenset(_written(source, row) for row in refused.iter_rows(named=True))


def _written(source: str, row: Mapping[str, Any]) -> tuple[object, ...]:
    """Name and household, or name and number, of a row as written."""
    number, name = _identity(source)
    homes = [one for one in HOUSEHOLDS if one in EXTRACTS[source].dtypes]
    return tuple(str(row.get(column) or "").strip() for column in (name, *(homes or [number])))
