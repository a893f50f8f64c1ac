"""Choose: which extracts of the landing folder a run may use, and what they hold, as fingerprints."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.ingest.by_file import ByFile
from pipelines.ingest.landing import LandedExtract, require_registry, scan
from pipelines.ingest.names import shown_name
from pipelines.workspace.fingerprint import FileContent, content_of, digest
from schemas.errors import InputRefusedError

_HASHERS = 2


@dataclass(frozen=True)
class Content:
    """What the files of an extract held when they were looked at.

    Attributes:
        key: fingerprint of names and bytes of its parts and of their control files.
        files: its parts.
        refused: why they cannot even be looked at; None where they can.
    """

    key: str
    files: tuple[FileContent, ...]
    refused: InputRefusedError | None = None


@dataclass(frozen=True)
class Chosen:
    """The extracts that a run may use.

    Attributes:
        extracts: source -> its extracts dated the as-of date or earlier, the newest first.
        contents: source -> what the newest of them held when the run began.
        ever_landed: sources of which any file lies in the landing folder.
        unclaimed: file names that no source claims.
    """

    extracts: Mapping[str, tuple[LandedExtract, ...]]
    contents: Mapping[str, Content]
    ever_landed: frozenset[str]
    unclaimed: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """Of what the newest extracts hold, of how the older ones look from outside, of which sources ever landed."""
        newest = sorted((source, content.key) for source, content in self.contents.items())
        older = [seen_as(extract) for extracts in self.extracts.values() for extract in extracts[1:]]
        return digest([newest, sorted(older), sorted(self.ever_landed)])

    @property
    def files(self) -> int:
        """How many files the newest extracts have."""
        return sum(len(extracts[0].parts) for extracts in self.extracts.values())


def choose(landing: Path, as_of: date) -> Chosen:
    """Looks at the landing folder and fingerprints the files that a run for `as_of` uses.

    Raises:
        InputRefusedError: there is no civil registry.
    """
    seen = scan(landing)
    extracts = seen.as_of(as_of)
    require_registry(extracts, landing, as_of)
    with ThreadPoolExecutor(_HASHERS) as pool:
        contents = pool.map(lambda candidates: content(candidates[0]), extracts.values())
    return Chosen(extracts, dict(zip(extracts, contents, strict=True)), seen.sources, seen.unclaimed)


def content(extract: LandedExtract) -> Content:
    """What the files of an extract hold now; a file that cannot be read is said, not raised."""
    held: dict[Path, FileContent] = {}
    try:
        for path in extract.paths:
            with ByFile(shown_name(path)):
                held[path] = replace(content_of(path), file=shown_name(path))
    except InputRefusedError as refused:
        return Content(digest([extract.source, str(refused)]), (), refused)
    key = digest([extract.source, *((one.file, one.sha256) for one in held.values())])
    return Content(key, tuple(held[part.path] for part in extract.parts))


def seen_as(extract: LandedExtract) -> str:
    """How an extract looks from outside (names, sizes, times): enough to know again what was read before."""
    facts = [
        (shown_name(path), status.st_size, status.st_mtime_ns) for path in extract.paths if (status := path.stat())
    ]
    return digest([extract.source, *facts])
