"""Link results in the warehouse: kept source by source, so that the same rows are not linked twice.

A linkage names, for each source, the extract whose rows it linked and the linkage in which that was done: the links of
a source that has not changed are stored once, however many linkages go on from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import polars as pl

from pipelines.warehouse.connection import Warehouse
from pipelines.warehouse.selections import all_selections
from pipelines.warehouse.tables import LINKAGE_COLUMNS, LINKED_COLUMNS, OWNER, link_columns, link_table
from schemas.extracts import EXTRACTS


@dataclass(frozen=True)
class LinkedSource:
    """The links of a source in a linkage.

    Attributes:
        content: which extract was linked (`Loaded.contents`).
        owner: number of the linkage in which that was done; None: in the one that is to be stored.
    """

    content: str
    owner: int | None = None


@dataclass(frozen=True)
class Linkage:
    """A linkage: what was linked, and for which extracts.

    Attributes:
        fingerprint: of all that it depends on beside the extracts whose rows are linked.
        selection: fingerprint of the extracts.
        sources: source -> its links.
    """

    fingerprint: str
    selection: str
    sources: Mapping[str, LinkedSource]


def find_linkage(warehouse: Warehouse, fingerprint: str, selection: str) -> Linkage | None:
    """The newest linkage that depends on the same beside extracts, of the same extracts where there is one."""
    found = warehouse.one(
        "SELECT number, selection FROM linkage WHERE fingerprint = ? ORDER BY selection = ? DESC, number DESC",
        [fingerprint, selection],
    )
    if found is None:
        return None
    number, linked = cast("tuple[int, str]", found)
    rows = warehouse.query(f"SELECT source, content, {OWNER} FROM linked_source WHERE number = ?", [number]).rows()
    return Linkage(fingerprint, linked, {source: LinkedSource(content, owner) for source, content, owner in rows})


def newest_linkage(warehouse: Warehouse, selection: str) -> int | None:
    """Number of the last linkage of these extracts, whatever else has changed since."""
    found = warehouse.one("SELECT max(number) FROM linkage WHERE selection = ?", [selection])
    return cast("int | None", found[0]) if found else None


def store_linkage(warehouse: Warehouse, linkage: Linkage, linked: Mapping[str, pl.DataFrame]) -> int:
    """Stores a linkage; older ones of the same extracts give way.

    Args:
        warehouse: where.
        linkage: what was linked.
        linked: source -> its rows with link columns, of the sources whose links are not stored yet.

    Returns:
        Rows stored.
    """
    with warehouse.transaction():
        found = warehouse.one("SELECT coalesce(max(number), 0) + 1 FROM linkage")
        number = cast("int", found[0]) if found else 1
        header = [(number, linkage.fingerprint, linkage.selection)]
        sources = [(number, source, one.content, one.owner or number) for source, one in linkage.sources.items()]
        warehouse.execute("DELETE FROM linkage WHERE selection = ?", [linkage.selection])
        warehouse.insert("linkage", pl.DataFrame(header, schema=LINKAGE_COLUMNS, orient="row"))
        warehouse.insert("linked_source", pl.DataFrame(sources, schema=LINKED_COLUMNS, orient="row"))
        for source, rows in linked.items():
            warehouse.append(link_table(source), number, rows.select(link_columns(EXTRACTS[source]).keys()))
        forget_linkages(warehouse)
    return sum(rows.height for rows in linked.values())


def load_links(warehouse: Warehouse, number: int, source: str) -> pl.DataFrame:
    """The link columns of a source's rows in a linkage, in the order of its accepted rows."""
    return links_of(warehouse, owner_of(warehouse, number, source), source)


def owner_of(warehouse: Warehouse, number: int, source: str) -> int:
    """Number of the linkage that linked the rows of a source as a linkage has them; its own in the second version."""
    found = warehouse.one(f"SELECT {OWNER} FROM linked_source WHERE number = ? AND source = ?", [number, source])
    return cast("int", found[0]) if found else number


def links_of(warehouse: Warehouse, owner: int, source: str) -> pl.DataFrame:
    """The link columns of a source's rows as a linkage linked them, in the order of its accepted rows."""
    return warehouse.load(link_table(source), owner, link_columns(EXTRACTS[source]))


def forget_linkages(warehouse: Warehouse) -> None:
    """Lets go of linkages that nobody will ask for, of extracts that no date uses any more, and of their links."""
    used = [one.fingerprint for one in all_selections(warehouse)]
    known = warehouse.query("SELECT number, selection FROM linkage").filter(~pl.col("selection").is_in(used))
    for number in known["number"]:
        warehouse.execute("DELETE FROM linkage WHERE number = ?", [number])
    warehouse.execute("DELETE FROM linked_source WHERE number NOT IN (SELECT number FROM linkage)")
    for source in (source for source, extract in EXTRACTS.items() if extract.subjects):
        needed = f"SELECT {OWNER} FROM linked_source WHERE source = ? UNION SELECT number FROM linkage"
        warehouse.execute(f"DELETE FROM {link_table(source)} WHERE {OWNER} NOT IN ({needed})", [source])
