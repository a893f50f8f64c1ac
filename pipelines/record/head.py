"""How long the record was and how it ended, remembered where whoever shortens the record must change that too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from pipelines.record.entry import Recorded
from pipelines.record.sealed import Seal, sealed
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest

RECORD = "record"
"""What a manifest calls the head of the record."""
_WAREHOUSE = "数据仓库"


@dataclass(frozen=True)
class Head:
    """How the record stood once.

    Attributes:
        entries: how many it had.
        mac: code of the last one.
        witness: who remembers that, in words.
    """

    entries: int
    mac: str
    witness: str


def published_heads(workspace: Workspace, days: Iterable[date]) -> list[Head]:
    """The heads that the manifests of the publications of these dates remember."""
    heads: list[Head] = []
    for day in days:
        said = (read_manifest(workspace.publication(day)) or {}).get(RECORD)
        if isinstance(said, dict) and isinstance(said.get("entries"), int) and said["entries"]:
            heads.append(Head(said["entries"], str(said.get("head")), f"{day} 的发布"))
    return heads


def stored_heads(warehouse: Warehouse) -> list[Head]:
    """The heads that the warehouse remembers."""
    rows = warehouse.query("SELECT entries, head FROM record_head ORDER BY entries")
    return [Head(entries, mac, _WAREHOUSE) for entries, mac in rows.iter_rows()]


def stored_seal(warehouse: Warehouse) -> Seal | None:
    """The newest seal of the record that the warehouse remembers."""
    newest = "SELECT entries, seal FROM record_head WHERE seal IS NOT NULL ORDER BY entries DESC LIMIT 1"
    return Seal(*cast("tuple[int, str]", found)) if (found := warehouse.one(newest)) else None


def store_head(warehouse: Warehouse, record: tuple[Recorded, ...], key: bytes) -> None:
    """Lets the warehouse remember how the record stands, and that all of it was looked at."""
    if not record:
        return
    head = record[-1].mac
    known = warehouse.one("SELECT seal FROM record_head WHERE head = ?", [head])
    if known is None:
        told: list[object] = [len(record), head, sealed(record, key).code]
        warehouse.execute("INSERT INTO record_head (entries, head, seal) VALUES (?, ?, ?)", told)
    elif known == (None,):  # an older program remembered it
        warehouse.execute("UPDATE record_head SET seal = ? WHERE head = ?", [sealed(record, key).code, head])


def head_facts(record: tuple[Recorded, ...]) -> dict[str, object]:
    """What a manifest says of the record."""
    return {"entries": len(record), "head": record[-1].mac if record else None}
