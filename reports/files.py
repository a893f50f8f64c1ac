"""How a report file comes to lie in its folder: readable by its owner alone, since it holds personal data."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import BinaryIO

_OWNER_ONLY_FILE = 0o600
_CHUNK = 1 << 20


def create(path: Path) -> BinaryIO:
    """Opens a new file for writing, 0600; one of that name is replaced."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY_FILE)
    return os.fdopen(descriptor, "wb")


def write(path: Path, content: bytes) -> None:
    """Writes a whole file, 0600."""
    with create(path) as file:
        file.write(content)


def sha256(path: Path) -> str:
    """Hex digest of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
