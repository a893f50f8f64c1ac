"""What an extract holds twice, files or rows: a night reads both, and everybody appears twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.landing import LandedFile
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.unclaimed import COPY
from schemas.extracts import EXTRACTS


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


@dataclass(frozen=True)
class RepeatedRows:
    """Rows of a file or sheet that say word for word what a row before them says.

    Attributes:
        file: its name, with the sheet.
        rows: how many.
        first: row number of the first.
        like: where the row stands that it repeats, as `file:row`.
    """

    file: str
    rows: int
    first: int
    like: str


def repeated_rows(read: ExtractRead, twice: Collection[str]) -> Iterator[RepeatedRows]:
    """The accepted rows that stand in an extract again, by file and sheet: pasted twice, or on the copy of a sheet.

    Args:
        read: the extract.
        twice: names of files of which it is known already that they hold what another one does.
    """
    names = list(EXTRACTS[read.source].dtypes)
    rows = read.split.accepted.filter(~pl.col("file").cast(pl.String).is_in(list(twice)))
    place = rows.select(pl.col("file").cast(pl.String), "row_number", said=rows.select(names).hash_rows())
    like = pl.format("{}:{}", "file", "row_number").first().over("said").alias("like")
    again = place.with_columns(like).filter(~pl.col("said").is_first_distinct())
    told = again.group_by("file", maintain_order=True).agg(pl.len(), pl.first("row_number"), pl.first("like"))
    yield from (RepeatedRows(*row) for row in told.select("file", "len", "row_number", "like").iter_rows())


def _is_copy(suffix: str, other: str) -> bool:
    """Whether one of two suffixes is the other with the mark of a copy behind it, or both are none."""
    plain, other_plain = (unicodedata.normalize("NFKC", one).strip() for one in (suffix, other))
    bare, other_bare = COPY.sub("", plain), COPY.sub("", other_plain)
    return bare == other_bare and (bare in (plain, other_plain))
