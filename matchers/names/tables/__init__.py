"""Tables of characters that ship with the package, read once; `SOURCES.md` says where each comes from."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(table: str) -> tuple[tuple[str, ...], ...]:
    """Rows of one table without its header."""
    text = files(__name__).joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return tuple(tuple(row) for row in csv.reader(text.splitlines()))[1:]


@cache
def surname_pairs() -> tuple[tuple[str, str], ...]:
    """Surnames of one character written for one another, each pair once."""
    return tuple((surname, variant) for surname, variant, _ in rows("surname_variants"))


@cache
def surname_readings() -> dict[str, tuple[str, ...]]:
    """Surname -> its syllables as a surname; two characters where the surname is compound."""
    return {surname: tuple(reading.split()) for surname, reading in rows("surnames")}


@cache
def compound_surnames() -> tuple[str, ...]:
    """Surnames of two characters."""
    return tuple(surname for surname in surname_readings() if len(surname) > 1)


@cache
def readings() -> dict[str, tuple[str, ...]]:
    """Character -> its toneless syllables (ü is v), the commonest first, surname readings last."""
    found: dict[str, list[str]] = {}
    for place in (1, 2):
        for row in rows("readings"):
            for character in row[place]:
                found.setdefault(character, []).append(row[0])
    for surname, syllables in surname_readings().items():
        for character, syllable in zip(surname, syllables, strict=True):
            if syllable not in found.setdefault(character, []):
                found[character].append(syllable)
    return {character: tuple(syllables) for character, syllables in found.items()}
