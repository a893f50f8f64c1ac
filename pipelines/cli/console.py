"""What a command says: messages on stderr, data on stdout, colours and moving lines only where a person looks on."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence

_RED, _GREEN, _BLUE = "31", "32", "34"


def note(text: str) -> None:
    """A message."""
    print(text, file=sys.stderr, flush=True)


def error(text: str) -> None:
    """What went wrong."""
    note(f"{_painted('错误', _RED)} {text}")


def hint(text: str) -> None:
    """What to do about it."""
    note(f"{_painted('提示', _BLUE)} {text}")


def next_step(text: str) -> None:
    """What one would do next."""
    note(f"{_painted('下一步', _GREEN)} {text}")


def data(text: str) -> None:
    """A line of the result."""
    print(text)


def data_json(value: object) -> None:
    """The result for a machine."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The result as aligned columns; Chinese characters take two places."""
    texts = [list(headers), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(_width(line[column]) for line in texts) for column in range(len(headers))]
    for line in texts:
        data("  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)).rstrip())


def looked_at() -> bool:
    """Whether a person looks at stderr."""
    return sys.stderr.isatty()


def _painted(text: str, colour: str) -> str:
    if os.environ.get("NO_COLOR") or not looked_at():
        return text
    return f"\033[{colour}m{text}\033[0m"


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
