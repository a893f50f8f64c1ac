"""Brings the files of one hand-over folder: under other names first, the one that vouches for the others last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

_ASIDE = ".part"


class FileSystem(Protocol):
    """What is needed of a file system of fsspec."""

    def info(self, path: str) -> dict[str, Any]:
        """Size and more; FileNotFoundError where there is nothing."""

    def open(self, path: str, mode: str) -> BinaryIO:
        """A file."""

    def makedirs(self, path: str, exist_ok: bool) -> None:
        """Makes a folder and those above it."""

    def exists(self, path: str) -> bool:
        """Whether there is anything."""

    def rm_file(self, path: str) -> None:
        """Takes a file away."""

    def mv(self, path1: str, path2: str) -> None:
        """Gives a file another name."""

    def ls(self, path: str, detail: bool) -> list[dict[str, Any]]:
        """What lies in a folder."""


@dataclass(frozen=True)
class Parcel:
    """A hand-over folder as it is to stand there.

    Attributes:
        place: its folder below the target.
        files: name -> content.
        last: the file that vouches for the others.
    """

    place: str
    files: Mapping[str, bytes]
    last: str


def bring(there: FileSystem, root: str, parcel: Parcel) -> bool:
    """Makes the folder there hold these files; what it holds whole, and whatever else lies there, is left alone.

    Whoever looks sees the vouching file only beside the files that it vouches for.

    Args:
        there: the file system.
        root: the target's folder.
        parcel: what is brought.

    Returns:
        Whether anything was wanting.

    Raises:
        OSError: the target cannot be reached, or refuses to be written; what stands there then is incomplete without
            the vouching file.
    """
    folder = PurePosixPath(root) / parcel.place
    places = {name: folder / name for name in parcel.files}
    wanting = [
        name for name in parcel.files if name != parcel.last and not _holds(there, places[name], parcel.files[name])
    ]
    last = places[parcel.last]
    vouched = _holds(there, last, parcel.files[parcel.last])
    for name in parcel.files:
        there.makedirs(str(places[name].parent), exist_ok=True)
    if (wanting or not vouched) and there.exists(str(last)):
        there.rm_file(str(last))
    for name in wanting:
        _write(there, _aside(places[name]), parcel.files[name])
    for name in wanting:
        there.mv(str(_aside(places[name])), str(places[name]))
    _clear(there, {place.parent for place in places.values()})
    if wanting or not vouched:
        _write(there, _aside(last), parcel.files[parcel.last])
        there.mv(str(_aside(last)), str(last))
    return bool(wanting) or not vouched


def read_parcel(folder: Path, place: str, last: str) -> Parcel:
    """A folder of this machine, read at once.

    Raises:
        OSError: a file is gone, or cannot be read.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return Parcel(place, files, last)


def _holds(there: FileSystem, place: PurePosixPath, content: bytes) -> bool:
    try:
        if there.info(str(place))["size"] != len(content):
            return False
        with there.open(str(place), "rb") as file:
            return bytes(file.read()) == content
    except FileNotFoundError:
        return False


def _write(there: FileSystem, place: PurePosixPath, content: bytes) -> None:
    """Writes a new file: one that somebody has put there, or a link, might be his who waits for the content."""
    try:
        there.rm_file(str(place))
    except FileNotFoundError:
        pass
    except PermissionError:  # some who may take nothing away are told so of what is not there
        if there.exists(str(place)):
            raise
    with there.open(str(place), "xb") as file:
        file.write(content)
    if there.info(str(place))["size"] != len(content):
        raise OSError(f"{place.name} 没有写完整")


def _aside(place: PurePosixPath) -> PurePosixPath:
    return place.with_name(f".{place.name}{_ASIDE}")


def _clear(there: FileSystem, folders: set[PurePosixPath]) -> None:
    """Takes away what an interrupted delivery left under other names."""
    for folder in sorted(folders):
        for entry in there.ls(str(folder), detail=True):
            name = PurePosixPath(str(entry["name"]).rstrip("/")).name
            if name.startswith(".") and name.endswith(_ASIDE):
                there.rm_file(str(folder / name))
