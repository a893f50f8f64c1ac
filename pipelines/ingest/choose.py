"""Choose: which extracts of the landing folder a run may use, and what they hold, as fingerprints."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from pipelines.ingest.by_file import ByFile
from pipelines.ingest.landing import LandedExtract, nobodys, require_registry, scan
from pipelines.ingest.names import shown_name
from pipelines.workspace.fingerprint import FileContent, content_of, digest
from schemas.errors import InputRefusedError
from schemas.feed import Feed

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
        extracts: feed -> its extracts dated the as-of date or earlier, the newest first.
        contents: feed -> what the newest of them held when the run began.
        ever_landed: feeds of which any file lies in the landing folder.
        unclaimed: file names that no source claims.
        nobodys: files of a city in parts that name no county, or one spelt otherwise than in the civil registry, by
            source and date, each with the county that they mean.
    """

    extracts: Mapping[Feed, tuple[LandedExtract, ...]]
    contents: Mapping[Feed, Content]
    ever_landed: frozenset[Feed]
    unclaimed: tuple[str, ...]
    nobodys: tuple[tuple[LandedExtract, str], ...] = ()

    @property
    def fingerprint(self) -> str:
        """Of what the newest extracts hold, of how the older ones look from outside, of which sources ever landed."""
        newest = sorted((*feed, content.key) for feed, content in self.contents.items())
        older = [seen_as(extract) for extracts in self.extracts.values() for extract in extracts[1:]]
        older += [seen_as(extract) for extract, _ in self.nobodys]
        return digest([newest, sorted(older), sorted(self.ever_landed)])

    @property
    def files(self) -> int:
        """How many files the newest extracts have."""
        return sum(len(extracts[0].parts) for extracts in self.extracts.values())


def choose(landing: Path, as_of: date, *, by_county: bool = False) -> Chosen:
    """Looks at the landing folder and fingerprints the files that a run for `as_of` uses.

    Args:
        landing: the folder.
        as_of: the date of the run.
        by_county: a file's suffix names the county whose part it is.

    Raises:
        InputRefusedError: there is no civil registry.
    """
    seen = scan(landing)
    found = seen.feeds(as_of, by_county=by_county)
    landed = seen.feeds(date.max, by_county=by_county)
    unknown = nobodys(landed) if by_county else {}
    extracts = {feed: candidates for feed, candidates in found.items() if feed.county not in unknown}
    require_registry({feed.source for feed in extracts}, landing, as_of)
    with ThreadPoolExecutor(_HASHERS) as pool:
        contents = pool.map(lambda candidates: content(candidates[0]), extracts.values())
    return Chosen(
        extracts,
        dict(zip(extracts, contents, strict=True)),
        frozenset(feed for feed in landed if feed.county not in unknown),
        seen.unclaimed,
        _missed(found, unknown),
    )


def _missed(
    found: Mapping[Feed, tuple[LandedExtract, ...]], unknown: Mapping[str, str]
) -> tuple[tuple[LandedExtract, str], ...]:
    """Files of nobody that somebody may miss: none older than the newest of their source that is somebody's."""
    newest = {feed.source: date.min for feed in found}
    for feed, candidates in found.items():
        if feed.county not in unknown:
            newest[feed.source] = max(newest[feed.source], candidates[0].cut_off)
    without = [one for feed, candidates in found.items() if feed.county in unknown for one in candidates]
    return tuple((one, unknown[one.county]) for one in without if one.cut_off >= newest[one.source])


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
    seen = ((path, path.stat() if path.exists() else path.lstat()) for path in extract.paths)
    facts = [(shown_name(path), status.st_size, status.st_mtime_ns) for path, status in seen]
    return digest([extract.source, *facts])
