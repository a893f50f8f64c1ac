"""Teaches a model from one district's rows: which pairs are looked at for which comparison, and in what order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from matchers.candidates import by_name, by_number, by_repair
from matchers.comparison import COMPARISONS, Agreement, HouseholdLevel, PlaceLevel, compare
from matchers.context import NO_HOMES, homes_of
from matchers.ids.digits import ids_of_codes
from matchers.ids.edit import IdEdit
from matchers.ids.repair import neighbours_held
from matchers.linkage import resolve
from matchers.model import Model
from matchers.names.likeness import SAME_NAME
from matchers.registry import Registry
from matchers.training import Estimate, Shares, estimate_m, patterns, random_pairs, shares_of
from schemas.terms import NameClass, Via

RANDOM_PAIRS = 1_000_000
NAME_SAMPLE = 30_000
ID_SAMPLE = 20_000
LEAST = {"id": 0.001, "name": 0.001, "birth": 0.01, "sex": 0.005, "place": 0.02, "household": 0.02}
"""A level that a district did not show is rare, not impossible, of what is written at all: birthdays are told by the
moon and copied by hand, people live where they are not registered, villages merge, one roof is two households."""
CORROBORATED = (Via.BIRTH, Via.VILLAGE)
"""Namesakes of whom something besides the name agrees; of the others most are strangers, and none can be told."""
NEIGHBOUR = 0.01
"""Strangers' numbers that lie one edit from a damaged one: about one in a hundred damaged numbers has any."""
_MISSING = {
    "id": IdEdit.MISSING.value,
    "name": NameClass.MISSING.value,
    "birth": Agreement.MISSING.value,
    "sex": Agreement.MISSING.value,
    "place": PlaceLevel.MISSING.value,
    "household": HouseholdLevel.UNKNOWN.value,
}
"""What is not there says nothing for or against: m = u."""


@dataclass(frozen=True)
class Learned:
    """What a district taught: m and u by comparison and level, and the record of how."""

    m: Shares
    u: Shares
    training: dict[str, Any]


def learn(records: pl.DataFrame, registry: Registry, start: Model, last_year: int, seed: int) -> Learned:
    """Learns m and u from rows without labels.

    Args:
        records: frame of `matchers.records.Records`.
        registry: the civil registry.
        start: a model to begin from; its links tell which households belong together.
        last_year: latest year of birth to think of.
        seed: of the random draws.
    """
    u = _shares_among_false(records, registry, last_year, seed)
    numbered = by_number(records, registry)
    rest = records.join(numbered, on="record", how="anti")
    found = pl.concat([numbered, by_repair(rest, registry, last_year)])
    by_id = _learn(found, records, registry, u, start, ("name", "birth", "sex", "place"))
    sample = records.filter(pl.col("id_clean").is_not_null()).sample(
        min(NAME_SAMPLE, records.height), seed=seed, with_replacement=True
    )
    namesakes = by_name(sample.unique("record"), registry).filter(pl.col("via").cast(pl.String).is_in(CORROBORATED))
    by_names = _learn(namesakes, records, registry, u, start, ("id", "sex"))
    m: Shares = {**by_id.m, "id": by_names.m["id"], "household": _household(records, registry, start, last_year)}
    u["name"] |= _split(_collision(_of_everybody(registry, "registry_name")), m["name"], SAME_NAME)
    m = {comparison: _not_impossible(shares, comparison, u[comparison]) for comparison, shares in m.items()}
    return Learned(m, u, _record(records, registry, by_id, by_names, seed))


def _not_impossible(shares: dict[str, float], comparison: str, u: dict[str, float]) -> dict[str, float]:
    missing = _MISSING[comparison]
    written = 1 - u[missing] if comparison != "household" else 1.0
    least = LEAST[comparison] * written
    return {level: max(share, least) for level, share in shares.items()} | {missing: u[missing]}


def _learn(
    pairs: pl.DataFrame, records: pl.DataFrame, registry: Registry, u: Shares, start: Model, what: tuple[str, ...]
) -> Estimate:
    compared = compare(pairs, records, registry, NO_HOMES)
    begin = {comparison: dict(start.m[comparison]) for comparison in what}
    return estimate_m(patterns(compared), u, what, begin)


