"""Files mapped into memory: what somebody looks at takes some while he does, and what nobody looks at takes none."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from threading import Lock
from typing import IO, Any
from weakref import WeakSet

import numpy as np
import numpy.typing as npt

_mapped: WeakSet[mmap.mmap] = WeakSet()
_adding = Lock()


def mapped(file: IO[bytes], access: int = mmap.ACCESS_READ) -> mmap.mmap:
    """A file that is not empty, mapped as long as somebody holds what is handed back."""
    memory = mmap.mmap(file.fileno(), 0, access=access)
    with _adding:  # while somebody else lets go
        _mapped.add(memory)
    return memory


def array_in(path: Path, kind: type[np.generic]) -> npt.NDArray[Any]:
    """The numbers of a file, mapped; an array in a file of this form is its bytes and nothing else.

    Raises:
        OSError: the file is not there, or closed.
        ValueError: its size is that of no such array.
    """
    with path.open("rb") as file:
        return np.frombuffer(mapped(file) if os.fstat(file.fileno()).st_size else b"", dtype=kind)


def room_in(path: Path, length: int, kind: type[np.generic]) -> npt.NDArray[Any]:
    """Room for so many numbers in a new file, which whoever writes into it fills.

    Raises:
        OSError: there is no room on the disk, or the folder is closed.
    """
    with path.open("xb+") as file:
        if not length:
            return np.empty(0, dtype=kind)
        # All of it now: a disk that is full while a mapped file is written ends the process.
        os.posix_fallocate(file.fileno(), 0, length * np.dtype(kind).itemsize)
        return np.frombuffer(mapped(file, mmap.ACCESS_WRITE), dtype=kind)


def let_go() -> None:
    """Holds nothing in memory of what is mapped, until somebody looks at it again."""
    with _adding:
        there = list(_mapped)
    for memory in there:
        memory.madvise(mmap.MADV_DONTNEED)
