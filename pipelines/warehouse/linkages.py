"""Link results in the warehouse: kept by what they were computed from, so that the same rows are not linked twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import polars as pl

from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.extracts import all_selections
from pipelines.warehouse.tables import OWNER, link_columns, link_table
from schemas.extracts import EXTRACTS


def find_linkage(warehouse: Warehouse, fingerprint: str) -> int | None:
    """Number of the linkage computed from exactly this; None where there is none."""
    found = warehouse.one("SELECT number FROM linkage WHERE fingerprint = ?", [fingerprint])
    return cast("int", found[0]) if found else None


def newest_linkage(warehouse: Warehouse, selection: str) -> int | None:
    """Number of the last linkage of these extracts, whatever else has changed since."""
    found = warehouse.one("SELECT max(number) FROM linkage WHERE selection = ?", [selection])
    return cast("int | None", found[0]) if found else None


def store_linkage(warehouse: Warehouse, fingerprint: str, selection: str, linked: Mapping[str, pl.DataFrame]) -> int:
    """Stores the link columns of all linked rows, whose number it returns; older ones of the same extracts give way."""
    with warehouse.transaction():
        found = warehouse.one("SELECT coalesce(max(number), 0) + 1 FROM linkage")
        number = cast("int", found[0]) if found else 1
        forget_linkages(warehouse, selection)
        header = {"number": [number], "fingerprint": [fingerprint], "selection": [selection]}
        warehouse.insert("linkage", pl.DataFrame(header).cast({"number": pl.Int32}))
        for source, rows in linked.items():
            warehouse.append(link_table(source), number, rows.select(link_columns(EXTRACTS[source]).keys()))
    return sum(rows.height for rows in linked.values())


def load_links(warehouse: Warehouse, number: int, source: str) -> pl.DataFrame:
    """The link columns of a source's rows, in the order of its accepted rows."""
    return warehouse.load(link_table(source), number, link_columns(EXTRACTS[source]))


def forget_linkages(warehouse: Warehouse, selection: str = "") -> None:
    """Lets go of linkages that nobody will ask for: of these extracts, and of extracts that no date uses any more."""
    used = {one.fingerprint for one in all_selections(warehouse)} - {selection}
    known = warehouse.query("SELECT number, selection FROM linkage").filter(~pl.col("selection").is_in(list(used)))
    for number in known["number"]:
        for source, extract in EXTRACTS.items():
            if extract.subjects:
                warehouse.execute(f"DELETE FROM {link_table(source)} WHERE {OWNER} = ?", [number])
        warehouse.execute("DELETE FROM linkage WHERE number = ?", [number])
