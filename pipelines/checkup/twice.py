"""Files of an extract that look like another one of it sent again: a night reads both, and everybody appears twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.ingest.landing import LandedFile
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.unclaimed import COPY


@dataclass(frozen=True)
class SentTwice:
    """A file that seems to be another one again.

    Attributes:
        file: its name.
        like: name of the other.
        is_same: they hold the same bytes; otherwise only their names say so.
    """

    file: str
    like: str
    is_same: bool


def sent_twice(parts: Sequence[LandedFile], read: ExtractRead) -> Iterator[SentTwice]:
    """Those among the files of an extract that hold rows, each with the first that it is like."""
    found = {one.file: one for one in read.files if one.rows}
    files = [part for part in parts if part.name in found]
    for at, part in enumerate(files):
        for other in files[:at]:
            is_same = found[part.name].sha256 == found[other.name].sha256
            if is_same or _is_copy(part.part, other.part):
                yield SentTwice(part.name, other.name, is_same)
                break


def _is_copy(suffix: str, other: str) -> bool:
    """Whether one of two suffixes is the other with the mark of a copy behind it, or both are none."""
    plain, other_plain = (unicodedata.normalize("NFKC", one).strip() for one in (suffix, other))
    bare, other_bare = COPY.sub("", plain), COPY.sub("", other_plain)
    return bare == other_bare and (bare in (plain, other_plain))
