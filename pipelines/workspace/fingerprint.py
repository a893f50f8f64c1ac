"""Fingerprints: of files and of whatever a result depends on, so that nothing is done twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import InputRefusedError

_THREADS = 2


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


def contents_of(paths: Sequence[Path]) -> list[FileContent]:
    """Hashes files, two at a time.

    Raises:
        InputRefusedError: one cannot be read.
    """
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(_content_of, paths))


def _content_of(path: Path) -> FileContent:
    try:
        return FileContent(path.name, sha256_of(path), path.stat().st_size)
    except OSError as error:
        raise InputRefusedError(
            f"{path.name}: 无法读取文件({error.strerror})", hint="请检查文件是否仍在、权限是否正确"
        ) from error


def digest(value: object) -> str:
    """Short fingerprint of anything that JSON can hold."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
