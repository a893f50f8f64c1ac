"""What a command is asked about, from standard input where `-` stands for it: arguments stand in the process list."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from pipelines.cli import console
from schemas.errors import ArgumentError

READ = "-"
"""Stands for what is read from standard input."""


def words_or_read(words: Sequence[str], what: str) -> list[str]:
    """The words, each `-` replaced by the lines of standard input that are not blank.

    Args:
        words: of the command line.
        what: what a person is asked for who sits at the terminal.

    Raises:
        ArgumentError: standard input is to be read and holds nothing, or is no text.
    """
    if READ not in words:
        return list(words)
    read = _lines(what)
    return [one for word in words for one in (read if word == READ else [word])]


def word_or_read(word: str, what: str) -> str:
    """The one word, or the one line of standard input.

    Raises:
        ArgumentError: standard input holds nothing, or several lines.
    """
    read = words_or_read([word], what)
    if len(read) > 1:
        raise ArgumentError(f"标准输入有 {len(read)} 行,应只有一行: {what}")
    return read[0]


def _lines(what: str) -> list[str]:
    if sys.stdin.isatty():
        console.note(f"{what}(输入后按回车,再按 Ctrl-D 结束):")
    try:
        read = [line.strip() for line in sys.stdin.buffer.read().decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError as error:
        raise ArgumentError("标准输入不是 UTF-8 文本", hint="请以 UTF-8 编码写入标准输入") from error
    if not any(read):
        raise ArgumentError(f"标准输入是空的,应为{what}", hint="例: hedui explain - < 编号.txt")
    return [line for line in read if line]
