"""Links the rows of all extracts to persons of the civil registry: numbers first, then households, then names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from matchers.candidates import CANDIDATES, VIA, Via, best_way, by_household, by_kin, by_name, by_number, by_repair
from matchers.comparison import compare
from matchers.decisions import PAIR_VERDICT, decide
from matchers.model import Model, name_frequencies, weigh
from matchers.names.comparison import classify_names
from matchers.plain import plain_links
from matchers.records import Mention, Records, records_of, well_formed
from matchers.registry import index_registry
from matchers.rules import MISWRITTEN, NUMBER_WAYS, disowned, grade, is_cut, is_sound, name_relation, thinkable, unheld
from matchers.settle import SETTLED, one_row_a_person, settle
from matchers.similar import by_likeness
from schemas.decision import Verdict
from schemas.linked import LINK_COLUMNS, IdRelation, NameRelation
from schemas.terms import Outcome

_UNDECIDED = pl.DataFrame(schema=PAIR_VERDICT)
NO_HOMES = pl.DataFrame(schema={"household": pl.String(), "registry_household": pl.String()})


def link_extracts(
    persons: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
    model: Model,
    last_year: int,
    decisions: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:
    """Links every row that names a person.

    Args:
        persons: accepted rows of the civil registry with `person` (UInt32, their position).
        rows: source -> accepted rows; the registry itself and sources that name nobody are passed over.
        model: the pinned model.
        last_year: latest year of birth to think of when a number is repaired.
        decisions: what reviewers decided (`schemas.decision.DECISION`).

    Returns:
        source -> the same rows in the same order with `schemas.linked.LINK_COLUMNS` (marriages: one set a role).
    """
    registry = index_registry(persons)
    records = records_of(rows)
    decided = decide(decisions, records, registry).pairs if decisions is not None else _UNDECIDED
    settled = resolve(records.frame, registry, model, last_year, decided).settled
    facts = _facts(records.frame, settled, registry)
    return _per_source(records, rows, facts)


@dataclass(frozen=True)
class Resolution:
    """Who every mention is, and all pairs that were weighed for it.

    Attributes:
        settled: `SETTLED`, one row a mention, by record.
        pairs: weighed pairs with levels, weights and `allowed`: the evidence behind each decision.
    """

    settled: pl.DataFrame
    pairs: pl.DataFrame


def resolve(
    records: pl.DataFrame,
    registry: pl.DataFrame,
    model: Model,
    last_year: int,
    decided: pl.DataFrame = _UNDECIDED,
) -> Resolution:
    """Settles all mentions: by number first; then those left open by kin, household and name.

    Args:
        records: frame of `matchers.records.Records`.
        registry: frame of `matchers.registry.index_registry`.
        model: the pinned model.
        last_year: latest year of birth to think of when a number is repaired.
        decided: pairs that reviewers decided (`matchers.decisions.PAIR_VERDICT`).
    """
    frequencies = name_frequencies(registry)

    def weighed(pairs: pl.DataFrame, homes: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
        compared = weigh(compare(pairs, records, registry, homes), model, frequencies)
        judged = compared.join(decided, on=["record", "person"], how="left", maintain_order="left")
        return _allow(judged.filter(thinkable()), registry, owners)

    numbered = by_number(records, registry)
    undecided = numbered.join(decided, on="record", how="anti")
    plain = plain_links(undecided, records, registry, model, frequencies)
    owners = _owners(plain, records)
    rest = records.join(plain, on="record", how="anti")
    owned = numbered.join(_ruled_out(decided), on=["record", "person"], how="anti")
    found = numbered.join(rest.select("record"), on="record", how="semi")
    # A spreadsheet's cut may by chance be somebody's number, so that a number ending in 000 is looked at twice.
    damaged = rest.filter(~pl.col("record").is_in(owned["record"].unique().implode()) | is_cut())
    repaired = by_repair(damaged, registry, last_year)
    found = pl.concat([found, repaired])
    first = weighed(pl.concat([found, _bound_besides(found, decided)]), NO_HOMES, owners)
    settled = pl.concat([plain, settle(first, model)])
    left = _open(rest, settled)
    housemates = records.join(left.select("household").drop_nulls().unique(), on="household", how="semi")
    homes = homes_of(settled, housemates, registry)
    second = weighed(_wider(left, first, registry, homes), homes, owners)
    again = settle(second, model)
    whole = _with_nobody(pl.concat([settled.join(again, on="record", how="anti"), again]), records, decided)
    pairs = pl.concat([first.join(second, on="record", how="anti"), second])
    return Resolution(one_row_a_person(whole, records.select("record", "roster")), pairs)


def _ruled_out(decided: pl.DataFrame) -> pl.DataFrame:
    return decided.filter(pl.col("verdict") == Verdict.DIFFERENT.value)


def _bound_besides(found: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Pairs that a reviewer decided and no number shows: a decision outlasts whatever had suggested it."""
    bound = decided.filter(pl.col("verdict") == Verdict.SAME.value)
    besides = bound.join(found, on=["record", "person"], how="anti")
    return besides.select("record", "person", pl.lit(Via.DECISION.value, VIA).alias("via"))


