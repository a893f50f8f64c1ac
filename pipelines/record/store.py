"""The record on disk: read whole and held against its own chain, added to and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.record.entry import BEGINNING, Entry, Recorded, read_line, recorded
from pipelines.record.first_version import entries_of_first_version
from pipelines.record.head import Head, published_heads, store_head, stored_heads, stored_seal
from pipelines.record.sealed import Seal, read_sealed
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace, private_folder, write_private, write_through
from pipelines.workspace.keys import record_key
from schemas.errors import TamperedRecordError

Record = tuple[Recorded, ...]


def record_file(workspace: Workspace) -> Path:
    """One line an entry, oldest first."""
    return workspace.record / "record.jsonl"


def read_record(workspace: Workspace) -> Record:
    """All entries ever made, oldest first; those of the first version where nothing was added since.

    Raises:
        TamperedRecordError: the record was changed, or is shorter than the newest publication remembers.
        KeyFileError: the key of the record is gone or cannot be used.
    """
    record = _read(workspace, None)
    _hold_against(published_heads(workspace, workspace.published_dates()[-1:]), record, record_file(workspace))
    return record or _not_taken_over(workspace)


def verified_record(workspace: Workspace, warehouse: Warehouse) -> Record:
    """The same, held against what the warehouse and every publication remember.

    Raises:
        TamperedRecordError: the record was changed, or is shorter than somebody remembers.
        KeyFileError: the key of the record is gone or cannot be used.
    """
    record = _read(workspace, stored_seal(warehouse))
    heads = [*stored_heads(warehouse), *published_heads(workspace, workspace.published_dates())]
    _hold_against(heads, record, record_file(workspace))
    return record or _not_taken_over(workspace)


def append_entries(workspace: Workspace, warehouse: Warehouse, entries: Sequence[Entry]) -> Record:
    """Adds entries to the record, all or none; what the first version kept comes before them.

    They are on disk, and their head in the warehouse, when this returns.

    Args:
        workspace: where; nobody else may be writing (`pipelines.workspace.lock.hold`).
        warehouse: open for writing.
        entries: what was decided, oldest first.

    Returns:
        The record with them.

    Raises:
        TamperedRecordError: the record was changed before; nothing is added then.
        KeyFileError: the key of the record is gone or cannot be used.
    """
    on_record = verified_record(workspace, warehouse)
    path = record_file(workspace)
    is_new = not path.exists()
    if is_new and not on_record and not entries:
        return ()
    key = record_key(workspace, make=is_new)
    taken_over = [one.entry for one in on_record] if is_new else []
    record = _chained((), [*taken_over, *entries], key) if is_new else _chained(on_record, entries, key)
    private_folder(workspace.record)
    write_private(path, b"".join(one.line for one in record))
    write_through(path.parent)
    store_head(warehouse, record, key)
    return record


def verify_for_the_night(workspace: Workspace, warehouse: Warehouse) -> Record:
    """Holds the record against all that remember it, takes over what the first version kept, and remembers it.

    Returns:
        The record.

    Raises:
        TamperedRecordError: the record was changed, shortened or taken away.
        KeyFileError: the key of the record is gone or cannot be used.
    """
    if not record_file(workspace).exists():
        return append_entries(workspace, warehouse, [])
    record = verified_record(workspace, warehouse)
    store_head(warehouse, record, record_key(workspace, make=False))
    return record


def _not_taken_over(workspace: Workspace) -> Record:
    """What the first version kept; nothing vouches for its codes before it is taken over."""
    return _chained((), entries_of_first_version(workspace), b"")


def _chained(record: Record, entries: Iterable[Entry], key: bytes) -> Record:
    """A record with more entries."""
    chain = [*record]
    for number, entry in enumerate(entries, len(record) + 1):
        chain.append(recorded(number, entry, chain[-1].mac if chain else BEGINNING, key))
    return tuple(chain)


def _read(workspace: Workspace, seal: Seal | None) -> Record:
    """The record of the file; what a seal vouches for is known, the rest is looked at line by line."""
    path = record_file(workspace)
    if not path.exists():
        return ()
    key, lines = record_key(workspace, make=False), path.read_bytes().splitlines(keepends=True)
    known = seal.entries if seal and seal.holds(lines, key) else 0
    return _verified(path, read_sealed(lines[:known]), lines[known:], key)


def _verified(path: Path, record: list[Recorded], lines: Sequence[bytes], key: bytes) -> Record:
    """A record with what follows in its file."""
    last = record[-1].mac if record else BEGINNING
    for number, line in enumerate(lines, len(record) + 1):
        if not line.endswith(b"\n"):
            raise _tampered(path, f"第 {number} 条不完整")
        read = read_line(line, key)
        if read is None:
            raise _tampered(path, f"第 {number} 条不是登记时的内容")
        if (read.number, read.previous) != (number, last):
            raise _tampered(path, f"第 {number} 条与第 {number - 1} 条不相连")
        record.append(read)
        last = read.mac
    return tuple(record)


def _hold_against(heads: Iterable[Head], record: Record, path: Path) -> None:
    remembered = sorted(heads, key=lambda head: head.entries)
    for head in remembered:
        if head.entries <= len(record) and record[head.entries - 1].mac != head.mac:
            raise _tampered(path, f"第 {head.entries} 条不是{head.witness}所记的那一条,整个记录可能已被重写")
    if remembered and len(record) < (longest := remembered[-1]).entries:
        known = f"据{longest.witness}应至少有 {longest.entries} 条,现有 {len(record)} 条"
        raise _tampered(path, f"第 {len(record) + 1} 条起缺失: {known}")


def _tampered(path: Path, problem: str) -> TamperedRecordError:
    return TamperedRecordError(f"记录 {path} 已被改动: {problem}")
