"""The kernel's locks on files: who has one lets go of it with his process, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

FOR_MYSELF, BESIDE_OTHERS = fcntl.LOCK_EX, fcntl.LOCK_SH


def is_taken(descriptor: int, kind: int) -> bool:
    """Takes the lock on an open file (`FOR_MYSELF` or `BESIDE_OTHERS`) unless another process holds it; whether."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def let_go(descriptor: int) -> None:
    """Lets go of the lock on an open file."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)


def is_held(lock_file: Path) -> bool:
    """Whether any process holds the lock at this moment."""
    try:
        descriptor = os.open(lock_file, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        return not is_taken(descriptor, BESIDE_OTHERS)
    finally:
        os.close(descriptor)
