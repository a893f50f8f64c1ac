"""What is to be delivered to a target and was not yet, and how it gets there in spite of a bad line."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.delivery.bring import Parcel, bring, read_parcel
from pipelines.delivery.target import Target
from pipelines.publishing.names import CITY_PLATFORM, SUPERVISION
from pipelines.workspace.folders import Workspace, write_private
from reports.city_platform import DONE, done_lines
from schemas.errors import NotDeliveredError, NothingPublishedError

PAUSES = (1.0, 3.0, 7.0, 15.0)
"""Seconds before each further try; with the time that a silent server takes, all ends within two minutes."""
_LONGEST = 100.0
_SUMS = "SHA256SUMS"
_READS = 3


@dataclass(frozen=True)
class Delivered:
    """What a delivery brought: the target, numbers of batches, and the date of the campaign's folder."""

    target: str
    batches: tuple[int, ...]
    supervision: date | None


def deliver(
    workspace: Workspace,
    target: Target,
    as_of: date | None,
    note: Callable[[str], None],
    pauses: tuple[float, ...] = PAUSES,
) -> Delivered:
    """Brings every batch that the target has not had, oldest first, and the campaign's folder of the date.

    A target that never had a batch begins with that of the date.

    Args:
        workspace: whose publications.
        target: where to.
        as_of: the date; None: the newest published.
        note: who is told of further tries.
        pauses: seconds before each further try.

    Raises:
        NothingPublishedError: there is no publication of the date.
        NotDeliveredError: the target cannot be reached, refuses, or is another than it should be.
    """
    day = as_of or workspace.latest()
    if day is None or not workspace.publication(day).is_dir():
        raise NothingPublishedError(f"没有 {day} 的发布" if day else "还没有发布")
    began = time.monotonic()
    for pause in (*pauses, None):
        try:
            return _once(workspace, target, day)
        except OSError as error:
            late = time.monotonic() - began + (pause or 0.0) > _LONGEST
            if pause is None or late:
                raise NotDeliveredError(f"未能送达 {target.name}: {_why(error)}") from error
            note(f"{target.name}: {_why(error)},{pause:g} 秒后再试")
            time.sleep(pause)
    raise AssertionError  # the last try returns or raises


def _once(workspace: Workspace, target: Target, day: date) -> Delivered:
    there = target.open()
    batches = []
    known = _remembered(workspace, target)
    for number, folder in _due(workspace, day, known["batches"]):
        bring(there, target.path, _whole(folder, f"{CITY_PLATFORM}/{number:06}", DONE))
        known["batches"] = sorted({*known["batches"], number})
        _remember(workspace, target, known)
        batches.append(number)
    campaign = workspace.publication(day) / SUPERVISION
    if not campaign.is_dir():
        return Delivered(target.name, tuple(batches), None)
    parcel = _whole(campaign, f"{SUPERVISION}/{day}", _SUMS)
    brought = hashlib.sha256(b"\0".join(parcel.files[name] for name in sorted(parcel.files))).hexdigest()
    new = known["supervision"].get(day.isoformat()) != brought
    if new:
        bring(there, target.path, parcel)
        known["supervision"][day.isoformat()] = brought
        _remember(workspace, target, known)
    return Delivered(target.name, tuple(batches), day if new else None)


def _due(workspace: Workspace, day: date, delivered: list[int]) -> list[tuple[int, Path]]:
    folders = (workspace.publication(one) / CITY_PLATFORM for one in workspace.published_dates() if one <= day)
    numbered = sorted((int(lines[0]["batch"]), folder) for folder in folders if "batch" in (lines := _lines(folder))[0])
    if not delivered:
        return numbered[-1:]
    return [(number, folder) for number, folder in numbered if number > min(delivered) and number not in delivered]


def _lines(folder: Path) -> list[dict[str, Any]]:
    return done_lines(folder) or [{}]


def _whole(folder: Path, place: str, last: str) -> Parcel:
    """A folder that holds what its own sums say; a run may put another in its place while it is read.

    Raises:
        OSError: it does not.
    """
    for _ in range(_READS):
        parcel = read_parcel(folder, place, last)
        if last in parcel.files and _agrees(parcel):
            return parcel
    raise OSError(f"{folder} 与其校验值不符")


def _agrees(parcel: Parcel) -> bool:
    vouching = parcel.files[parcel.last].decode()
    if parcel.last == DONE:
        sums = {line["file"]: line["sha256"] for line in map(json.loads, vouching.splitlines())}
    else:
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in vouching.splitlines())}
    return all(hashlib.sha256(parcel.files.get(name, b"")).hexdigest() == digest for name, digest in sums.items())


def _file(workspace: Workspace, target: Target) -> Path:
    return workspace.deliveries / f"{hashlib.sha256(target.name.encode()).hexdigest()[:16]}.json"


def _remembered(workspace: Workspace, target: Target) -> dict[str, Any]:
    path = _file(workspace, target)
    if not path.exists():
        return {"target": target.name, "batches": [], "supervision": {}}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _remember(workspace: Workspace, target: Target, known: Mapping[str, Any]) -> None:
    workspace.deliveries.mkdir(mode=0o700, exist_ok=True)
    write_private(_file(workspace, target), (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode())


def _why(error: OSError) -> str:
    return error.strerror or str(error) or type(error).__name__
