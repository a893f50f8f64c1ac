"""The extracts of a run with their rows, and those that the last ingest left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from pipelines.ingest.accept import Split
from pipelines.ingest.errors import FileChangedError
from pipelines.ingest.read import CountyPart, ExtractRead
from pipelines.ingest.registry import persons_of
from pipelines.run.judging import Refused
from pipelines.run.numbers import told_apart
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import contents_of, load_extracts
from pipelines.warehouse.selections import Selection, find_selection
from schemas.correction import CORRECTED
from schemas.errors import NothingLeftError
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from schemas.flow import Flow

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
        raise nothing_left(f"读取过 {as_of} 或更早日期的数据", Flow.INGEST)
    return load_selected(warehouse, selection, columns)


def load_selected(
    warehouse: Warehouse, selection: Selection, columns: Mapping[str, Mapping[str, pl.DataType]] = _ALL
) -> Loaded:
    """The extracts of a selection; `columns` as for `last_loaded`."""
    extracts = load_extracts(warehouse, selection.numbers, columns)
    return Loaded(selection, told_apart(as_declared(extracts)), contents_of(warehouse, selection.numbers))


def rows_of(extracts: Iterable[ExtractRead]) -> int:
    """Data rows of extracts, refused ones too."""
    return sum(one.rows for extract in extracts for one in extract.files)


def nothing_left(what: str, flow: Flow) -> NothingLeftError:
    """The error of a flow by hand that finds nothing to go on from."""
    return NothingLeftError(
        f"工作区还没有{what}", hint=f"请先运行 hedui run {flow.command},或直接运行 hedui run nightly"
    )


def as_declared(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    """Extracts in the order of the declarations."""
    return {source: extracts[source] for source in EXTRACTS if source in extracts}


def _whole(extract: ExtractRead) -> CountyPart:
    return CountyPart("", extract.cut_off, "")


def _without_rows(split: Split, kept: Collection[str]) -> Split:
    file = pl.col("file").cast(pl.Categorical())
    return replace(split, accepted=split.accepted.select(file, *kept), refused=split.refused.select(file))
