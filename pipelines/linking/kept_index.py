"""The index of the civil registry on disk: made once for an extract, and mapped by every run that uses it.

It can be made anew at any time: one that is not whole is made again.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.registry_index import GROUPS, MARKS, RegistryIndex, index_of, text_keys
from matchers.shards import KINDS, Keep, Shards, room_name
from pipelines.workspace.fingerprint import digest, sha256_of
from pipelines.workspace.folders import close_to_others, name_aside, private_folder
from pipelines.workspace.mapped import array_in, room_in

_CONTENTS = "contents.json"
_BROKEN = (FileNotFoundError, NotADirectoryError, KeyError, TypeError, ValueError)
_PROBE = pl.Series(["核对", "432902195106050302"])


@dataclass(frozen=True)
class KeptIndex:
    """The index of one extract of the civil registry, on disk.

    Attributes:
        folder: where it lies, and no other beside it.
        of: fingerprint of the extract and of the program that makes an index of it.
    """

    folder: Path
    of: str

    def index(self, persons: pl.DataFrame, keep: Keep | None) -> RegistryIndex:
        """The index; made if it is not there.

        Args:
            persons: accepted rows of the civil registry.
            keep: the same rows, held in another way until they are sorted; None: as they are.

        Raises:
            OSError: there is no room on the disk, or the folder is closed.
        """
        # What stands for a text is not promised to be the same on every processor.
        place = self.folder / digest([self.of, text_keys(_PROBE).to_list()])
        return _opened(place) or _made(place, persons, keep)


def _opened(place: Path) -> RegistryIndex | None:
    """The index in a folder; None where there is none, or it is not as it was written."""
    try:
        contents = json.loads((place / _CONTENTS).read_bytes())
        if any(sha256_of(place / name) != sha for name, sha in contents["files"].items()):
            return None
        return _index_in(place, contents["starts"])
    except _BROKEN:
        return None


def _index_in(place: Path, starts: dict[str, list[int]]) -> RegistryIndex:
    def of(name: str) -> Shards:
        keys, persons = (array_in(place / room_name(name, part), kind) for part, kind in KINDS.items())
        return Shards(keys, persons, tuple(starts[name]), GROUPS[name])

    return RegistryIndex({name: of(name) for name in GROUPS}, array_in(place / MARKS, np.uint8))


def _made(place: Path, persons: pl.DataFrame, keep: Keep | None) -> RegistryIndex:
    """Makes the index in place of whatever lies in the folder."""
    shutil.rmtree(place.parent, ignore_errors=True)
    aside = name_aside(place)
    private_folder(place.parent)
    private_folder(aside)

    def allocate(name: str, length: int, kind: type[np.generic]) -> npt.NDArray[Any]:
        return room_in(aside / name, length, kind)

    index = index_of(persons, allocate, keep)
    starts = {name: shards.starts for name, shards in index.shards.items()}
    files = {path.name: sha256_of(path) for path in sorted(aside.iterdir())}
    (aside / _CONTENTS).write_text(json.dumps({"starts": starts, "files": files}), encoding="utf-8")
    close_to_others(aside)
    aside.replace(place)
    return index
