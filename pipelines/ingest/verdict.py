"""Whether an extract may be used: what is told by its own rows, and by those of the last one that was accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil

from pipelines.ingest.landing import LandedExtract
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.sheet import file_and_sheet
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS

# Of fewer rows a fifth is a handful of people.
COMPARED_FROM = 200
# A part with fewer rows may be gone because nobody is left on it.
_PART_MATTERS_FROM = 20


@dataclass(frozen=True)
class Size:
    """How much an extract held.

    Attributes:
        cut_off: its cut-off date.
        accepted: rows of all its parts that were not refused.
        files: file -> its refused rows and all its data rows.
        parts: suffix of the file name (empty where there is none) -> sheet (empty in what is no workbook) -> rows.
    """

    cut_off: date
    accepted: int
    files: Mapping[str, tuple[int, int]]
    parts: Mapping[str, Mapping[str, int]]

    @property
    def rows(self) -> int:
        """Data rows of all its parts, refused ones too."""
        return sum(rows for _, rows in self.files.values())


@dataclass(frozen=True)
class Limits:
    """How far an extract may go: smallest share of the last one's rows, largest share of refused rows."""

    min_share: float
    max_refused_share: float


def size_of(landed: LandedExtract, extract: ExtractRead) -> Size:
    """How much an extract holds."""
    suffixes = {part.name: landed.suffix(part) for part in landed.parts}
    sheets: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for rows in (extract.split.accepted, extract.split.refused):
        for published, number in rows["file"].value_counts().iter_rows():
            file, sheet = file_and_sheet(published, suffixes)
            sheets[suffixes.get(file, "")][sheet] += number
    files = {one.file: (one.quarantined, one.rows) for one in extract.files}
    return Size(extract.cut_off, extract.split.accepted.height, files, sheets)


def refused_by_itself(landed: LandedExtract, size: Size, limits: Limits) -> InputRefusedError | None:
    """Why an extract cannot be used whatever came before it; None where it can."""
    return _too_few_usable(landed, size) or _too_many_refused(landed, size, limits.max_refused_share)


def refused_beside(landed: LandedExtract, size: Size, last: Size, limits: Limits) -> InputRefusedError | None:
    """Why an extract cannot be used after the last accepted one; None where it can.

    Args:
        landed: the extract.
        size: what it holds.
        last: what the last accepted extract of an earlier date held.
        limits: how far it may go.
    """
    return _missing_part(landed, size, last) or _shrunken(landed, size, last, limits.min_share)


def _too_few_usable(landed: LandedExtract, size: Size) -> InputRefusedError | None:
    declared = EXTRACTS[landed.source]
    least = declared.expected.least_rows
    if size.accepted >= least:
        return None
    found = f"只有 {size.accepted} 行可用,至少应有 {least} 行" if size.accepted else "没有一行可用"
    return InputRefusedError(f"{_files(landed)}: {declared.title}中{found}", hint="请补齐数据后重新报送")


def _too_many_refused(landed: LandedExtract, size: Size, most: float) -> InputRefusedError | None:
    together = {_files(landed): (size.rows - size.accepted, size.rows)}
    for name, (refused, rows) in (dict(size.files) | together).items():
        if rows >= COMPARED_FROM and refused > rows * most:
            return InputRefusedError(
                f"{name}: {rows} 行中有 {refused} 行被退回,超过允许的 {most:.0%}(max_refused_share)",
                hint="请按退回清单改正后重新报送",
            )
    return None


def _missing_part(landed: LandedExtract, size: Size, last: Size) -> InputRefusedError | None:
    if _counted_anew(landed, size, last):
        return None
    missing = [f"{name}(上一份 {rows} 行)" for name, rows in _parts_gone(size, last) if rows >= _PART_MATTERS_FROM]
    if not missing:
        return None
    return InputRefusedError(
        f"{_files(landed)}: {EXTRACTS[landed.source].title}比上一份(数据截止日 {last.cut_off})少了"
        f" {'、'.join(missing)}",
        hint="请补齐缺少的部分后重新报送;确已不再有该部分时,用 hedui accept 登记接收",
    )


def _shrunken(landed: LandedExtract, size: Size, last: Size, share: float) -> InputRefusedError | None:
    if last.rows < COMPARED_FROM or size.rows >= last.rows * share or _counted_anew(landed, size, last):
        return None
    return InputRefusedError(
        f"{_files(landed)}: {EXTRACTS[landed.source].title}只有 {size.rows} 行,上一份(数据截止日 {last.cut_off})有"
        f" {last.rows} 行,至少应有 {ceil(last.rows * share)} 行(min_share {share:g})",
        hint="文件可能不完整,请核对后重新报送;确属减少时,用 hedui accept 登记接收",
    )


def _counted_anew(landed: LandedExtract, size: Size, last: Size) -> bool:
    """Rows that begin anew every year say nothing of those of another year."""
    return EXTRACTS[landed.source].expected.within_year and size.cut_off.year != last.cut_off.year


def _parts_gone(size: Size, last: Size) -> Iterator[tuple[str, int]]:
    """Parts that the last one held and this one does not. A book's only sheet may be called anew every month."""
    for suffix, sheets in last.parts.items():
        now = size.parts.get(suffix)
        if suffix and now is None:
            yield f"分文件“{suffix}”", sum(sheets.values())
        elif now is not None and len(sheets) > 1:
            yield from ((f"工作表“{sheet}”", rows) for sheet, rows in sheets.items() if sheet not in now)


def _files(landed: LandedExtract) -> str:
    return "、".join(landed.files)
