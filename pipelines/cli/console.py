"""What a command says: messages on stderr, data on stdout, colours and moving lines only where a person looks on.

All of it passes here, where characters that nobody sees are shown as what they are: names may steer a terminal.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from unicodedata import normalize

from pipelines.cli.chinese import width
from schemas.system import system_words
from schemas.visible import visible, visible_in_json, visible_in_line

_CLEAR = "\r\033[K"
_MAY_HOLD_ID = re.compile(r"\d{15}")
_RED, _GREEN, _BLUE = "31", "32", "34"


def note(text: str) -> None:
    """A message."""
    _say(visible(text))


def error(text: str) -> None:
    """What went wrong."""
    _say(f"{_painted('错误', _RED)} {visible(text)}")


def hint(text: str) -> None:
    """What to do about it."""
    _say(f"{_painted('提示', _BLUE)} {visible(text)}")


def next_step(text: str) -> None:
    """What one would do next."""
    _say(f"{_painted('下一步', _GREEN)} {visible(text)}")


def data(text: str) -> None:
    """A line of the result."""
    print(visible(text))


def data_json(value: object) -> None:
    """The result for a machine."""
    print(visible_in_json(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def written(files: Mapping[str, Path], *, as_json: bool) -> None:
    """The result of a command that wrote files: where each lies."""
    if as_json:
        data_json({name: str(path) for name, path in files.items()})
    else:
        data("\n".join(map(str, files.values())))


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """The result as aligned columns; Chinese characters take two places."""
    texts = [list(headers), *([_text(cell) for cell in row] for row in rows)]
    widths = [max(width(line[column]) for line in texts) for column in range(len(headers))]
    for line in texts:
        data("  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)).rstrip())


def moving(text: str) -> None:
    """A line that the next one takes the place of, where a person looks on."""
    if looked_at():
        with suppress(OSError):
            sys.stderr.write(_CLEAR + visible(text))
            sys.stderr.flush()


def looked_at() -> bool:
    """Whether a person looks at stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


@contextmanager
def afterwards() -> Iterator[None]:
    """What is said of a thing that is done: where nobody can hear it (a full disk, a closed output), it is done yet."""
    try:
        yield
        finish()
    except OSError as failed:
        give_up()
        note(f"结果已完成,但未能写到标准输出: {system_words(failed)}")


def finish() -> None:
    """Writes out what is pending; Python itself would do so too late to say what went wrong."""
    if sys.stdout is not None:
        sys.stdout.flush()


def give_up() -> None:
    """Writes no more to stdout: what is pending goes nowhere."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(text: str) -> None:
    # Few messages can hold one, and to mask it takes what others do without: a fifth of a second.
    may_hold_id = _MAY_HOLD_ID.search(normalize("NFKC", text))
    shown = _without_ids(text) if may_hold_id else text
    # A message that nobody can hear stops nothing.
    with suppress(OSError, ValueError):
        print(shown, file=sys.stderr, flush=True)


def _without_ids(text: str) -> str:
    """The message without resident ids: somebody may have put one into the name of a file."""
    from schemas.masking import mask_resident_ids

    return mask_resident_ids(text)


def _painted(text: str, colour: str) -> str:
    if os.environ.get("NO_COLOR") or not looked_at():
        return text
    return f"\033[{colour}m{text}\033[0m"


def _text(cell: object) -> str:
    return "" if cell is None else visible_in_line(str(cell))
