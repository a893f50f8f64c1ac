"""The file of a backup: a compressed tar of the files of a workspace, and at its end what each of them should hold."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from pipelines.workspace.folders import clear_left_aside, name_aside, put_in_place, write_private_stream
from pipelines.workspace.machine import machine_error
from schemas.errors import ArgumentError, DamagedBackupError
from schemas.system import system_words

_CONTENTS = "backup.json"
_BELOW = "workspace/"
_QUICK = 1
"""Compression level: most of it is compressed already."""


class ArchiveWriter:
    """A backup that is being written."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        """Takes the open tar."""
        self._tar = tar
        self._hashes: dict[str, str] = {}

    def add(self, name: str, file: BinaryIO) -> None:
        """Adds an open file, as long as it is at this moment, under its name from the workspace folder."""
        reading = _Hashing(file)
        member = tarfile.TarInfo(_BELOW + name)
        stat = os.fstat(file.fileno())
        member.size, member.mtime, member.mode = stat.st_size, int(stat.st_mtime), 0o600
        self._tar.addfile(member, cast("BinaryIO", reading))
        self._hashes[name] = reading.sha256.hexdigest()

    def close(self) -> None:
        """Adds what every file should hold."""
        said = {"version": version("hedui"), "made": datetime.now(UTC).isoformat(), "files": self._hashes}
        content = json.dumps(said, ensure_ascii=False, indent=1).encode()
        member = tarfile.TarInfo(_CONTENTS)
        member.size, member.mode = len(content), 0o600
        self._tar.addfile(member, BytesIO(content))

    @property
    def files(self) -> int:
        """How many there are so far."""
        return len(self._hashes)


class _Hashing:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()

    def read(self, size: int) -> bytes:
        block = self._file.read(size)
        self.sha256.update(block)
        return block


@contextmanager
def write_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Writes a backup whole or not at all, readable by its owner only.

    Raises:
        ArgumentError: there is such a file already, or no folder for it.
    """
    if path.exists():
        raise ArgumentError(f"{path} 已存在", hint="请给出新的文件名;备份从不覆盖已有文件")
    if not path.parent.is_dir():
        raise ArgumentError(f"文件夹 {path.parent} 不存在", hint="请先建立该文件夹")
    clear_left_aside(path.parent, f"*{path.suffix}")  # as large as a backup, with all that it holds
    aside = name_aside(path)
    try:
        with (
            write_private_stream(aside) as file,
            tarfile.open(fileobj=file, mode="w:gz", compresslevel=_QUICK, format=tarfile.PAX_FORMAT) as tar,
        ):
            writer = ArchiveWriter(tar)
            yield writer
            writer.close()
        put_in_place(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> int:
    """Unpacks a backup below a folder and holds every file against what it should hold.

    Args:
        path: the backup.
        folder: an empty folder.

    Returns:
        How many files those are.

    Raises:
        ArgumentError: it cannot be read.
        DamagedBackupError: it is no backup, or a damaged one.
        MachineError: the disk is full.
    """
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|gz") as tar:
            expected, found = _unpacked(tar, folder)
    except (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError) as error:
        raise DamagedBackupError(f"{path} 不是完好的备份({type(error).__name__})") from error
    except OSError as error:
        raise machine_error(error) or ArgumentError(f"{path} 无法读取或写出({system_words(error)})") from error
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise DamagedBackupError(f"{path} 中 {len(wrong)} 个文件与备份时不符,如 {wrong[0]}")
    return len(found)


def _unpacked(tar: tarfile.TarFile, folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    found: dict[str, str] = {}
    expected: dict[str, str] | None = None
    for member in tar:
        content = tar.extractfile(member) if member.isreg() else None
        if content is None:
            raise ValueError(member.name)
        if member.name == _CONTENTS:
            expected = _listed(json.load(content))
        else:
            name = _safe(member.name)
            found[name] = _write(cast("BinaryIO", content), folder / name)
    if expected is None:
        raise ValueError(_CONTENTS)
    return expected, found


def _listed(said: object) -> dict[str, str]:
    files = said.get("files") if isinstance(said, dict) else None
    if not isinstance(files, dict):
        raise ValueError(_CONTENTS)
    return files


def _safe(name: str) -> str:
    """The name from the workspace folder; whoever made the file, nothing is written outside of it."""
    path = PurePosixPath(name.removeprefix(_BELOW))
    if not name.startswith(_BELOW) or path.is_absolute() or not path.parts or ".." in path.parts:
        raise ValueError(name)
    return str(path)


def _write(content: BinaryIO, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    reading = _Hashing(content)
    with write_private_stream(path) as file:
        while block := reading.read(1 << 20):
            file.write(block)
    return reading.sha256.hexdigest()
