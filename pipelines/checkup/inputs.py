"""What a supplier learns of his files before he sends them: read as the night reads them, with what is to be mended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.checkup.hidden import HiddenSheet, hidden_sheets
from pipelines.checkup.spoilt import Spoilt, spoilt_numbers
from pipelines.checkup.twice import RepeatedRows, SentTwice, repeated_rows, sent_twice
from pipelines.corrections.folder import CorrectionsRead
from pipelines.corrections.told import told_of
from pipelines.ingest.control import KEYS, unknown_keys
from pipelines.ingest.landing import LandedExtract, Landing, nobodys, scan, without_county
from pipelines.ingest.names import shown_name
from pipelines.ingest.read import ExtractRead, read_extract
from pipelines.ingest.unclaimed import Unclaimed, unclaimed
from pipelines.ingest.verdict import Limits, refused_by_itself, size_of
from reports.masks import without_numbers, without_words
from reports.mending import how_to_mend, nearest, word_meant
from reports.words import column_headers
from schemas.correction import CORRECTED
from schemas.errors import ArgumentError, InputRefusedError
from schemas.terms import QuarantineReason

_NAMES = "请给出放数据文件的文件夹;文件名如 低保在册_20190630.csv,空白报送表见 hedui templates"
_NONE = CorrectionsRead()
_EXAMPLES = 3
_NO_ROW = "—"
"""What stands in a row that nobody found: not the same as nothing."""
_WORDS_MEANT = 5


@dataclass
class Inspected:
    """What was found.

    Attributes:
        extracts: extracts that could be read.
        refused: what a night would refuse as a whole: file and why.
        nothing_left: extracts that a night takes, though every row of them is refused.
        hidden: hidden sheets whose rows a night reads.
        twice: files that look like another one of their extract, both of which a night reads.
        repeated: rows that say word for word what another row of their extract says.
        unclaimed: files that no night reads.
        spoilt: numbers that a spreadsheet program spoilt.
        unknown_keys: control file, a key that nobody reads, and the one that was probably meant (None: unknown).
        corrections: what the bureau mends of the rows; nothing where a supplier's own files are looked at.
    """

    extracts: list[ExtractRead] = field(default_factory=list)
    refused: list[tuple[str, InputRefusedError]] = field(default_factory=list)
    nothing_left: list[ExtractRead] = field(default_factory=list)
    hidden: list[HiddenSheet] = field(default_factory=list)
    twice: list[SentTwice] = field(default_factory=list)
    repeated: list[RepeatedRows] = field(default_factory=list)
    unclaimed: tuple[Unclaimed, ...] = ()
    spoilt: list[Spoilt] = field(default_factory=list)
    unknown_keys: list[tuple[str, str, str | None]] = field(default_factory=list)
    corrections: CorrectionsRead = field(default_factory=CorrectionsRead)

    @property
    def left_out(self) -> list[str]:
        """Sheets of notes, which no night reads."""
        return [sheet for extract in self.extracts for one in extract.files for sheet in one.left_out]

    @property
    def exit_code(self) -> int:
        """0, or 3 where the night would not use a file that somebody wants it to use."""
        is_refused = self.refused or self.corrections.faulty or any(one.is_meant for one in self.unclaimed)
        return InputRefusedError.exit_code if is_refused else 0


def inspect_inputs(
    path: Path, most_refused: float, corrections: CorrectionsRead = _NONE, *, by_county: bool = False
) -> Inspected:
    """Reads a file or a folder as the night does.

    Args:
        path: the file or the folder.
        most_refused: largest share of an extract's rows that may be refused.
        corrections: what the bureau mends of the rows.
        by_county: a file's suffix names the county whose part it is.

    Raises:
        ArgumentError: there is no such file or folder, or nothing in it.
        InputRefusedError: it is a file that no night reads.
    """
    landing = _landing(path)
    found = Inspected(unclaimed=tuple(unclaimed(name) for name in landing.unclaimed), corrections=corrections)
    unknown = nobodys(landing.feeds(date.max, by_county=True)) if by_county else {}
    for landed in _extracts(landing, by_county=by_county):
        _inspect(landed, found, Limits(min_share=0, max_refused_share=most_refused), unknown)
    return found


def _inspect(landed: LandedExtract, found: Inspected, limits: Limits, unknown: Mapping[str, str]) -> None:
    for part in landed.parts:
        meant = ((key, nearest(key, {known: known for known in KEYS})) for key in unknown_keys(part))
        found.unknown_keys += [(shown_name(part.control), key, like) for key, like in meant]
    try:
        read = read_extract(landed.parts, corrections=found.corrections.by_source.get(landed.source, ()))
    except InputRefusedError as error:
        found.refused.append((landed.files[0], error))
        return
    if landed.county in unknown:
        found.refused.append((landed.files[0], without_county(landed, unknown[landed.county])))
    found.extracts.append(read)
    found.spoilt += spoilt_numbers(read)
    found.hidden += hidden_sheets(landed.parts, read)
    twice = list(sent_twice(landed.parts, read))
    found.twice += twice
    found.repeated += repeated_rows(read, {one.file for one in twice if one.is_same})
    refusal = refused_by_itself(landed, size_of(landed, read), limits)
    if refusal is not None:
        found.refused.append((landed.files[0], refusal))
    elif _nothing_left(read):
        found.nothing_left.append(read)


def _nothing_left(read: ExtractRead) -> bool:
    """Whether every row is refused: a night takes so few for an extract without rows."""
    return any(one.rows for one in read.files) and not any(one.accepted for one in read.files)


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


def corrections_told(found: Inspected) -> pl.DataFrame:
    """What would become of each correction in the newest extracts.

    Returns:
        outcome, source, column (its header), before, found, after, place (file:row) as text, numbers and names masked.
    """
    newest = {extract.source: extract for extract in sorted(found.extracts, key=lambda one: one.cut_off)}
    corrected = pl.concat([pl.DataFrame(schema=CORRECTED), *(one.corrected for one in newest.values())])
    told = told_of(found.corrections.lines, corrected).with_columns(column_headers())
    masked = [without_words(without_numbers(pl.col(name))).fill_null("(空)") for name in ("before", "found", "after")]
    place = pl.format("{}:{}", "file", "row_number").fill_null("")
    shown = told.with_columns(*masked, place=place).with_columns(
        found=pl.when(pl.col("file").is_null()).then(pl.lit(_NO_ROW)).otherwise("found")
    )
    return shown.select("outcome", "source", "column", "before", "found", "after", "place")


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
        whole = scan(path)
        if not whole.files and not whole.unclaimed:
            raise ArgumentError(f"{path} 中没有数据文件", hint=_NAMES)
        return whole
    if not path.is_file():
        raise ArgumentError(f"没有 {path} 这个文件或文件夹", hint="请给出数据文件、文件夹或 --workspace")
    whole = scan(path.parent)
    own = tuple(file for file in whole.files if path.name in (file.path.name, file.control.name))
    if not own:
        one = unclaimed(shown_name(path))
        raise InputRefusedError(f"{one.name}: {one.why}", hint=one.hint)
    return Landing(own, ())


def _extracts(landing: Landing, *, by_county: bool) -> Iterator[LandedExtract]:
    """Files that form one extract together."""
    feeds = landing.feeds(date.max, by_county=by_county).values()
    yield from sorted((one for of in feeds for one in of), key=lambda one: (one.source, one.cut_off, one.county))
