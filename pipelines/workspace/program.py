"""Fingerprints of the program itself, one for each kind of result that is kept: a change redoes what it can change."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from pipelines.workspace.fingerprint import digest, sha256_of

ROOMS = ("schemas", "matchers", "policies", "reports", "pipelines", "data")
_ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Part:
    """A part of the program, as far as it decides what a result holds.

    Attributes:
        places: folders and files of ours, whatever their suffix.
        libraries: distributions whose versions count.
        without: folders within the places that cannot change the result.
    """

    places: tuple[str, ...]
    libraries: tuple[str, ...]
    without: tuple[str, ...] = ()

    def holds(self, file: str) -> bool:
        """Whether a file, named from the root, belongs to this part."""
        return _lies_in(file, self.places) and not _lies_in(file, self.without)


READING = Part(
    places=(
        "schemas",
        "pipelines/__init__.py",
        "pipelines/ingest",
        "pipelines/warehouse/__init__.py",
        "pipelines/warehouse/connection.py",
        "pipelines/warehouse/extracts.py",
        "pipelines/warehouse/schema.py",
        "pipelines/warehouse/selections.py",
        "pipelines/warehouse/tables.py",
        "pipelines/workspace/aside.py",
        "pipelines/workspace/fingerprint.py",
        "pipelines/workspace/machine.py",
        "pipelines/workspace/mapped.py",
        "pipelines/workspace/timezone.py",
        "policies/clues/history.py",
    ),
    libraries=("duckdb", "numpy", "pandera", "polars", "pyarrow", "python-calamine"),
)
"""What an extract in the warehouse depends on, beside the files it was read from."""

LINKING = Part(
    places=(
        "schemas",
        "matchers",
        "data/linkage",
        "data/parameters/__init__.py",  # a run's context loads them; no value of theirs reaches the linkage
        "data/parameters/reading.py",
        "data/parameters/strict_yaml.py",
        "pipelines/__init__.py",
        "pipelines/corrections",
        "pipelines/ingest",
        "pipelines/linking",
        "pipelines/record",
        "pipelines/review/store.py",
        "pipelines/run",
        "pipelines/warehouse",
        "pipelines/workspace",
        "policies/city_platform/history.py",  # what the warehouse keeps; none of it reaches the linkage
        "policies/clues/data_side.py",  # how clues stood before a run; none of it either
        "policies/clues/history.py",
        "policies/clues/spans.py",  # nor how long
        "policies/lateness.py",
        "reports/mending.py",  # what a file's name may have been meant for
        "reports/life.py",  # nor how that is told
        "reports/city_done.py",  # by what number a batch goes; none of it reaches the linkage
    ),
    libraries=(*READING.libraries, "pyyaml", "rapidfuzz"),
)
"""What a linkage depends on, beside the extracts and the decisions."""

PUBLISHING = Part(
    places=ROOMS,
    libraries=(*LINKING.libraries, "asyncssh", "hedui", "jinja2", "markupsafe", "xlsxwriter"),  # ours is on the page
    without=(
        "data/district",
        "data/names",
        "pipelines/checkup",
        "pipelines/cli",
        "pipelines/comparing",
        "pipelines/explaining",
        "pipelines/flows",
        "pipelines/keeping",
    ),
)
"""What a publication depends on, beside all that it is made from."""


@cache
def program_fingerprint(part: Part) -> str:
    """Fingerprint of a part of the program that runs."""
    return fingerprint_over(_shipped(), part)


def fingerprint_over(hashes: Mapping[str, str], part: Part) -> str:
    """Fingerprint of a part of a program, of which all files are hashed."""
    files = sorted((file, sha) for file, sha in hashes.items() if part.holds(file))
    versions = [(name, version(name)) for name in part.libraries]
    return digest([files, versions, platform.python_version_tuple()[:2]])


def hashes_under(root: Path) -> dict[str, str]:
    """File -> hash, of every file that ships."""
    walked = (step for room in ROOMS for step in os.walk(root / room))
    ours = ((folder, names) for folder, _, names in walked if not folder.endswith("__pycache__"))
    shipped = (Path(folder, name) for folder, names in ours for name in names)
    return {path.relative_to(root).as_posix(): sha256_of(path) for path in shipped if path.is_file()}


@cache
def _shipped() -> dict[str, str]:
    return hashes_under(_ROOT)


def _lies_in(file: str, places: tuple[str, ...]) -> bool:
    return any(file == place or file.startswith(f"{place}/") for place in places)
