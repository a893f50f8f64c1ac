"""Ingest: the rows of the chosen files, read only where they are new."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from pipelines.ingest.choose import Chosen
from pipelines.ingest.errors import FileChangedError
from pipelines.ingest.read import ExtractRead, read_extract
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS

_READERS = 2


def read(chosen: Chosen, sources: Iterable[str]) -> dict[str, ExtractRead]:
    """Reads the extracts of the given sources.

    Raises:
        InputRefusedError: a file cannot be used as it is.
        FileChangedError: a file is no longer what it was when the run began.
    """
    largest_first = sorted(sources, key=lambda source: (-sum(one.size for one in chosen.contents[source]), source))
    with ThreadPoolExecutor(_READERS) as pool:
        extracts = list(pool.map(lambda source: read_extract(chosen.parts[source]), largest_first))
    for extract in extracts:
        _refuse_changed(extract, chosen)
        _refuse_empty(extract)
    return {extract.source: extract for extract in sorted(extracts, key=lambda extract: extract.source)}


def _refuse_empty(extract: ExtractRead) -> None:
    declared, usable = EXTRACTS[extract.source], extract.split.accepted.height
    least = declared.expected.least_rows
    if usable < least:
        files = "、".join(one.file for one in extract.files)
        found = f"只有 {usable} 行可用,至少应有 {least} 行" if usable else "没有一行可用"
        raise InputRefusedError(f"{files}: {declared.title}中{found}", hint="请补齐数据后重新报送")


def _refuse_changed(extract: ExtractRead, chosen: Chosen) -> None:
    before = {one.file: one.sha256 for one in chosen.contents[extract.source]}
    changed = [one.file for one in extract.files if before[one.file] != one.sha256]
    if changed:
        raise FileChangedError(
            f"{'、'.join(changed)}: 读取期间文件发生变化", hint="文件可能仍在传输,请等传输完成后重新运行"
        )
