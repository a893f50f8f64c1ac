"""How names sound: a toneless pinyin key to find them by, with the readings surnames have."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from matchers.names.tables import readings, surname_readings
from matchers.names.text import split_surnames

# Sounds that speakers of the south run together, spelling by spelling: retroflex and flat initials, n and l,
# front and back nasals, hu- and f-.
_CONFUSED = (
    (r"^([zcs])h", r"\1"),
    (r"^n", "l"),
    (r"([aei])ng$", r"\1n"),
    (r"^hu(?=[aei])|^hu$", "f"),
    (r"^fu$", "f"),
    (r"^fei$", "fi"),
    (r"^fen$", "fn"),
)


def sound_keys(keys: pl.Series) -> pl.Series:
    """Toneless pinyin of each name, syllable by syllable, surnames as surnames are read (单 shan, 尉迟 yu chi).

    Args:
        keys: String series of comparing forms (`normalise_names`).

    Returns:
        String series such as `shan yu chi `: one key for all names that sound alike by their commonest readings.
        What has no reading (`□`, Latin letters) stays as it is. Null where the name is.
    """
    distinct = pl.DataFrame({"key": keys.unique()})
    parts = split_surnames(distinct["key"])
    sounds = distinct.with_columns(sound=_surnames(parts["surname"]) + _spelled(parts["given"]))
    return (
        pl.DataFrame({"key": keys}).join(sounds, on="key", how="left", maintain_order="left")["sound"].alias(keys.name)
    )


def _surnames(surnames: pl.Series) -> pl.Series:
    table = {surname: " ".join(syllables) + " " for surname, syllables in surname_readings().items()}
    distinct = pl.DataFrame({"surname": surnames.unique()})
    read = distinct.with_columns(
        sound=pl.coalesce(
            pl.col("surname").replace_strict(table, default=None, return_dtype=pl.String), _spelled(distinct["surname"])
        )
    )
    return pl.DataFrame({"surname": surnames}).join(read, on="surname", how="left", maintain_order="left")["sound"]


def _spelled(names: pl.Series) -> pl.Series:
    table = _spelling()
    return names.str.replace_many(list(table), list(table.values()))


@cache
def _spelling() -> dict[str, str]:
    return {character: syllables[0] + " " for character, syllables in readings().items()}


def blurred(syllable: str) -> str:
    """The syllable with sounds that southern speakers run together made equal (zhang and zan, li and ni)."""
    for pattern, replacement in _CONFUSED:
        syllable = re.sub(pattern, replacement, syllable)
    return syllable