def _open(records: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value)
    return records.join(linked, on="record", how="anti")


def homes_of(
    settled: pl.DataFrame, records: pl.DataFrame, registry: pl.DataFrame, *, distinct: bool = True
) -> pl.DataFrame:
    """Where the linked mentions of each household live.

    Args:
        settled: `SETTLED`.
        records: frame of `matchers.records.Records`.
        registry: frame of `matchers.registry.index_registry`.
        distinct: each place once; otherwise one row a linked mention.

    Returns:
        `household` (as in records), `registry_household`.
    """
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value).select("record", "person")
    households = records.select("record", "household").drop_nulls()
    homes = (
        linked.join(households, on="record")
        .join(registry.select("person", "registry_household"), on="person")
        .select("household", "registry_household")
        .sort("household", "registry_household")
    )
    return homes.unique(maintain_order=True) if distinct else homes


def _wider(records: pl.DataFrame, weighed: pl.DataFrame, registry: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """All ways to find the mentions that numbers did not settle.

    A sound number that nobody holds is evidence against everybody, so that its bearer is not looked for by name.
    """
    before = weighed.join(records.select("record"), on="record", how="semi")
    owners = before.filter(pl.col("via").cast(pl.String).is_in(NUMBER_WAYS))
    kin = by_kin(owners.select("record", "registry_household", "person"), registry)
    doubtful = records.filter(~is_sound() | pl.col("record").is_in(owners["record"].unique().implode()))
    named = [by_name(doubtful, registry), by_likeness(doubtful, registry)]
    return best_way(pl.concat([before.select(CANDIDATES.keys()), kin, by_household(doubtful, registry, homes), *named]))


def _allow(weighed: pl.DataFrame, registry: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Adds what the rules need to know of a mention's other rows and kin, and the grade that they allow."""
    relation = weighed.with_columns(relation=name_relation())
    strong = relation.filter(
        pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
        & ((pl.col("via") == Via.EXACT.value) | pl.col("relation").is_in([NameRelation.SAME, NameRelation.ALIKE]))
    )
    known = weighed.join(_kin_names(relation, registry), on="record", how="left", maintain_order="left")
    known = known.join(owners, on=["roster", "id18", "person"], how="left", maintain_order="left")
    return known.with_columns(
        pl.col("kin_same", "kin_alike").fill_null(0),
        owner_elsewhere=pl.col("owner_elsewhere").fill_null(value=False)
        & name_relation().ne_missing(pl.lit(NameRelation.SAME.value)),
        unheld=unheld(weighed, strong),
    ).with_columns(allowed=grade(), disowned=disowned())


def _owners(plain: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Roster households in which a number stands on a row with its owner's own name."""
    bearers = records.filter(pl.col("roster").is_not_null()).select("record", "roster", "id18")
    kept = plain.select("record", "person").join(bearers, on="record").select("roster", "id18", "person")
    return kept.unique().with_columns(owner_elsewhere=pl.lit(value=True))


def _kin_names(relation: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """How many others in the household of a number's owner bear the written name, exactly or nearly."""
    owners = relation.filter(
        pl.col("via").cast(pl.String).is_in(NUMBER_WAYS)
        & pl.col("name_clean").is_not_null()
        & pl.col("relation").ne_missing(pl.lit(NameRelation.SAME.value))
    ).select("record", "name", "person", "registry_household")
    people = registry.select(pl.col("person").alias("other"), "registry_household", "registry_name")
    people = people.join(owners.select("registry_household").unique(), on="registry_household", how="semi")
    others = owners.join(people, on="registry_household").filter(pl.col("other") != pl.col("person"))
    others = others.with_columns(level_name=classify_names(others["name"], others["registry_name"]).cast(pl.String))
    bears = others.with_columns(bears=name_relation()).unique(["record", "other"])
    return bears.group_by("record").agg(
        kin_same=(pl.col("bears") == NameRelation.SAME.value).sum(),
        kin_alike=pl.col("level_name").is_in(MISWRITTEN).sum(),
    )


def _with_nobody(settled: pl.DataFrame, records: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Adds the mentions that found no candidate at all, or none but those that a reviewer ruled out."""
    had_one = pl.col("record").is_in(_ruled_out(decided)["record"].unique().implode())
    sought = records.join(settled, on="record", how="anti")
    nobody = sought.select(
        "record",
        outcome=pl.lit(Outcome.UNLINKED.value),
        why_not=pl.when(had_one)
        .then(pl.lit("ruled_out"))
        .when(is_sound())
        .then(pl.lit("number_not_held"))
        .otherwise(pl.lit("no_candidate")),
    )
    return (
        pl.concat([settled, nobody], how="diagonal")
        .select(pl.col(name).cast(dtype) for name, dtype in SETTLED.items())
        .sort("record")
    )


def _facts(records: pl.DataFrame, settled: pl.DataFrame, registry: pl.DataFrame) -> pl.DataFrame:
    """`LINK_COLUMNS` by record."""
    written = records.select("record", "id_clean", "id_form", "certificate_clean")
    joined = written.join(settled, on="record", how="left", maintain_order="left")
    held = pl.concat([registry["held"], registry["held_former"]]).drop_nulls().to_frame("id_clean").unique()
    held = held.with_columns(id_held=pl.lit(value=True))
    return (
        joined.join(held, on="id_clean", how="left", maintain_order="left")
        .with_columns(pl.col("id_held").fill_null(value=False), id_wellformed=well_formed(), id_relation=_id_relation())
        .select("record", *LINK_COLUMNS)
    )


def _id_relation() -> pl.Expr:
    linked = pl.col("outcome") == Outcome.LINKED.value
    written = pl.col("id_clean").is_not_null()
    level = pl.col("level_id")
    own_certificate = (level == "certificate") & (pl.col("id_clean").str.len_chars() > 18)
    return (
        pl.when(linked & ~written)
        .then(pl.lit(IdRelation.NONE.value))
        .when(linked & (level == "same"))
        .then(pl.lit(IdRelation.EXACT.value))
        .when(linked & own_certificate)
        .then(pl.lit(IdRelation.CERTIFICATE.value))
        .when(linked)
        .then(pl.lit(IdRelation.OTHER.value))
    )


def _per_source(records: Records, rows: Mapping[str, pl.DataFrame], facts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    linked = {mention.source: rows[mention.source] for mention in records.mentions}
    for mention in records.mentions:
        columns = _columns(mention, facts)
        linked[mention.source] = linked[mention.source].hstack(columns)
    return linked


def _columns(mention: Mention, facts: pl.DataFrame) -> list[pl.Series]:
    gathered = facts.select(LINK_COLUMNS.keys())[mention.records]
    prefix = f"{mention.subject.role}_" if mention.subject.role else ""
    return [gathered[name].rename(prefix + name) for name in LINK_COLUMNS]
