"""The extracts of a run: read where they are new, taken from the warehouse where they are known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.choose import Chosen
from pipelines.ingest.errors import FileChangedError
from pipelines.ingest.read import CountyPart, ExtractRead
from pipelines.ingest.registry import LOOKED_AT, laid_aside, looked_at, persons_of
from pipelines.run.context import Context
from pipelines.run.counties import as_part, key_of, put_together, taken_out
from pipelines.run.files import log_files, log_refused, log_unclaimed
from pipelines.run.judging import Judge, Judged, Refused, Used
from pipelines.run.numbers import told_apart
from pipelines.run.taken import taken_on_purpose
from pipelines.run.usable import require_nothing_refused, usable
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import (
    content_word,
    contents_of,
    find_extract,
    load_extract,
    number_extracts,
    store_extracts,
)
from pipelines.warehouse.selections import Selection, find_selection, landed_before
from pipelines.warehouse.verdicts import store_verdicts
from pipelines.workspace.program import READING, program_fingerprint
from schemas.correction import CORRECTED
from schemas.errors import NothingLeftError
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import Feed
from schemas.flow import Flow, Stage

_ALL: Mapping[str, Mapping[str, pl.DataType]] = {}


@dataclass(frozen=True)
class Loaded:
    """The extracts of a run, read.

    Attributes:
        selection: which extracts they are.
        extracts: source -> extract, in the order of the declarations.
        contents: source -> what its extract was read from and by which program, as one word.
        refused: what was refused, in the order of the selection's fallbacks; nothing where no files were read.
        is_fresh: the files of the landing folder were looked at in this very run.
    """

    selection: Selection
    extracts: dict[str, ExtractRead]
    contents: Mapping[str, str]
    refused: tuple[Refused, ...] = ()
    is_fresh: bool = False

    @cached_property
    def persons(self) -> pl.DataFrame:
        """Rows of the civil registry as everybody looks them up; put in form when first asked for, once a run."""
        return persons_of(self.extracts)

    def without_rows(self, kept: Mapping[str, Collection[str]]) -> Loaded:
        """The same, of whose rows nothing is left but the file each came from, which the controls count.

        Args:
            kept: source -> further columns of its accepted rows that are wanted yet.
        """
        extracts = {
            source: replace(extract, split=_without_rows(extract.split, kept.get(source, ())))
            for source, extract in self.extracts.items()
        }
        return replace(self, extracts=extracts)

    @property
    def cut_offs(self) -> dict[Feed, date]:
        """Feed -> cut-off date of its extract, used or too old."""
        used = {
            Feed(source, one.county): one.cut_off
            for source, extract in self.extracts.items()
            for one in extract.counties or (_whole(extract),)
        }
        return {**self.selection.too_old, **used}

    @property
    def corrected(self) -> pl.DataFrame:
        """What became of the bureau's corrections in these extracts (`schemas.correction.CORRECTED`)."""
        return pl.concat([pl.DataFrame(schema=CORRECTED), *(one.corrected for one in self.extracts.values())])

    @property
    def fingerprint(self) -> str:
        """Which extracts these are, as one word."""
        return self.selection.fingerprint

    @property
    def is_repeatable(self) -> bool:
        """The same files would be read alike again: none was still being copied."""
        return not any(isinstance(one.why, FileChangedError) for one in self.refused)

    @property
    def rows(self) -> int:
        """Data rows, refused ones too."""
        return rows_of(self.extracts.values())


def ingest(context: Context, chosen: Chosen) -> Loaded:
    """Reads what is new, takes the rest from the warehouse, leaves out what is refused or too old, and remembers it.

    Raises:
        InputRefusedError: the civil registry cannot be used and nothing can take its place, a register is past its
            allowed age and its policy is `refuse`, or anything is refused on a strict night.
        FileChangedError: a file changed while it was read, and there will be another attempt.
    """
    run, warehouse = context.run, context.warehouse
    judge = Judge(
        warehouse,
        context.settings,
        taken_on_purpose(run.workspace),
        program_fingerprint(READING),
        run.patient,
        context.corrections.by_source,
    )
    judged = run.stage(Stage.INGEST, lambda: judge.judge(chosen), rows=_rows_read)
    if run.strict or context.settings.strict:
        require_nothing_refused(judged)
    found = usable(judged, run.as_of, context.parameters)
    extracts = {source: _extract_of(warehouse, judge.code, of) for source, of in _by_source(found.used).items()}
    fresh = {source: one.read for source, one in extracts.items() if one.read is not None}
    numbers = {source: one.number for source, one in extracts.items() if one.number is not None}
    selection = Selection(
        run.as_of,
        numbers | number_extracts(warehouse, fresh),
        chosen.ever_landed | _as_sent(landed_before(warehouse, run.as_of), by_county=context.settings.by_county),
        found.too_old,
        found.fallbacks,
    )
    contents = {source: one.key for source, one in extracts.items()}
    of_stored = {REGISTRY: LOOKED_AT}
    stored = {source: load_extract(warehouse, number, of_stored.get(source)) for source, number in numbers.items()}
    read = laid_aside(stored | fresh)
    stored, fresh = ({source: read[source] for source in one} for one in (stored, fresh))
    context.background.write(
        partial(store_extracts, extracts=fresh, contents=contents, code=judge.code, selection=selection)
    )
    context.background.write(partial(store_verdicts, verdicts=judge.verdicts))
    log_unclaimed(run, chosen.unclaimed)
    log_files(run, fresh, "landing")
    log_files(run, stored, "warehouse")
    log_refused(run, found.fallbacks)
    refused = tuple(one for of in judged.values() for one in of.refused)
    words = {source: content_word(key, judge.code) for source, key in contents.items()}
    return Loaded(selection, told_apart(_in_order(_looked_at(stored | fresh))), words, refused, is_fresh=True)


