"""Files that somebody takes on purpose though they look cut short, shrunken or partial: known by what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from pipelines.ingest.landing import LandedFile, scan
from pipelines.record.entry import Entry, Kind, Recorded
from pipelines.record.people import normal_name
from pipelines.record.store import append_entries, read_record
from pipelines.warehouse.history import open_to_write
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import ArgumentError


def taken_on_purpose(record: Iterable[Recorded]) -> frozenset[str]:
    """sha256 of the files that somebody took on purpose."""
    taken = (one.entry for one in record if one.kind is Kind.ACCEPTANCE)
    return frozenset(str(entry.payload["sha256"]) for entry in taken)


def take_on_purpose(workspace: Workspace, path: Path, by: str, now: datetime) -> str:
    """Puts on record that a landed file is to be used though it looks shrunken or partial, that night and later ones.

    Args:
        workspace: where.
        path: the file, or its name in the landing folder.
        by: who takes it.
        now: when; its day stands on record.

    Returns:
        sha256 of what the file holds; with another content it would have to be taken again.

    Raises:
        ArgumentError: no extract of the landing folder has such a file, or nobody is named.
        WorkspaceBusyError: a run holds the workspace.
        TamperedRecordError: the record was changed.
    """
    if not normal_name(by):
        raise ArgumentError("没有写明经办人", hint="请用 --by 写明姓名")
    landed = _landed(workspace, path)
    sha256 = sha256_of(landed.path)
    facts = {"source": landed.source, "file": landed.name, "sha256": sha256}
    with hold(workspace.lock_file, now), open_to_write(workspace) as warehouse:
        if sha256 not in taken_on_purpose(read_record(workspace)):
            append_entries(workspace, warehouse, [Entry(Kind.ACCEPTANCE, now.date(), by, "", facts)])
    return sha256


def _landed(workspace: Workspace, path: Path) -> LandedFile:
    lies_there = path.parent == Path() or path.parent.resolve() == workspace.landing.resolve()
    for landed in scan(workspace.landing).files:
        if lies_there and path.name in (landed.name, landed.path.name):
            return landed
    raise ArgumentError(f"{workspace.landing} 中没有数据文件 {path.name}", hint="请给出 landing 中被拒收的文件")
