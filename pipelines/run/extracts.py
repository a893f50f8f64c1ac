"""The extracts of a run: read where they are new, taken from the warehouse where they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

import polars as pl

from pipelines.ingest.choose import Chosen
from pipelines.ingest.chosen import read
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.registry import persons_of
from pipelines.run.context import Context
from pipelines.run.files import log_files, log_unclaimed
from pipelines.run.shrinkage import refuse_shrunken
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import (
    Selection,
    find_extract,
    find_selection,
    landed_before,
    load_extract,
    number_extracts,
    store_extracts,
)
from pipelines.workspace.program import READING, program_fingerprint
from schemas.errors import NothingLeftError
from schemas.extracts import EXTRACTS
from schemas.flow import Flow, Stage

_ALL: Mapping[str, Mapping[str, pl.DataType]] = {}


@dataclass(frozen=True)
class Loaded:
    """The extracts of a run, read.

    Attributes:
        selection: which extracts they are.
        extracts: source -> extract, in the order of the declarations.
    """

    selection: Selection
    extracts: dict[str, ExtractRead]

    @cached_property
    def persons(self) -> pl.DataFrame:
        """Rows of the civil registry as everybody looks them up; put in form when first asked for, once a run."""
        return persons_of(self.extracts)

    @property
    def fingerprint(self) -> str:
        """Which extracts these are, as one word."""
        return self.selection.fingerprint

    @property
    def rows(self) -> int:
        """Data rows, refused ones too."""
        return rows_of(self.extracts)


def ingest(context: Context, chosen: Chosen) -> Loaded:
    """Reads what is new, takes the rest from the warehouse, and remembers the choice.

    Raises:
        InputRefusedError: what is new cannot be used as it is; nothing of it is kept.
    """
    run, warehouse, code = context.run, context.warehouse, program_fingerprint(READING)
    known = {
        source: number
        for source, key in chosen.keys.items()
        if (number := find_extract(warehouse, source, key, code)) is not None
    }
    fresh = run.stage(Stage.INGEST, lambda: read(chosen, chosen.keys.keys() - known.keys()), rows=rows_of)
    refuse_shrunken(warehouse, fresh, context.settings)
    numbers = known | number_extracts(warehouse, fresh)
    selection = Selection(run.as_of, numbers, chosen.ever_landed | landed_before(warehouse, run.as_of))
    context.background.write(
        partial(store_extracts, extracts=fresh, contents=chosen.keys, code=code, selection=selection)
    )
    stored = {source: load_extract(warehouse, number) for source, number in known.items()}
    log_unclaimed(run, chosen.unclaimed)
    log_files(run, fresh, "landing")
    log_files(run, stored, "warehouse")
    return Loaded(selection, _in_order(stored | fresh))


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
    extracts = {
        source: load_extract(warehouse, number, columns.get(source)) for source, number in selection.numbers.items()
    }
    return Loaded(selection, _in_order(extracts))


def rows_of(extracts: dict[str, ExtractRead]) -> int:
    """Data rows of extracts, refused ones too."""
    return sum(one.rows for extract in extracts.values() for one in extract.files)


def nothing_left(what: str, flow: Flow) -> NothingLeftError:
    """The error of a flow by hand that finds nothing to go on from."""
    return NothingLeftError(
        f"工作区还没有{what}", hint=f"请先运行 hedui run {flow.command},或直接运行 hedui run nightly"
    )


def _in_order(extracts: dict[str, ExtractRead]) -> dict[str, ExtractRead]:
    return {source: extracts[source] for source in EXTRACTS if source in extracts}
