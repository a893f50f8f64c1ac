"""Choose: which files of the landing folder a run uses, and what they hold, as fingerprints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.ingest.by_file import ByFile
from pipelines.ingest.landing import LandedFile, require_registry, scan
from pipelines.ingest.names import shown_name
from pipelines.workspace.fingerprint import FileContent, contents_of, digest


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
    keys = _content_keys(parts)
    return Chosen(
        parts=parts,
        keys={source: key for source, (key, _) in keys.items()},
        contents={source: held for source, (_, held) in keys.items()},
        ever_landed=seen.sources,
        unclaimed=seen.unclaimed,
    )


def _content_keys(chosen: dict[str, tuple[LandedFile, ...]]) -> dict[str, tuple[str, tuple[FileContent, ...]]]:
    """Source -> fingerprint of its extract (names and bytes of its parts and of their control files), and the parts."""
    names = {path: shown_name(path) for parts in chosen.values() for part in parts for path in _files_of(part)}
    with ByFile("、".join(sorted(names.values()))):
        held = dict(zip(names, contents_of(list(names)), strict=True))
    held = {path: replace(content, file=names[path]) for path, content in held.items()}
    keys: dict[str, tuple[str, tuple[FileContent, ...]]] = {}
    for source, parts in chosen.items():
        own = tuple(held[part.path] for part in parts)
        controls = [held[part.control] for part in parts if part.control in held]
        keys[source] = (digest([source, *((one.file, one.sha256) for one in (*own, *controls))]), own)
    return keys


def _files_of(part: LandedFile) -> list[Path]:
    return [path for path in (part.path, part.control) if path.exists()]
