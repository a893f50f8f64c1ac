"""Ingest: which files of the landing folder a run uses, and their rows, read only where they are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.fingerprint import FileContent, content_keys, digest
from pipelines.ingest.landing import LandedFile, require_registry, scan
from pipelines.ingest.read import ExtractRead, read_extract
from schemas.errors import InputRefusedError


class FileChangedError(InputRefusedError):
    """A file changed while it was read: it is still being copied."""


@dataclass(frozen=True)
class Chosen:
    """The files that a run uses.

    Attributes:
        parts: source -> all parts of its newest extract dated the as-of date or earlier.
        keys: source -> fingerprint of that extract.
        contents: source -> its parts as they were when the run began.
        ever_landed: sources of which any file lies in the landing folder.
        unclaimed: file names that no source claims.
    """

    parts: dict[str, tuple[LandedFile, ...]]
    keys: dict[str, str]
    contents: dict[str, tuple[FileContent, ...]]
    ever_landed: frozenset[str]
    unclaimed: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Fingerprint of all extracts together, and of which sources ever landed."""
        return digest([sorted(self.keys.items()), sorted(self.ever_landed)])

    @property
    def files(self) -> int:
        """How many files."""
        return sum(len(parts) for parts in self.parts.values())


def choose(landing: Path, as_of: date) -> Chosen:
    """Looks at the landing folder and fingerprints the files that a run for `as_of` uses.

    Raises:
        InputRefusedError: there is no civil registry.
    """
    seen = scan(landing)
    parts = seen.as_of(as_of)
    require_registry(parts, landing, as_of)
    keys = content_keys(parts)
    return Chosen(
        parts=parts,
        keys={source: key for source, (key, _) in keys.items()},
        contents={source: held for source, (_, held) in keys.items()},
        ever_landed=seen.sources,
        unclaimed=seen.unclaimed,
    )


def read(chosen: Chosen, sources: Iterable[str]) -> dict[str, ExtractRead]:
    """Reads the extracts of the given sources.

    Raises:
        InputRefusedError: a file cannot be used as it is.
        FileChangedError: a file is no longer what it was when the run began.
    """
    extracts = {source: read_extract(chosen.parts[source]) for source in sources}
    for source, extract in extracts.items():
        _refuse_changed(extract, chosen.contents)
        del source
    return extracts


def _refuse_changed(extract: ExtractRead, contents: Mapping[str, tuple[FileContent, ...]]) -> None:
    before = {one.file: one.sha256 for one in contents[extract.source]}
    changed = [one.file for one in extract.files if before[one.file] != one.sha256]
    if changed:
        raise FileChangedError(
            f"{'、'.join(changed)}: 读取期间文件发生变化", hint="文件可能仍在传输,请等传输完成后重新运行"
        )
