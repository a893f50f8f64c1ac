"""What is to be delivered to a target and was not yet, and how it gets there in spite of a bad line."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.delivery.bring import Parcel, bring, read_parcel
from pipelines.delivery.target import Target
from pipelines.publishing.names import CITY_PLATFORM, HAND_OVERS, SUPERVISION
from pipelines.workspace.deliveries import prepare_memory, remember, remembered
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from reports.city_done import DONE, done_lines
from reports.parcel import SUMS
from schemas.errors import HeduiError, NotDeliveredError, NothingPublishedError
from schemas.masking import mask_numbers
from schemas.system import system_words

PAUSES = (1.0, 3.0, 7.0, 15.0)
"""Seconds before each further try; with the time that a silent server takes, all ends within two minutes."""
_LONGEST = 100.0
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
    *,
    expected: bool = False,
    pauses: tuple[float, ...] = PAUSES,
) -> Delivered:
    """Brings every batch that the target has not had, oldest first, and the campaign's folder of the date.

    A target that never had a batch begins with that of the date. A delivery that fails is remembered until one arrives,
    not of a target that nobody expects to have anything.

    Args:
        workspace: whose publications.
        target: where to.
        as_of: the date; None: the newest published.
        note: who is told of further tries.
        expected: the settings name the target.
        pauses: seconds before each further try.

    Raises:
        NothingPublishedError: there is no publication of the date.
        FileAccessError: what is brought could not be remembered.
        NotDeliveredError: the target cannot be reached, refuses, or is another than it should be.
    """
    remembered(workspace, target.name)  # where that is closed no further try helps, and the target is not to blame
    day = as_of or workspace.latest()
    if day is None or not workspace.publication(day).is_dir():
        raise NothingPublishedError(f"没有 {day} 的发布" if day else "还没有发布")
    _require_whole(workspace.publication(day), day)
    prepare_memory(workspace)
    try:
        delivered = _in_spite_of_the_line(workspace, target, day, note, pauses)
    except HeduiError as error:
        memory = remembered(workspace, target.name)
        if expected or memory.had_anything:
            remember(workspace, memory.after_failure(day, mask_numbers(error.message)))
        raise
    memory = remembered(workspace, target.name)
    if memory.failed:
        remember(workspace, replace(memory, failed=None))
    return delivered


def _require_whole(publication: Path, day: date) -> None:
    """Refuses a publication of which hand-overs are gone: what is left of it is not what was published."""
    outputs = (read_manifest(publication) or {}).get("outputs")
    listed = [str(one["file"]) for one in outputs] if isinstance(outputs, list) else []
    handed_over = [name for name in listed if name.partition("/")[0] in HAND_OVERS]
    is_empty = not any((publication / name).is_dir() for name in HAND_OVERS)
    if is_empty or any(not (publication / name).is_file() for name in handed_over):
        raise NothingPublishedError(f"{day} 的发布不完整,无法送达", hint=f"请重新运行 hedui run nightly --as-of {day}")


def _in_spite_of_the_line(
    workspace: Workspace, target: Target, day: date, note: Callable[[str], None], pauses: tuple[float, ...]
) -> Delivered:
    began = time.monotonic()
    batches: list[int] = []  # of all tries: what one before has brought the next finds there
    for pause in (*pauses, None):
        try:
            return _once(workspace, target, day, batches)
        except OSError as error:
            late = time.monotonic() - began + (pause or 0.0) > _LONGEST
            if pause is None or late:
                raise NotDeliveredError(f"未能送达 {target.name}: {system_words(error)}") from error
            note(f"{target.name}: {system_words(error)},{pause:g} 秒后再试")
            time.sleep(pause)
    raise AssertionError  # the last try returns or raises


def _once(workspace: Workspace, target: Target, day: date, batches: list[int]) -> Delivered:
    there = target.open()
    known = remembered(workspace, target.name)
    for number, folder in _due(workspace, day, known.batches):
        bring(there, target.path, _whole(folder, f"{CITY_PLATFORM}/{number:06}", DONE))
        known = replace(known, batches=tuple(sorted({*known.batches, number})))
        remember(workspace, known)
        batches.append(number)
    campaign = workspace.publication(day) / SUPERVISION
    if not campaign.is_dir():
        return Delivered(target.name, tuple(batches), None)
    parcel = _whole(campaign, f"{SUPERVISION}/{day}", SUMS)
    brought = hashlib.sha256(b"\0".join(parcel.files[name] for name in sorted(parcel.files))).hexdigest()
    new = known.supervision.get(day.isoformat()) != brought
    if new:
        bring(there, target.path, parcel)
        remember(workspace, replace(known, supervision={**known.supervision, day.isoformat(): brought}))
    return Delivered(target.name, tuple(batches), day if new else None)


def _due(workspace: Workspace, day: date, delivered: Sequence[int]) -> list[tuple[int, Path]]:
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