@dataclass(frozen=True)
class _Extract:
    """The extract of a source: fingerprint of what it holds, its number if it is stored, its rows if it is not."""

    key: str
    number: int | None
    read: ExtractRead | None


def _by_source(used: Mapping[Feed, Used]) -> dict[str, dict[str, Used]]:
    """Source -> county -> what is used, in order; one county without a name where extracts come whole."""
    found: dict[str, dict[str, Used]] = {}
    for feed, one in used.items():
        found.setdefault(feed.source, {})[feed.county] = one
    return found


def _extract_of(warehouse: Warehouse, code: str, used: Mapping[str, Used]) -> _Extract:
    """The extract of a source, put together of what its counties sent where it comes in parts."""
    if "" in used:
        whole = used[""]
        return _Extract(whole.key, whole.number, whole.read)
    landed = next(iter(used.values())).landed
    key = key_of([CountyPart(county, one.landed.cut_off, one.key) for county, one in used.items()])
    number = find_extract(warehouse, landed.source, key, code)
    read = None if number is not None else put_together([_part(warehouse, county, one) for county, one in used.items()])
    return _Extract(key, number, read)


def _part(warehouse: Warehouse, county: str, used: Used) -> ExtractRead:
    """The rows of one county: as they were just read, or out of the extract that holds them."""
    if used.read is not None:
        return as_part(used.read, county, used.key)
    if used.number is None:
        raise KeyError(f"nobody has read what {county} sent of {used.landed.source}")
    return taken_out(load_extract(warehouse, used.number), county)


def _as_sent(landed: frozenset[Feed], *, by_county: bool) -> frozenset[Feed]:
    """Feeds of earlier nights, as those of this one come: a workspace may have been without counties, or with them."""
    return frozenset(feed for feed in landed if feed.county) if by_county else frozenset(Feed(s) for s, _ in landed)


def _whole(extract: ExtractRead) -> CountyPart:
    return CountyPart("", extract.cut_off, "")


def last_loaded(warehouse: Warehouse, as_of: date, columns: Mapping[str, Mapping[str, pl.DataType]] = _ALL) -> Loaded:
    """What the last ingest left for this date or the nearest before it.

    Args:
        warehouse: where.
        as_of: the date.
        columns: source -> the columns wanted with their dtypes, for sources of which not all are.

    Raises:
        NothingLeftError: nothing was ever read.
    """
    selection = find_selection(warehouse, as_of)
    if selection is None:
        raise nothing_left("读取过数据", Flow.INGEST)
    return load_selected(warehouse, selection, columns)


def load_selected(
    warehouse: Warehouse, selection: Selection, columns: Mapping[str, Mapping[str, pl.DataType]] = _ALL
) -> Loaded:
    """The extracts of a selection; `columns` as for `last_loaded`."""
    extracts = {
        source: load_extract(warehouse, number, columns.get(source)) for source, number in selection.numbers.items()
    }
    return Loaded(selection, told_apart(_in_order(extracts)), contents_of(warehouse, selection.numbers))


def rows_of(extracts: Iterable[ExtractRead]) -> int:
    """Data rows of extracts, refused ones too."""
    return sum(one.rows for extract in extracts for one in extract.files)


def _looked_at(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    """Extracts as a night holds them: of the civil registry, by far the longest, no more than it looks at."""
    registry = extracts[REGISTRY]
    rows = looked_at(registry.split.accepted)
    return extracts | {REGISTRY: replace(registry, split=replace(registry.split, accepted=rows))}


def _without_rows(split: Split, kept: Collection[str]) -> Split:
    file = pl.col("file").cast(pl.Categorical())
    return replace(split, accepted=split.accepted.select(file, *kept), refused=split.refused.select(file))


def _rows_read(judged: Mapping[Feed, Judged]) -> int:
    return rows_of(one.used.read for one in judged.values() if one.used and one.used.read)


def nothing_left(what: str, flow: Flow) -> NothingLeftError:
    """The error of a flow by hand that finds nothing to go on from."""
    return NothingLeftError(
        f"工作区还没有{what}", hint=f"请先运行 hedui run {flow.command},或直接运行 hedui run nightly"
    )


def _in_order(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    return {source: extracts[source] for source in EXTRACTS if source in extracts}