def _shares_among_false(records: pl.DataFrame, registry: Registry, last_year: int, seed: int) -> Shares:
    drawn = random_pairs(records, registry.everybody, RANDOM_PAIRS, seed).with_columns(via=pl.lit("name"))
    u = shares_of(compare(drawn, records, registry, NO_HOMES))
    u["id"] = _id_shares(u["id"], registry, last_year, seed)
    u["name"] |= _split(_collision(_of_everybody(registry, "registry_name")), u["name"], SAME_NAME)
    born = _of_everybody(registry, "registry_birth_date")
    u["birth"]["same"] = _collision(born) * (1 - u["birth"][Agreement.MISSING])
    homes = _of_everybody(registry, "registry_household").n_unique()
    known = 1 - u["household"][HouseholdLevel.UNKNOWN]
    u["household"] |= {"same": max(known, 0.5) / homes, "other": max(known, 0.5) * (1 - 1 / homes)}
    return u


def _id_shares(drawn: dict[str, float], registry: Registry, last_year: int, seed: int) -> dict[str, float]:
    """How often a number is so near to a stranger's: counted around a sample of the registry's own numbers."""
    codes = _of_everybody(registry, "code").drop_nulls()
    sample = ids_of_codes(codes.sample(min(ID_SAMPLE, codes.len()), seed=seed)).unique()
    near = neighbours_held(sample, registry.numbers, last_year=last_year)
    counts = dict(near.group_by(pl.col("edit").cast(pl.String)).len().rows())
    comparisons = sample.len() * registry.persons.height
    by_chance = 1 / registry.persons.height
    shares = {level: max(counts.get(level, 0) / comparisons, NEIGHBOUR * by_chance) for level in COMPARISONS["id"]}
    shares |= dict.fromkeys(("same", "converted15", "certificate", "former", "truncated_prefix"), by_chance)
    kept = ("different", "missing", "scientific_prefix")
    return shares | {level: drawn[level] for level in kept}


def _of_everybody(registry: Registry, field: str) -> pl.Series:
    return registry.of(registry.everybody, field).to_series()


def _split(chance: float, shares: Mapping[str, float], levels: Sequence[str]) -> dict[str, float]:
    """A chance shared out among levels: how a name is written hangs on the office, not on whether the pair is true."""
    whole = sum(shares[level] for level in levels)
    return {level: chance * shares[level] / whole for level in levels}


def _collision(values: pl.Series) -> float:
    """Chance that two persons drawn at random have one name, or one birth date."""
    # Whole numbers: sums of floats hang on the order in which they are added.
    counts = values.drop_nulls().value_counts()["count"].cast(pl.Int64)
    return int((counts * counts).sum()) / int(counts.sum()) ** 2


def _household(records: pl.DataFrame, registry: Registry, start: Model, last_year: int) -> dict[str, float]:
    """Share of linked mentions that live with another linked mention of their household, where there is another."""
    settled = resolve(records, registry, start, last_year).settled
    lived = homes_of(settled, records, registry, distinct=False)
    together = lived.with_columns(
        of_household=pl.len().over("household"), of_home=pl.len().over("household", "registry_household")
    ).filter(pl.col("of_household") > 1)
    same = together.filter(pl.col("of_home") > 1).height / max(together.height, 1)
    return {"same": same, "other": 1 - same, "unknown": 1.0}


def _record(
    records: pl.DataFrame, registry: Registry, by_id: Estimate, by_names: Estimate, seed: int
) -> dict[str, Any]:
    found = {
        name: {"pairs": one.pairs, "true_share": round(one.true_share, 6), "rounds": one.iterations}
        for name, one in (("by_number", by_id), ("by_name", by_names))
    }
    return {
        "method": "EM on pattern counts; u from random pairs and registry frequencies",
        "mentions": records.height,
        "persons": registry.persons.height,
        "random_pairs": RANDOM_PAIRS,
        "seed": seed,
        **found,
    }
