"""Bytes as an agency wrote them to UTF-8, block by block: from UTF-8 with or without BOM, or GB18030 (so GBK too)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from pipelines.ingest.errors import StrayQuotesError
from pipelines.ingest.limits import refuse_beyond
from pipelines.ingest.physical_lines import cr_alone
from schemas.errors import InputRefusedError

BLOCK = 16 << 20
"""Bytes held at a time: a city's registry has a thousand million."""
_PIECE = 1 << 18
"""What is decoded at a time: it stays in the processor's cache."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BOOKS = {b"PK\x03\x04": "xlsx 工作簿或压缩文件", b"\xd0\xcf\x11\xe0": "旧版 xls 工作簿"}
"""How files begin that somebody renamed, instead of saving them as CSV."""
_PENDING = 2
"""Blocks that are held while a record goes on."""


def utf8_blocks(file: str, stream: BinaryIO) -> Iterator[bytes]:
    """The text in UTF-8 without BOM, lines ending in LF (or CR LF) also where some or all ended in CR alone.

    UTF-8 is tried first, for GBK text is hardly ever valid UTF-8.

    Args:
        file: its name, for messages.
        stream: its bytes.

    Raises:
        InputRefusedError: neither encoding fits; the message names the line up to which the better one does.
    """
    stream.seek(0)
    begin = stream.read(4)
    if kind := _BOOKS.get(begin):
        raise InputRefusedError(
            f"{file}: 扩展名是 csv,内容是{kind}", hint="请用表格软件打开,另存为 xlsx 或 CSV 后报送(只改扩展名没有用)"
        )
    if begin.startswith(_UTF16):
        raise InputRefusedError(f"{file}: 文件为 UTF-16 编码", hint="请另存为 UTF-8 或 GB18030 的 CSV")
    bad_line = _first_line_not_utf8(stream)
    blocks = _blocks(stream) if bad_line is None else _from_gb18030(file, stream, bad_line)
    first = next(blocks, b"").removeprefix(codecs.BOM_UTF8)
    yield from _with_plain_line_ends(chain([first], blocks))


def whole_records(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text cut where a record of a CSV file ends: at the end of a line, outside quotation marks.

    Raises:
        StrayQuotesError: no record ends for so long that a quotation mark must have lost its partner.
    """
    pending: list[bytes] = []
    within = False
    for block in blocks:
        end = block.rfind(b"\n") + 1
        cut_within = within ^ bool(block.count(b'"', 0, end) % 2)
        if end == 0 or cut_within:
            if len(pending) == _PENDING:
                raise StrayQuotesError
            pending.append(block)
            within ^= bool(block.count(b'"') % 2)
            continue
        yield b"".join([*pending, block[:end]])
        pending = [block[end:]]
        within = bool(block.count(b'"', end) % 2)
    if rest := b"".join(pending):
        yield rest


def whole_lines(file: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text cut at the end of a line, whatever stands between quotation marks.

    Raises:
        InputRefusedError: a line is longer than all that is held at a time.
    """
    rest = b""
    for block in blocks:
        refuse_beyond(file, "一行的字节", len(rest), BLOCK)
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
        rest = block[end:] if end else rest + block
    if rest:
        yield rest


def _with_plain_line_ends(blocks: Iterator[bytes]) -> Iterator[bytes]:
    r"""CR alone ends a line as LF and CR LF do; a CR that ends a block waits for what follows."""
    waiting = b""
    for block in blocks:
        text = waiting + block if waiting else block
        waiting = b"\r" if text.endswith(b"\r") else b""
        whole = text[: len(text) - len(waiting)] if waiting else text
        yield whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if cr_alone(whole) else whole
    if waiting:
        yield b"\n"


def _first_line_not_utf8(stream: BinaryIO) -> int | None:
    """Line of the first byte that is no UTF-8; None where all is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    try:
        for block in _blocks(stream):
            for piece in _pieces(block):
                decoder.decode(piece)
                lines += piece.count(b"\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return lines + error.object.count(b"\n", 0, error.start)
    return None


def _from_gb18030(file: str, stream: BinaryIO, utf8_until: int) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("gb18030")()
    decoded: list[bytes] = []
    lines = 1
    try:
        for block in _blocks(stream):
            for piece in _pieces(block.removeprefix(codecs.BOM_UTF8)):
                decoded.append(decoder.decode(piece).encode())
                lines += piece.count(b"\n")
            yield _emptied(decoded)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line = max(lines + error.object.count(b"\n", 0, error.start), utf8_until)
        raise InputRefusedError(
            f"{file}: 第 {line} 行有既非 UTF-8 也非 GB18030 的字节", hint="请检查该行,重新导出该文件"
        ) from error


def _emptied(pieces: list[bytes]) -> bytes:
    """The pieces as one, of which none is kept."""
    whole = b"".join(pieces)
    pieces.clear()
    return whole


def _pieces(block: bytes) -> Iterator[bytes]:
    return (block[start : start + _PIECE] for start in range(0, len(block), _PIECE))


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(BLOCK):
        yield block
