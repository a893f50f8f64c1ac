"""Characters that nobody sees and that steer what shows them: each is shown as what it is.

A name may hold an escape sequence that rewrites a terminal, a mark that turns the text after it round, or a space
without width that makes two names of one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line says its help without it
    from collections.abc import Callable

    import polars as pl

# Controls but tab and line feed; Unicode's format characters (Cf: direction, joiners, tags); line separators; letters
# without ink; lone surrogates. Signs of private use stay: rare names are written with them.
UNSEEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"
    r"\xad\x{34f}\x{600}-\x{605}\x{61c}\x{6dd}\x{70f}\x{890}\x{891}\x{8e2}\x{115f}\x{1160}\x{17b4}\x{17b5}"
    r"\x{180b}-\x{180f}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{2800}\x{3164}\x{feff}\x{ffa0}"
    r"\x{fff0}-\x{fffb}\x{110bd}\x{110cd}\x{13430}-\x{1343f}\x{1bca0}-\x{1bca3}\x{1d173}-\x{1d17a}\x{e0000}-\x{e00ff}"
)
"""The signs as Polars writes them between the brackets of a pattern."""
UNSEEN_OR_BREAK = f"[{UNSEEN}\\t\\n]"
"""What `visible_column` changes, as Polars writes it."""
UNSEEN_PYTHON = re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: f"\\U{int(found[1], 16):08x}", UNSEEN) + r"\ud800-\udfff"
"""The same as `re` writes them, and lone surrogates, which no text of Polars holds."""
_UNSEEN = re.compile(f"[{UNSEEN_PYTHON}]")
_UNSEEN_OR_BREAK = re.compile(f"[{UNSEEN_PYTHON}\\t\\n]")
_BYTE = 0xFF
_PLANE = 0xFFFF
_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str) -> str:
    r"""The text with each unseen character as `\x1b` or `U+202E`; tabs and line feeds stay."""
    return _UNSEEN.sub(_shown, text)


def visible_in_line(text: str) -> str:
    r"""The same on one line: tabs and line feeds are shown too, as `\t` and `\n`."""
    return _UNSEEN_OR_BREAK.sub(_shown, text)


def without_unseen(text: str) -> str:
    """The text without them, for what is compared."""
    return _UNSEEN.sub("", text)


def visible_in_json(text: str) -> str:
    r"""JSON with each unseen character escaped as JSON does it: it says the same and steers nothing."""
    return _UNSEEN.sub(_escaped, text)


def visible_column(text: pl.Expr) -> pl.Expr:
    """The same as `visible_in_line` over String values; null stays null."""
    import polars as pl

    return text.map_batches(_each, return_dtype=pl.String)


def seen(texts: pl.Series) -> pl.Series:
    """The same as `visible` of each String value; null stays null."""
    return _where_odd(texts, f"[{UNSEEN}]", visible)


def _each(texts: pl.Series) -> pl.Series:
    return _where_odd(texts, UNSEEN_OR_BREAK, visible_in_line)


def _where_odd(texts: pl.Series, odd: str, told: Callable[[str], str]) -> pl.Series:
    """Asks one by one only about the few texts that hold anything odd."""
    import polars as pl

    is_odd = texts.str.contains(odd).fill_null(value=False)
    if not is_odd.any():
        return texts
    shown = [told(text) if each else text for text, each in zip(texts, is_odd, strict=True)]
    return pl.Series(texts.name, shown, dtype=pl.String)


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    return _ESCAPES.get(found[0]) or (f"\\x{code:02x}" if code <= _BYTE else f"U+{code:04X}")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    units = [code] if code <= _PLANE else [0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)]
    return "".join(f"\\u{unit:04x}" for unit in units)
