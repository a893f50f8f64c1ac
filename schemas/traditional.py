"""Traditional characters and their simplified forms: a name is the same in either.

`matchers/names/tables/SOURCES.md` says where the table comes from.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows() -> tuple[tuple[str, str], ...]:
    """Simplified character and its traditional forms, as the table lists them."""
    text = files("schemas").joinpath("traditional.csv").read_text(encoding="utf-8")
    return tuple((character, forms) for character, forms in csv.reader(text.splitlines()[1:]))


@cache
def simplified() -> dict[str, str]:
    """Traditional character -> its simplified form."""
    return {form: character for character, forms in rows() for form in forms}
