"""The town or county that a list of clues is narrowed to: one that is known, of any clue ever or by what landed."""

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
        _require(f"没有乡镇街道 {said}: 户籍和线索中都没有", said, of_clues | set(registered["town"]))
    return pl.col("town").str.replace_all(r"\s", "") == wanted


def in_county(warehouse: Warehouse, clues: pl.DataFrame, said: str) -> pl.Expr:
    """Whether a clue is of a county of a city in parts: whether its roll was sent by it.

    Args:
        warehouse: which counties ever sent anything.
        clues: all clues ever raised.
        said: the county, as somebody wrote it.

    Raises:
        ArgumentError: nobody knows such a county, or there are none: a district's extracts come whole.
    """
    landed = warehouse.query("SELECT DISTINCT county FROM ever_landed WHERE county <> ''")
    known = set(landed["county"]) | set(clues["county"].drop_nulls())
    if not known:
        raise ArgumentError(
            "本工作区的数据不是按县(市、区)分文件报送的,没有县(市、区)可选", hint="请用 --town 指定乡镇街道"
        )
    _require(f"没有县(市、区) {said}: 报送的数据和线索中都没有", said, known)
    return pl.col("county").str.replace_all(r"\s", "") == _bare(said)


def _require(unknown: str, said: str, known: set[str]) -> None:
    wanted, bare = _bare(said), {_bare(name): name for name in sorted(known)}
    if wanted not in bare:
        near = [bare[one] for one, _, _ in process.extract(wanted, [*bare], scorer=fuzz.ratio, limit=_MOST)]
        hint = f"名称最相近的: {'、'.join(near)}" if near else ""
        raise ArgumentError(unknown, hint=hint)


def _bare(name: str) -> str:
    return "".join(name.split())
