"""Reads one extract whole: its parts and sheets, rows split into accepted and refused, control files compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BufferedReader

import polars as pl

from pipelines.ingest import encoding
from pipelines.ingest.accept import Batches, Split
from pipelines.ingest.by_file import ByFile
from pipelines.ingest.control import SheetCount, control_breaks, count, declared_totals, refuse_fewer_than_sent
from pipelines.ingest.csv_file import read_csv
from pipelines.ingest.errors import StrayQuotesError
from pipelines.ingest.landing import LandedFile
from pipelines.ingest.open_end import refuse_open_end
from pipelines.ingest.rows import data_rows, fill_blocks
from pipelines.ingest.sheet import Sheet, rows_by_file
from pipelines.ingest.xlsx_file import read_xlsx
from schemas.correction import CORRECTED, Correction
from schemas.errors import InputRefusedError
from schemas.extract import Extract


@dataclass(frozen=True)
class FileRead:
    """What was read of one file: the counts that manifest and controls need, and of a city in parts its county.

    The sheets that were left out (`left_out`) are known of a file that was read just now, not of one that is kept.
    """

    file: str
    sha256: str
    size: int
    rows: int
    quarantined: int
    county: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """Rows that were not refused."""
        return self.rows - self.quarantined


@dataclass(frozen=True)
class CountyPart:
    """What one county of a city in parts sent of a source.

    Attributes:
        county: which county.
        cut_off: the cut-off date of its files.
        key: fingerprint of what they hold and of what is corrected in it.
    """

    county: str
    cut_off: date
    key: str


@dataclass(frozen=True)
class ExtractRead:
    """One extract, read: all its parts together.

    Attributes:
        source: which source.
        cut_off: its cut-off date; of a city in parts the newest of its counties'.
        files: its parts, by file name; of a city in parts by county first.
        split: its rows, by file, sheet and row.
        control: disagreements with control files (`CONTROL_BREAKS`).
        corrected: what became of the bureau's corrections of its rows (`CORRECTED`).
        counties: what each county sent, in order; nothing where the extract came whole.
    """

    source: str
    cut_off: date
    files: tuple[FileRead, ...]
    split: Split
    control: pl.DataFrame
    corrected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CORRECTED))
    counties: tuple[CountyPart, ...] = ()

    def cut_off_of(self, file: FileRead) -> date:
        """The cut-off date of one of its files."""
        return next((one.cut_off for one in self.counties if one.county == file.county), self.cut_off)


def read_extract(
    parts: Sequence[LandedFile], *, taken: Collection[str] = (), corrections: Sequence[Correction] = ()
) -> ExtractRead:
    """Reads all parts of one extract.

    Args:
        parts: its files.
        corrections: what the bureau mends of its rows, once they are read and before they are validated.
        taken: names of files that somebody takes on purpose; any other that looks cut short is refused.

    Raises:
        InputRefusedError: a file cannot be read, lacks a required column, or is cut short; or two files have one name,
            written in two encodings.
    """
    _refuse_namesakes(parts)
    extract = parts[0].extract
    batches = Batches(extract, corrections)
    read = [_read_part(part, batches, whole=part.name not in taken) for part in parts]
    outcome, corrected = batches.joined()
    refused = rows_by_file(outcome.refused, [part.name for part in read])
    return ExtractRead(
        source=extract.source,
        cut_off=parts[0].cut_off,
        files=tuple(
            FileRead(one.name, one.sha256, one.size, one.rows, refused[one.name], left_out=one.left_out) for one in read
        ),
        split=outcome,
        control=pl.concat([part.control for part in read]),
        corrected=corrected,
    )


def _refuse_namesakes(parts: Sequence[LandedFile]) -> None:
    """Of two files of one name nobody could say later which one a row came from."""
    name, times = Counter(part.name for part in parts).most_common(1)[0]
    if times > 1:
        raise InputRefusedError(f"{name}: 有两个同名文件,文件名编码不同", hint="请只保留一个")


@dataclass(frozen=True)
class _Part:
    name: str
    rows: int
    sha256: str
    size: int
    control: pl.DataFrame
    left_out: tuple[str, ...]


def _read_part(landed: LandedFile, batches: Batches, *, whole: bool) -> _Part:
    with ByFile(landed.name), landed.path.open("rb") as stream:
        return _read_stream(landed, stream, batches, whole=whole)


def _read_stream(landed: LandedFile, stream: BufferedReader, batches: Batches, *, whole: bool) -> _Part:
    totals = declared_totals(landed)
    large = landed.path.stat().st_size > encoding.BLOCK
    before = batches.mark() if large else 0
    held: list[pl.DataFrame] = []
    take = batches.take if large else held.append
    left_out: Sequence[str] = ()
    try:
        sheets, left_out = _sheets(landed, stream)
        counts = list(_take(sheets, landed.extract, totals, take, whole=whole))
    except StrayQuotesError:
        held.clear()
        if large:
            batches.back_to(before)
        sheets = read_csv(landed.name, stream, landed.extract, line_by_line=True)
        counts = list(_take(sheets, landed.extract, totals, take, whole=whole))
    for texts in held:
        batches.take(texts)
    stream.seek(0)
    # After the reading: a file that changed meanwhile is no longer what it was when the run began.
    sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    if whole:
        refuse_fewer_than_sent(landed, sha256, counts)
    return _Part(
        name=landed.name,
        rows=sum(one.rows for one in counts),
        sha256=sha256,
        size=stream.tell(),
        control=control_breaks(landed, sha256, counts),
        left_out=tuple(left_out),
    )


def _take(
    sheets: Iterable[Sheet],
    extract: Extract,
    totals: Sequence[str],
    take: Callable[[pl.DataFrame], None],
    *,
    whole: bool,
) -> Iterator[SheetCount]:
    """Takes the rows of each sheet, or piece of one; where households stand in blocks, of a sheet as a whole."""
    of_file: list[pl.DataFrame] = []
    file, foreign = "", False
    for sheet in sheets:
        if sheet.file != file:
            _take_filled(of_file, extract, take)
            file, foreign = sheet.file, False
        data = data_rows(sheet, extract, foreign=foreign)
        foreign = data.foreign
        if whole:
            refuse_open_end(sheet, data)
        yield count(data, extract, totals)
        if extract.household_block is None:
            take(data.texts)
        else:
            of_file.append(data.texts)
        del sheet, data  # before the next piece is read
    _take_filled(of_file, extract, take)


def _take_filled(pieces: list[pl.DataFrame], extract: Extract, take: Callable[[pl.DataFrame], None]) -> None:
    """Takes the pieces of one sheet together, and leaves none of them."""
    if pieces:
        take(fill_blocks(pl.concat(pieces), extract))
        pieces.clear()


def _sheets(landed: LandedFile, stream: BufferedReader) -> tuple[Iterable[Sheet], Sequence[str]]:
    """The tables of a file, and the names of sheets that are none."""
    name = landed.name
    match landed.path.suffix.lower():
        case ".xlsx":
            return read_xlsx(name, stream.read(), landed.extract)
        case ".parquet":
            from pipelines.ingest.parquet_file import read_parquet  # Arrow takes a third of a second to import

            return [read_parquet(name, stream.read(), landed.extract)], ()
        case _:
            return read_csv(name, stream, landed.extract), ()
