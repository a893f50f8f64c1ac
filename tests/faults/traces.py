"""Where the people of a workspace may stand with number and name, and a search for them everywhere else."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

import polars as pl

from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from schemas.column import Kind
from schemas.extracts import EXTRACTS

NUMBERS_AND_NAMES = (
    "landing/*",
    "warehouse.duckdb*",
    "history.duckdb",  # what the warehouse knows that cannot be made anew
    "published/*/*.parquet",
    "replaced/*/*/*.parquet",  # the same, of publications whose place another run has taken
    "published/*/reports.xlsx",
    "published/*/city_platform/*",
)
"""Below a workspace: files that stay in the bureau, or leave it whole as the city platform's contract wants."""
NAMES = ("published/*/index.html", "reports/*", "record/*")
"""Below a workspace: files that show names beside masked numbers."""
NEITHER = "published/*/supervision/*"
"""What is below it stands under a rule above, and is held to this one."""
_COLUMNS = [column for extract in EXTRACTS.values() for column in extract.columns]
_NUMBERED = {column.name for column in _COLUMNS if column.kind is Kind.RESIDENT_ID} | {
    "account_no",
    "disability_certificate_no",
}
_NAMED = {"name", "former_name", "head_name", "husband_name", "wife_name"}
_NUMBER = re.compile(r"(?<![0-9])[0-9]{14,19}[0-9Xx](?![0-9])")
_HAN = re.compile(r"[\u3400-\u9fff·]{2,}")
_LONGEST_NAME = 6
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


@dataclass(frozen=True)
class People:
    """Numbers and names of everybody in a warehouse: resident ids, certificate numbers and accounts, as written."""

    numbers: frozenset[str]
    names: frozenset[str]

    def numbers_in(self, content: bytes) -> set[str]:
        """Those that stand in the content, in whatever encoding."""
        return {number for text in _texts(content) for number in _NUMBER.findall(text) if number in self.numbers}

    def names_in(self, content: bytes) -> set[str]:
        """The same of names."""
        runs = (run for text in _texts(content) for run in _HAN.findall(text))
        return {part for run in runs for part in _parts(run) if part in self.names}


def people_of(workspace: Workspace) -> People:
    """Everybody of whom the warehouse knows, refused rows included."""
    numbers: set[str] = set()
    names: set[str] = set()
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        columns = warehouse.query(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'VARCHAR' "
            "AND (table_name LIKE 'accepted_%' OR table_name LIKE 'refused_%')"
        )
        for table, column in columns.iter_rows():
            for (value,) in warehouse.query(f'SELECT DISTINCT "{column}" FROM "{table}"').drop_nulls().iter_rows():
                if column in _NUMBERED:
                    numbers.update(_NUMBER.findall(value))
                if column in _NAMED and _HAN.fullmatch(value):
                    names.add(value)
    return People(frozenset(numbers), frozenset(names))


def strays(people: People, workspace: Workspace) -> list[str]:
    """Files of a workspace in which somebody stands who should not."""
    found = []
    for path in sorted(path for path in below(workspace.root) if path.is_file() and not path.is_symlink()):
        place = str(path.relative_to(workspace.root))
        try:
            content = _unpacked(path)
        except FileNotFoundError:  # a night at work has moved it
            continue
        whole = _lies(place, NUMBERS_AND_NAMES) and not fnmatch(place, NEITHER)
        if not whole and people.numbers_in(content):
            found.append(f"{place}: {len(people.numbers_in(content))} numbers")
        if not whole and not _lies(place, NAMES) and (names := people.names_in(content)):
            found.append(f"{place}: {sorted(names)[:5]}")
    return found


def open_to_others(workspace: Workspace) -> list[str]:
    """What the product made below a workspace and others may read, or may be run; `landing` is the bureau's."""
    made = [path for path in [workspace.root, *workspace.root.rglob("*")] if not path.is_symlink()]
    ours = [path for path in made if path != workspace.landing and workspace.landing not in path.parents]
    return [
        f"{path} {path.stat().st_mode & 0o777:o}"
        for path in ours
        if path.stat().st_mode & 0o777 != (0o700 if path.is_dir() else 0o600)
    ]


def below(folder: Path) -> list[Path]:
    """Everything below a folder in which somebody may be at work, so that folders come and go."""
    return [Path(root) / name for root, folders, files in os.walk(folder) for name in (*folders, *files)]


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".parquet":
        return "\n".join(str(cell) for row in pl.read_parquet(path).rows() for cell in row).encode()
    if path.suffix == ".xlsx":
        with ZipFile(path) as parts:
            return b"\n".join(parts.read(name) for name in parts.namelist())
    return path.read_bytes()


def _lies(place: str, places: tuple[str, ...]) -> bool:
    return any(fnmatch(place, pattern) for pattern in places)


def _texts(content: bytes) -> Iterator[str]:
    return (content.decode(encoding, errors="ignore") for encoding in _ENCODINGS)


def _parts(run: str) -> Iterator[str]:
    for length in range(2, _LONGEST_NAME + 1):
        yield from (run[start : start + length] for start in range(len(run) - length + 1))
