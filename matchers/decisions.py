"""Decisions of people about who a row is: which still bind tonight, and to which mentions and persons they apply.

A decision is about what a row said and who a person was, not about a place in a file: it binds as long as both stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from matchers.records import Mention, Records
from matchers.registry import Registry
from schemas.decision import LAPSED, DecisionState, Verdict

PAIR_VERDICT: dict[str, pl.DataType] = {"record": pl.UInt32(), "person": pl.UInt32(), "verdict": pl.String()}
"""What `matchers.linkage.resolve` needs of decisions: `same` binds the pair, `different` rules it out."""

# Everything that a row says of a person and the linkage looks at. A change here makes every decision on record lapse.
_SAID = (
    "name_clean",
    "id_clean",
    "certificate_clean",
    "birth_date",
    "sex",
    "is_head",
    "household",
    "town",
    "village",
    "partner_name",
    "partner_id",
)
_WAS = ("held", "registry_name", "registry_birth_date", "registry_sex")
_MENTION_KEY = {"source": pl.String(), "role": pl.String(), "mention_key": pl.String(), "record": pl.UInt32()}
_KEY_BYTES = 16
_SEPARATOR = "\x1f"


@dataclass(frozen=True, eq=False)
class Decided:
    """Decisions as they stand tonight.

    Attributes:
        states: every decision with `state` (`schemas.decision.DecisionState`), by number.
        pairs: `PAIR_VERDICT` of those in force.
    """

    states: pl.DataFrame
    pairs: pl.DataFrame

    @property
    def lapsed(self) -> pl.DataFrame:
        """Decisions that no longer bind because the row or the person is no longer what it was."""
        return self.states.filter(pl.col("state").is_in([word.value for word in LAPSED]))


def mention_keys(records: Records, only: pl.Series | None = None) -> pl.DataFrame:
    """Keys of what rows say of persons: the same for the same words, whatever the file and the place in it.

    Args:
        records: the mentions.
        only: records to look at (UInt32); all where it is None.

    Returns:
        source, role, mention_key (String), record (UInt32); one row a source, role and mention.
    """
    keys = (_keys_of_mention(records.frame, mention, only) for mention in records.mentions)
    return pl.concat([pl.DataFrame(schema=_MENTION_KEY), *keys])


def person_keys(registry: pl.DataFrame) -> pl.DataFrame:
    """Keys of who persons are: number, name, birth date and sex as the registry has them.

    Args:
        registry: what is known of persons (`matchers.registry.Registry.of`).

    Returns:
        person (UInt32), person_key (String).
    """
    texts = registry.select("person", text=_text(_WAS))
    return texts.select("person", _digests(texts["text"]).alias("person_key"))


def decide(decisions: pl.DataFrame, records: Records, registry: Registry) -> Decided:
    """Finds what decisions say tonight, in whatever order they and the rows come.

    The last decision on a row and a person stands; of several persons a row was said to be, the last one.

    Args:
        decisions: columns `schemas.decision.DECISION`.
        records: the mentions of tonight's rows.
        registry: the civil registry.
    """
    mentions = mention_keys(records, _named(records.frame, "record", "name_clean", decisions["name"]))
    bearers = registry.bearing(decisions["registry_name"].fill_null(""))
    persons = person_keys(registry.of(bearers, "person", *_WAS))
    ordered = decisions.sort("number")
    states = ordered.with_columns(state=_state(mentions["mention_key"], persons["person_key"]))
    force = states.filter(pl.col("state") == DecisionState.IN_FORCE.value)
    pairs = force.join(mentions.select("mention_key", "record"), on="mention_key").join(persons, on="person_key")
    # Mentions of several sources may say the very same and so be one record; then the later word stands.
    latest = pairs.sort("number").unique(["record", "person"], keep="last")
    same = pl.when(pl.col("verdict") == Verdict.SAME.value).then("number")
    one = latest.filter(same.is_null() | (same == same.max().over("record")))
    return Decided(states, one.select(PAIR_VERDICT.keys()).sort("record", "person"))


def _state(mentions: pl.Series, persons: pl.Series) -> pl.Expr:
    """Needs decisions sorted by number."""
    verdict = pl.col("verdict")
    number = pl.col("number")
    last = number == number.max().over("mention_key", "person_key")
    # Only what still stands can be outdone: a withdrawn "same" does not outdo an earlier one of another person.
    same = pl.when(last & (verdict == Verdict.SAME.value)).then(number)
    outdone = (verdict == Verdict.SAME.value) & (number < same.max().over("mention_key"))
    return (
        pl.when(~last | outdone.fill_null(value=False))
        .then(pl.lit(DecisionState.SUPERSEDED.value))
        .when(verdict == Verdict.UNSURE.value)
        .then(pl.lit(DecisionState.NOTED.value))
        .when(~pl.col("mention_key").is_in(mentions.unique().implode()))
        .then(pl.lit(DecisionState.ROW_CHANGED.value))
        .when(~pl.col("person_key").is_in(persons.unique().implode()))
        .then(pl.lit(DecisionState.PERSON_CHANGED.value))
        .otherwise(pl.lit(DecisionState.IN_FORCE.value))
    )


def _keys_of_mention(frame: pl.DataFrame, mention: Mention, only: pl.Series | None) -> pl.DataFrame:
    wanted = mention.records.unique()
    if only is not None:
        wanted = wanted.filter(wanted.is_in(only.implode()))
    said = frame[wanted.sort()]
    if mention.subject.role:  # its household is the place in the file
        said = said.with_columns(household=pl.lit(None, pl.String))
    role = pl.lit(mention.subject.role, pl.String)
    texts = said.select(
        "record", text=pl.concat_str(pl.lit(mention.source), role.fill_null(""), _text(_SAID), separator=_SEPARATOR)
    )
    return texts.select(
        pl.lit(mention.source).alias("source"),
        role.alias("role"),
        _digests(texts["text"]).alias("mention_key"),
        "record",
    )


def _text(columns: Iterable[str]) -> pl.Expr:
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in columns], separator=_SEPARATOR)


def _named(frame: pl.DataFrame, number: str, name: str, names: pl.Series) -> pl.Series:
    """A name is part of each key, so only bearers of these names need a key at all."""
    return frame.filter(pl.col(name).fill_null("").is_in(_words(names)))[number]


def _words(names: pl.Series) -> pl.Series:
    return names.fill_null("").unique().implode()


def _digests(texts: pl.Series) -> pl.Series:
    # Polars has no hash that is promised to stay the same between releases.
    distinct = texts.unique()
    digests = [blake2b(text.encode(), digest_size=_KEY_BYTES).hexdigest() for text in distinct]
    return texts.replace_strict(distinct, pl.Series(digests, dtype=pl.String), return_dtype=pl.String)
