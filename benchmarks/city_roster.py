"""Makes the peers' task of a city: its low-income roll and its civil registry as a night read them, with the truth.

Rows of which nobody can say whom they mean (`open` in the city's truth) are left out: there no linker is wrong.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.normal import normal_registry, normal_roster
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import load_extract
from pipelines.warehouse.selections import find_selection
from pipelines.workspace.folders import Workspace
from schemas.extracts import REGISTRY

_ROLL = "low_income"


def make(folder: Path, workspace: Workspace, truth: Path, as_of: date) -> None:
    """Writes `registry.parquet`, `roster.parquet`, `truth.parquet`, and the first two in normal form for the peer.

    Args:
        folder: an existing folder.
        workspace: that has had its night.
        truth: folder of the city's truth.
        as_of: the date of the night.

    Raises:
        ValueError: it has had none.
    """
    with Warehouse(workspace.warehouse) as warehouse:
        chosen = find_selection(warehouse, as_of)
        if chosen is None:
            raise ValueError(f"{workspace.root} has had no night of {as_of}")
        registry, roll = (
            load_extract(warehouse, chosen.numbers[source]).split.accepted for source in (REGISTRY, _ROLL)
        )
    meant = _meant(pl.read_parquet(truth / "links.parquet"), registry)
    known = roll.with_columns(pl.col("file").cast(pl.String), pl.col("row_number").cast(pl.Int64))
    known = known.join(meant, on=["file", "row_number"], maintain_order="left")
    rows = known.drop("person")
    registry.write_parquet(folder / "registry.parquet")
    rows.write_parquet(folder / "roster.parquet")
    known.select("person").with_row_index("row").write_parquet(folder / "truth.parquet")
    normal_registry(registry).write_parquet(folder / "normal_registry.parquet")
    normal_roster(rows).write_parquet(folder / "normal_roster.parquet")


def _meant(links: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """`file`, `row_number`, `person` (row of the registry, null = nobody) of the rows of the roll that are not open."""
    persons = registry.select(registry_id_no="id_no", registry_name="name").with_row_index("person")
    persons = persons.unique(["registry_id_no", "registry_name"], keep="first", maintain_order=True)
    rows = links.filter((pl.col("source") == _ROLL) & ~pl.col("open"))
    found = rows.join(persons, on=["registry_id_no", "registry_name"], how="left", maintain_order="left")
    person = pl.when("linkable").then("person").cast(pl.UInt32).alias("person")
    return found.select("file", pl.col("row_number").cast(pl.Int64), person)


if __name__ == "__main__":
    make(Path(sys.argv[1]), Workspace(Path(sys.argv[2])), Path(sys.argv[3]), date.fromisoformat(sys.argv[4]))
