"""Bytes as an agency wrote them to UTF-8 bytes: UTF-8 with or without BOM, or GB18030, of which GBK is a part."""

from __future__ import annotations

import codecs

from schemas.errors import InputRefusedError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def as_utf8(file: str, content: bytes) -> bytes:
    """The same text in UTF-8 without BOM; UTF-8 is tried first, for GBK text is hardly ever valid UTF-8.

    Raises:
        InputRefusedError: neither encoding fits; the message names the line up to which the better one does.
    """
    if content.startswith(_UTF16):
        raise InputRefusedError(f"{file}: 文件为 UTF-16 编码", hint="请另存为 UTF-8 或 GB18030 的 CSV")
    bare = content.removeprefix(codecs.BOM_UTF8)
    try:
        bare.decode()
    except UnicodeDecodeError as error:
        return _from_gb18030(file, bare, error.start)
    return bare


def _from_gb18030(file: str, content: bytes, utf8_until: int) -> bytes:
    try:
        return content.decode("gb18030").encode()
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, max(error.start, utf8_until)) + 1
        raise InputRefusedError(
            f"{file}: 第 {line} 行有既非 UTF-8 也非 GB18030 的字节", hint="请检查该行,重新导出该文件"
        ) from error
