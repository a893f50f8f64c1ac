"""Corrections of an extract: its rows as read in which one may lie, and what the bureau wants to stand in them.

A correction names its row by one value, and whether several rows have it is known when all of them are read: rows that
may be meant are set aside until then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines.ingest.rows import HOLDER, MISPLACED
from schemas.column import Column, Kind
from schemas.correction import CORRECTED, Correction
from schemas.extract import Extract
from schemas.terms import CorrectionOutcome
from schemas.values import UNREADABLE, clean, parse

_READ, _UNREAD = "=", "~"
_IDS = (Kind.RESIDENT_ID, Kind.IDENTIFIER)


@dataclass(frozen=True, eq=False)
class Settled:
    """Rows that were set aside, as they are to be validated, and what became of each correction (`CORRECTED`)."""

    rows: pl.DataFrame
    corrected: pl.DataFrame


class Corrections:
    """The corrections of one extract."""

    def __init__(self, extract: Extract, corrections: Sequence[Correction]) -> None:
        """Takes what is to be corrected; a line written twice is one."""
        self._extract = extract
        self._all = list({one.id: one for one in corrections}.values())
        self._mends_blocks = any(extract[one.column].block for one in self._all)
        texts: dict[str, set[str]] = defaultdict(set)
        for one in self._all:
            texts[one.locator].add(one.located)
            texts[one.column] |= {one.before, one.after}
        self._said = {name: said_by(those, extract[name]) for name, those in texts.items()}

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._all)

    def parted(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Rows that no correction can mean, and those that one may.

        Args:
            rows: as `pipelines.ingest.accept.split` takes them; where households stand in blocks, whole blocks, with
                `HOLDER`.
        """
        asked: dict[str, set[str | None]] = defaultdict(set)
        for one in self._all:
            texts = [one.located, one.after] if one.locator == one.column else [one.located]
            asked[one.locator] |= {self._said[one.locator][text].meaning for text in texts}
        may = pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)
        for name, meant in asked.items():
            wanted = pl.Series([one for one in meant if one is not None], dtype=pl.String)
            may |= meaning(rows[name], self._extract[name]).is_in(wanted.implode()).fill_null(value=False)
        may &= ~rows[MISPLACED]
        if HOLDER in rows.columns and self._mends_blocks:
            blocks = rows.filter(may).select("file", HOLDER).unique()
            numbered = rows.select("file", HOLDER).with_row_index("row")
            in_block = numbered.join(blocks, on=["file", HOLDER], how="semi")["row"]
            may |= pl.int_range(rows.height, dtype=pl.UInt32, eager=True).is_in(in_block.implode())
        return rows.filter(~may), rows.filter(may)

    def settled(self, held: pl.DataFrame) -> Settled:
        """Applies what can be applied.

        Args:
            held: all rows that were set aside, of the whole extract.
        """
        aside = _Aside(self._extract, held, self._said)
        told = _without_contradictions([_looked_up(one, aside) for one in self._all])
        mended: dict[str, dict[int, str | None]] = defaultdict(dict)
        for one in told:
            if one.outcome is CorrectionOutcome.APPLIED:
                mended[one.correction.column] |= dict.fromkeys(one.cell, aside.as_read(one.correction))
        changed = [
            pl.Series(name, [values.get(place, old) for place, old in enumerate(held[name])], dtype=pl.String)
            for name, values in mended.items()
        ]
        rows = [(one.correction.id, one.outcome.value, *_written(one, held)) for one in told]
        return Settled(held.with_columns(changed), pl.DataFrame(rows, schema=CORRECTED, orient="row"))


def meaning(texts: pl.Series, column: Column) -> pl.Series:
    """What cleaned texts of a column mean, to be compared: `20190630` and `2019-6-30` mean the same; empty is null."""
    if column.kind in UNREADABLE:
        plain = replace(column, default=None)
        read = parse(texts, plain).cast(pl.String)
        return pl.select(pl.coalesce(_READ + pl.lit(read), _UNREAD + pl.lit(texts))).to_series()
    if column.kind in _IDS:
        return texts.str.normalize("NFKC").str.to_uppercase()
    return texts


@dataclass(frozen=True)
class Said:
    """What somebody wrote for a column.

    Attributes:
        cleaned: as it would be read; None where nothing stands there.
        meaning: to be compared with that of rows.
        is_readable: it can stand in the column.
    """

    cleaned: str | None
    meaning: str | None
    is_readable: bool


