"""An ordinary account for as long as a test wants to be one: root reads and writes what is closed to everybody."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION_3 = 0x20080522
_BESIDE_THE_MODES = 1 << 1 | 1 << 2 | 1 << 3  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER
_WORDS = 6
"""Effective, permitted and inheritable capabilities, 32 of each and then the rest."""
_SOMEBODY = 65_534


@contextmanager
def ordinary_account() -> Iterator[None]:
    """This thread, and those that it starts, obey the modes of files within the block, whoever runs the tests."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * _WORDS)()
    _called(libc.capget(header, held))
    lowered = (ctypes.c_uint32 * _WORDS)(held[0] & ~_BESIDE_THE_MODES, *held[1:])
    _called(libc.capset(header, lowered))
    try:
        yield
    finally:
        _called(libc.capset(header, held))


def _called(code: int) -> None:
    if code:
        raise OSError(ctypes.get_errno(), "capabilities cannot be changed")


def close(path: Path, mode: int = 0) -> None:
    """Closes a file or folder; where root runs the tests it is somebody else's besides, who alone may open it again."""
    path.chmod(mode)
    if os.geteuid() == 0:
        os.chown(path, _SOMEBODY, _SOMEBODY)
