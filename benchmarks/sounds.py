"""How names sound, as a toneless pinyin key: what a peer that knows no Chinese is given to find them by."""

from __future__ import annotations

from functools import cache

import polars as pl

from matchers.names.tables import readings, surname_readings
from matchers.names.text import surname_lengths


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


def split_surnames(keys: pl.Series) -> pl.DataFrame:
    """Splits comparing forms (`normalise_names`) into `surname` and `given`, both String, null where the key is."""
    key = pl.col("key")
    return pl.DataFrame({"key": keys}).select(
        surname=key.str.head(surname_lengths(key)), given=key.str.slice(surname_lengths(key))
    )
