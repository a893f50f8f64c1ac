"""The town that a list of clues is narrowed to: one that is known, of any clue ever or of anybody on the registry."""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz, process

from pipelines.warehouse import Warehouse
from pipelines.warehouse.tables import accepted_table
from schemas.errors import ArgumentError
from schemas.extracts import REGISTRY

_MOST = 5


def in_town(warehouse: Warehouse, clues: pl.DataFrame, said: str) -> pl.Expr:
    """Whether a clue is of a town, whatever blanks stand in its name.

    Args:
        warehouse: which registries it holds.
        clues: all clues ever raised.
        said: the town, as somebody wrote it.

    Raises:
        ArgumentError: nobody knows such a town; a list of nothing would say that it has no clue.
    """
    wanted, of_clues = _bare(said), set(clues["town"].drop_nulls())
    if wanted not in map(_bare, of_clues):
        registered = warehouse.query(f"SELECT DISTINCT town FROM {accepted_table(REGISTRY)} WHERE town IS NOT NULL")
        _require(said, of_clues | set(registered["town"]))
    return pl.col("town").str.replace_all(r"\s", "") == wanted


def _require(said: str, known: set[str]) -> None:
    wanted, bare = _bare(said), {_bare(town): town for town in sorted(known)}
    if wanted not in bare:
        near = [bare[one] for one, _, _ in process.extract(wanted, [*bare], scorer=fuzz.ratio, limit=_MOST)]
        hint = f"名称最相近的: {'、'.join(near)}" if near else ""
        raise ArgumentError(f"没有乡镇街道 {said}: 户籍和线索中都没有", hint=hint)


def _bare(town: str) -> str:
    return "".join(town.split())
