"""Fingerprints: of files and of whatever a result depends on, so that nothing is done twice."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileContent:
    """What a file held when it was looked at."""

    file: str
    sha256: str
    size: int


def sha256_of(path: Path) -> str:
    """Hash of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_of(path: Path) -> FileContent:
    """Hashes one file."""
    return FileContent(path.name, sha256_of(path), path.stat().st_size)


def digest(value: object) -> str:
    """Short fingerprint of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
