"""Ingest: the rows of an extract, or why it cannot be used as it is; several extracts two at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipelines.ingest.choose import Content
from pipelines.ingest.choose import content as content_now
from pipelines.ingest.errors import FileChangedError
from pipelines.ingest.landing import LandedExtract
from pipelines.ingest.read import ExtractRead, read_extract
from schemas.correction import Correction
from schemas.errors import InputRefusedError
from schemas.feed import Feed

_READERS = 2


def read_all(
    extracts: Mapping[Feed, LandedExtract],
    contents: Mapping[Feed, Content],
    *,
    taken: Collection[str],
    corrections: Mapping[str, Sequence[Correction]],
    arrived: Callable[[Feed, ExtractRead], None],
) -> dict[Feed, ExtractRead | InputRefusedError]:
    """Reads extracts, the largest first.

    Args:
        extracts: feed -> extract.
        contents: feed -> what its files held when the run began.
        taken: sha256 of files that somebody takes on purpose, though they look cut short.
        corrections: source -> what the bureau mends of its rows.
        arrived: is told of each that can be used, as soon as it is read, in the thread that read it.

    Returns:
        Feed -> its rows, or why a file of it cannot be used (`FileChangedError`: it is no longer what it was when the
        run began), by feed.
    """

    def one(feed: Feed) -> ExtractRead | InputRefusedError:
        found = read(extracts[feed], contents[feed], taken=taken, corrections=corrections.get(feed.source, ()))
        if not isinstance(found, InputRefusedError):
            arrived(feed, found)
        return found

    largest_first = sorted(extracts, key=lambda feed: (-sum(one.size for one in contents[feed].files), feed))
    with ThreadPoolExecutor(_READERS) as pool:
        return dict(sorted(zip(largest_first, pool.map(one, largest_first), strict=True)))


def read(
    extract: LandedExtract, content: Content, *, taken: Collection[str], corrections: Sequence[Correction]
) -> ExtractRead | InputRefusedError:
    """Reads one extract.

    Args:
        extract: its files.
        content: what they held when the run began.
        taken: sha256 of files that somebody takes on purpose; any other that looks cut short is refused.
        corrections: what the bureau mends of its rows.

    Returns:
        Its rows, or why a file of it cannot be used: `FileChangedError` where it is no longer what it was when the run
        began, whatever else is wrong with it.
    """
    if content.refused is not None:
        return content.refused
    try:
        on_purpose = {one.file for one in content.files if one.sha256 in taken}
        found = read_extract(extract.parts, taken=on_purpose, corrections=corrections)
    except InputRefusedError as error:
        return error if content_now(extract).key == content.key else _changed(extract.files)
    before = {one.file: one.sha256 for one in content.files}
    changed = [one.file for one in found.files if before[one.file] != one.sha256]
    return _changed(changed) if changed else found


def _changed(files: Iterable[str]) -> FileChangedError:
    return FileChangedError(f"{'、'.join(files)}: 读取期间文件发生变化", hint="文件可能仍在传输,请等传输完成后重新运行")