def said_by(texts: Iterable[str], column: Column) -> dict[str, Said]:
    """Text -> what it says in a column."""
    distinct = sorted(set(texts))
    written = pl.DataFrame({column.name: distinct}, schema={column.name: pl.String()})
    cleaned = clean(written, [column])[column.name]
    told = zip(distinct, cleaned, meaning(cleaned, column), strict=True)
    return {text: Said(plain, meant, not _is_unread(meant, column)) for text, plain, meant in told}


def _is_unread(meant: str | None, column: Column) -> bool:
    return column.kind in UNREADABLE and meant is not None and meant.startswith(_UNREAD)


class _Aside:
    """Rows that were set aside, to be looked up by what their cells mean."""

    def __init__(self, extract: Extract, rows: pl.DataFrame, said: Mapping[str, Mapping[str, Said]]) -> None:
        self.extract = extract
        self._said = said
        self.rows = rows
        self._meanings: dict[str, list[str | None]] = {}
        self._places: dict[str, dict[str | None, list[int]]] = {}
        holders = rows.select("file", HOLDER).rows() if HOLDER in rows.columns else []
        self._holders: list[tuple[str, int]] = holders
        self._blocks: dict[tuple[str, int], list[int]] = defaultdict(list)
        for place, holder in enumerate(holders):
            self._blocks[holder].append(place)
        self._misplaced = set(rows[MISPLACED].arg_true())

    def meanings(self, name: str) -> list[str | None]:
        """What the cells of a column mean."""
        if name not in self._meanings:
            self._meanings[name] = meaning(self.rows[name], self.extract[name]).to_list()
        return self._meanings[name]

    def with_value(self, name: str, text: str) -> list[int]:
        """Positions of the rows whose cell means what a text means; none for an empty one."""
        if name not in self._places:
            places: dict[str | None, list[int]] = defaultdict(list)
            for place, told in enumerate(self.meanings(name)):
                if place not in self._misplaced:
                    places[told].append(place)
            self._places[name] = places
        wanted = self.of(name, text)
        return [] if wanted is None else self._places[name].get(wanted, [])

    def of(self, name: str, text: str) -> str | None:
        """What a text in a column means."""
        return self._said[name][text].meaning

    def as_read(self, correction: Correction) -> str | None:
        """What is right, as if it had been read."""
        return self._said[correction.column][correction.after].cleaned

    def cell(self, place: int, name: str) -> tuple[int, ...]:
        """Positions of the rows that have their value from the same cell: a household's stands once in a block."""
        if not self._holders or not self.extract[name].block:
            return (place,)
        return tuple(self._blocks[self._holders[place]])


@dataclass(frozen=True)
class _LookedUp:
    correction: Correction
    outcome: CorrectionOutcome
    cell: tuple[int, ...] = ()
    after: str | None = None


def _looked_up(one: Correction, aside: _Aside) -> _LookedUp:
    found = aside.with_value(one.locator, one.located)
    if len(found) > 1:
        return _LookedUp(one, CorrectionOutcome.SEVERAL_ROWS)
    after = aside.of(one.column, one.after)
    if not found:
        # The value by which the row was found is the very one that its supplier has mended.
        mended = aside.with_value(one.column, one.after) if one.locator == one.column else []
        if len(mended) == 1:
            return _LookedUp(one, CorrectionOutcome.MENDED, aside.cell(mended[0], one.column))
        return _LookedUp(one, CorrectionOutcome.NO_ROW)
    cell, stands = aside.cell(found[0], one.column), aside.meanings(one.column)[found[0]]
    if stands == aside.of(one.column, one.before):
        return _LookedUp(one, CorrectionOutcome.APPLIED, cell, after)
    return _LookedUp(one, CorrectionOutcome.MENDED if stands == after else CorrectionOutcome.OTHER_VALUE, cell)


def _without_contradictions(told: Sequence[_LookedUp]) -> list[_LookedUp]:
    """Of corrections that want different things of one cell none is applied."""
    wanted: dict[tuple[str, tuple[int, ...]], set[str | None]] = defaultdict(set)
    applied = [one for one in told if one.outcome is CorrectionOutcome.APPLIED]
    for one in applied:
        wanted[one.correction.column, one.cell].add(one.after)
    torn = {cell for cell, values in wanted.items() if len(values) > 1}
    return [
        replace(one, outcome=CorrectionOutcome.CONTRADICTED)
        if one.outcome is CorrectionOutcome.APPLIED and (one.correction.column, one.cell) in torn
        else one
        for one in told
    ]


def _written(one: _LookedUp, held: pl.DataFrame) -> tuple[str | None, int | None, str | None]:
    """File and row of the cell that is meant, and what the supplier wrote in it."""
    if not one.cell:
        return None, None, None
    place = one.cell[0]
    return held["file"][place], held["row_number"][place], held[one.correction.column][place]
