"""How a report file comes to lie in its folder, and under what name: readable by its owner alone, wherever it lies."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path
from typing import BinaryIO

_OWNER_ONLY_FILE = 0o600
_CHUNK = 1 << 20


# What may stand in a name anywhere: Latin letters, digits, Chinese characters, and a hyphen or low line between them.
_UNUSUAL = re.compile(r"[^0-9A-Za-z\u3400-\u9fff_-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_LONGEST_NAME = 40
_TOLD_APART = 8


def file_name(said: str, suffix: str) -> str:
    """A file's name from what data say: one name below its folder on any system, whatever they say.

    A text that is a usual name stays as it is; of any other the usual characters stay, and a few digits of its hash
    tell it from its like.

    Args:
        said: the text, of any length and with any characters.
        suffix: what the name ends in, `.html`.
    """
    usual = _UNUSUAL.sub("_", unicodedata.normalize("NFKC", said))[:_LONGEST_NAME].strip("_-")
    if usual == said and usual and not _RESERVED.fullmatch(usual):
        return usual + suffix
    told_apart = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_TOLD_APART]
    return "_".join(part for part in (usual, told_apart) if part) + suffix


def create(path: Path) -> BinaryIO:
    """Opens a new file for writing, 0600; one of that name is taken away, and nothing is written into it.

    Raises:
        OSError: it is another account's, and not to be taken away.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY_FILE)
    return os.fdopen(descriptor, "wb")


def write(path: Path, content: bytes) -> None:
    """Writes a whole file, 0600; where it cannot be written, none is left that passes for one."""
    try:
        with create(path) as file:
            file.write(content)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sha256(path: Path) -> str:
    """Hex digest of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
