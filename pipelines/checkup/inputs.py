"""What a supplier learns of his files before he sends them: read as the night reads them, with what is to be mended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.checkup.spoilt import Spoilt, spoilt_numbers
from pipelines.ingest.control import KEYS, unknown_keys
from pipelines.ingest.landing import LandedExtract, LandedFile, Landing, scan
from pipelines.ingest.names import shown_name
from pipelines.ingest.read import ExtractRead, read_extract
from pipelines.ingest.unclaimed import Unclaimed, unclaimed
from pipelines.ingest.verdict import Limits, refused_by_itself, size_of
from reports.masks import without_numbers, without_words
from reports.mending import how_to_mend, nearest, word_meant
from schemas.errors import ArgumentError, InputRefusedError
from schemas.terms import QuarantineReason

_EXAMPLES = 3
_WORDS_MEANT = 5


@dataclass
class Inspected:
    """What was found.

    Attributes:
        extracts: extracts that could be read.
        refused: what a night would refuse as a whole: file and why.
        unclaimed: files that no night reads.
        spoilt: numbers that a spreadsheet program spoilt.
        unknown_keys: control file, a key that nobody reads, and the one that was probably meant (None: unknown).
    """

    extracts: list[ExtractRead] = field(default_factory=list)
    refused: list[tuple[str, InputRefusedError]] = field(default_factory=list)
    unclaimed: tuple[Unclaimed, ...] = ()
    spoilt: list[Spoilt] = field(default_factory=list)
    unknown_keys: list[tuple[str, str, str | None]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0, or 3 where the night would not use a file that somebody wants it to use."""
        is_refused = self.refused or any(one.is_meant for one in self.unclaimed)
        return InputRefusedError.exit_code if is_refused else 0


def inspect_inputs(path: Path, most_refused: float) -> Inspected:
    """Reads a file or a folder as the night does.

    Args:
        path: the file or the folder.
        most_refused: largest share of an extract's rows that may be refused.

    Raises:
        ArgumentError: there is no such file or folder.
        InputRefusedError: it is a file that no night reads.
    """
    landing = _landing(path)
    found = Inspected(unclaimed=tuple(unclaimed(name) for name in landing.unclaimed))
    for landed in _extracts(landing):
        _inspect(landed, found, Limits(min_share=0, max_refused_share=most_refused))
    return found


def _inspect(landed: LandedExtract, found: Inspected, limits: Limits) -> None:
    for part in landed.parts:
        meant = ((key, nearest(key, {known: known for known in KEYS})) for key in unknown_keys(part))
        found.unknown_keys += [(shown_name(part.control), key, like) for key, like in meant]
    try:
        read = read_extract(landed.parts)
    except InputRefusedError as error:
        found.refused.append((landed.files[0], error))
        return
    found.extracts.append(read)
    found.spoilt += spoilt_numbers(read)
    refusal = refused_by_itself(landed, size_of(landed, read), limits) or _nothing_left(read)
    if refusal is not None:
        found.refused.append((landed.files[0], refusal))


def _nothing_left(read: ExtractRead) -> InputRefusedError | None:
    rows, accepted = (sum(numbers) for numbers in zip(*((one.rows, one.accepted) for one in read.files), strict=True))
    if accepted or not rows:
        return None
    names = "、".join(one.file for one in read.files)
    return InputRefusedError(f"{names}: {rows} 行全部被退回", hint="请按上表“怎样改”逐列改正后重新报送")


def refused_values(found: Inspected) -> pl.DataFrame:
    """Refused values by source, column and reason, the most frequent first.

    Returns:
        source, column, reason, examples (file:row value, masked), mend, meant (the words probably meant, the most
        frequent first) as text, n (how many); no column where there is no refused value.
    """
    entries = pl.concat([extract.split.quarantine for extract in found.extracts] or [pl.DataFrame()])
    if entries.is_empty():
        return pl.DataFrame()
    shown = entries.with_columns(
        without_words(without_numbers(pl.col("value"))).fill_null("(空)").alias("shown"), _meant(entries)
    )
    example = pl.format("{}:{} {}", "file", "row_number", "shown").head(_EXAMPLES).str.join(";")
    grouped = shown.group_by("source", "column", "reason", maintain_order=True).agg(
        pl.len().alias("n"), example.alias("examples"), pl.col("meant").drop_nulls().value_counts(sort=True, name="n")
    )
    mend = [how_to_mend(*key) for key in grouped.select("source", "column", "reason").iter_rows()]
    words = [_counted(words) for words in grouped["meant"]]
    return grouped.with_columns(mend=pl.Series(mend, dtype=pl.String), meant=pl.Series(words, dtype=pl.String)).sort(
        "source", "n", descending=[False, True], maintain_order=True
    )


def _meant(entries: pl.DataFrame) -> pl.Series:
    """The word that each refused value probably means, worked on distinct values."""
    unknown = entries["reason"] == QuarantineReason.UNKNOWN_CODE.value
    key = ["source", "column", "value"]
    distinct = entries.filter(unknown).select(key).unique()
    words = [word_meant(*values) for values in distinct.iter_rows()]
    known = distinct.with_columns(meant=pl.Series(words, dtype=pl.String))
    return entries.join(known, on=key, how="left", maintain_order="left")["meant"]


def _counted(words: pl.Series) -> str:
    return "、".join(f"{one['meant']} {one['n']} 个" for one in words.to_list()[:_WORDS_MEANT])


def _landing(path: Path) -> Landing:
    if path.is_dir():
        return scan(path)
    if not path.is_file():
        raise ArgumentError(f"没有 {path} 这个文件或文件夹", hint="请给出数据文件、文件夹或 --workspace")
    whole = scan(path.parent)
    own = tuple(file for file in whole.files if path.name in (file.path.name, file.control.name))
    if not own:
        one = unclaimed(shown_name(path))
        raise InputRefusedError(f"{one.name}: {one.why}", hint=one.hint)
    return Landing(own, ())


def _extracts(landing: Landing) -> Iterator[LandedExtract]:
    """Files that form one extract together."""
    together: dict[tuple[str, date], list[LandedFile]] = defaultdict(list)
    for file in landing.files:
        together[file.source, file.cut_off].append(file)
    for source, cut_off in sorted(together):
        parts = sorted(together[source, cut_off], key=lambda file: file.name)
        yield LandedExtract(source, cut_off, tuple(parts))
