"""Links the rows of all extracts to persons of the civil registry: numbers first, then households, then names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from matchers.candidates import CANDIDATES, VIA, best_way, by_household, by_kin, by_name, by_number, by_repair
from matchers.comparison import compare
from matchers.context import NO_HOMES, allow, homes_of, owners_of
from matchers.decisions import PAIR_VERDICT, decide
from matchers.facts import facts, links_of_rows
from matchers.model import Model, weigh
from matchers.pieces import MENTIONS, Frames, Piece, Positions, cut, of_each, put_together
from matchers.plain import plain_links
from matchers.records import records_of
from matchers.registry import Registry
from matchers.registry_index import RegistryIndex, index_of
from matchers.rules import NUMBER_WAYS, is_cut, is_sound, thinkable
from matchers.settle import SETTLED, one_row_a_person, settle
from matchers.shards import Keep
from matchers.similar import by_likeness
from schemas.decision import Verdict
from schemas.terms import Outcome, Via, WhyNot

_UNDECIDED = pl.DataFrame(schema=PAIR_VERDICT)


def link_extracts(
    persons: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
    model: Model,
    last_year: int,
    decisions: pl.DataFrame | None = None,
    mentions: int = MENTIONS,
    keep: Keep | None = None,
    indexed: Callable[[pl.DataFrame], RegistryIndex] = index_of,
) -> dict[str, pl.DataFrame]:
    """Links every row that names a person, some pieces at a time.

    Args:
        persons: accepted rows of the civil registry.
        rows: source -> accepted rows; the registry itself and sources that name nobody are passed over.
        model: the pinned model.
        last_year: latest year of birth to think of when a number is repaired.
        decisions: what reviewers decided (`schemas.decision.DECISION`).
        mentions: how many mentions a piece has, about; the links are the same whatever it is.
        keep: the same rows, of a source in a piece, held in another way until all are linked; None: as they are.
        indexed: gives the index of the persons.

    Returns:
        source -> the same rows in the same order with `schemas.linked.LINK_COLUMNS` (marriages: one set a role).
    """

    def registry() -> Registry:
        return Registry(persons, indexed(persons))

    return put_together(rows, _by_pieces(registry, rows, model, last_year, decisions, mentions, keep))


def _by_pieces(
    registry_of: Callable[[], Registry],
    rows: Frames,
    model: Model,
    last_year: int,
    decisions: pl.DataFrame | None,
    mentions: int,
    keep: Keep | None,
) -> list[tuple[Positions, Frames]]:
    """The link columns of each piece of the rows."""
    with ThreadPoolExecutor(1) as beside:
        registry_there = beside.submit(registry_of)

        def links(piece: Piece) -> tuple[Positions, Frames]:
            records = records_of(piece.rows)
            registry = registry_there.result()
            decided = decide(decisions, records, registry).pairs if decisions is not None else _UNDECIDED
            settled = resolve(records.frame, registry, model, last_year, decided).settled
            found = links_of_rows(records, facts(records.frame, settled, registry))
            return piece.positions, {source: keep(links) for source, links in found.items()} if keep else found

        return of_each(cut(rows, mentions), links)


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
    registry: Registry,
    model: Model,
    last_year: int,
    decided: pl.DataFrame = _UNDECIDED,
) -> Resolution:
    """Settles all mentions: by number first; then those left open by kin, household and name.

    Args:
        records: frame of `matchers.records.Records`.
        registry: the civil registry.
        model: the pinned model.
        last_year: latest year of birth to think of when a number is repaired.
        decided: pairs that reviewers decided (`matchers.decisions.PAIR_VERDICT`).
    """
    records = records.with_columns(registry.shares.of(records["name_clean"]))

    def weighed(pairs: pl.DataFrame, homes: pl.DataFrame, owners: pl.DataFrame, lodged: pl.DataFrame) -> pl.DataFrame:
        compared = weigh(compare(pairs, records, registry, homes), model)
        judged = compared.join(decided, on=["record", "person"], how="left", maintain_order="left")
        return allow(judged.filter(thinkable()), registry, owners, lodged)

    numbered = by_number(records, registry)
    undecided = numbered.join(decided, on="record", how="anti")
    plain = plain_links(undecided, records, registry, model)
    owners = owners_of(plain, records)
    rest = records.join(plain, on="record", how="anti")
    written = numbered.filter(pl.col("via") != Via.CERTIFICATE_COLUMN.value)
    owned = written.join(_ruled_out(decided), on=["record", "person"], how="anti")
    found = numbered.join(rest.select("record"), on="record", how="semi")
    # A spreadsheet's cut may by chance be somebody's number, so that a number ending in 000 is looked at twice.
    damaged = rest.filter(~pl.col("record").is_in(owned["record"].unique().implode()) | is_cut())
    found = best_way(pl.concat([found, by_repair(damaged, registry, last_year)]))
    housemates = records.join(rest.select("household").drop_nulls().unique(), on="household", how="semi")
    plain_homes = homes_of(plain, housemates, registry)
    first = weighed(pl.concat([found, _bound_besides(found, decided)]), NO_HOMES, owners, plain_homes)
    settled = pl.concat([plain, settle(first, model)])
    left = _open(rest, settled)
    homes = homes_of(settled, housemates, registry)
    second = weighed(_wider(left, first, registry, homes), homes, owners, homes)
    again = settle(second, model)
    whole = _with_nobody(pl.concat([settled.join(again, on="record", how="anti"), again]), records, decided)
    pairs = pl.concat([first.join(second, on="record", how="anti"), second])
    return Resolution(one_row_a_person(whole, records), pairs)


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


def _wider(records: pl.DataFrame, weighed: pl.DataFrame, registry: Registry, homes: pl.DataFrame) -> pl.DataFrame:
    """All ways to find the mentions that numbers did not settle.

    A sound number that nobody holds is evidence against everybody, so that its bearer is not looked for by name.
    """
    before = weighed.join(records.select("record"), on="record", how="semi")
    owners = before.filter(pl.col("via").cast(pl.String).is_in(NUMBER_WAYS))
    kin = by_kin(owners.select("record", "registry_household", "person"), registry)
    doubtful = records.filter(~is_sound() | pl.col("record").is_in(owners["record"].unique().implode()))
    named = [by_name(doubtful, registry), by_likeness(doubtful, registry)]
    return best_way(pl.concat([before.select(CANDIDATES.keys()), kin, by_household(doubtful, registry, homes), *named]))


def _with_nobody(settled: pl.DataFrame, records: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """Adds the mentions that found no candidate at all, or none but those that a reviewer ruled out."""
    had_one = pl.col("record").is_in(_ruled_out(decided)["record"].unique().implode())
    sought = records.join(settled, on="record", how="anti")
    nobody = sought.select(
        "record",
        outcome=pl.lit(Outcome.UNLINKED.value),
        why_not=pl.when(had_one)
        .then(pl.lit(WhyNot.RULED_OUT.value))
        .when(is_sound())
        .then(pl.lit(WhyNot.NUMBER_NOT_HELD.value))
        .otherwise(pl.lit(WhyNot.NO_CANDIDATE.value)),
    )
    return (
        pl.concat([settled, nobody], how="diagonal")
        .select(pl.col(name).cast(dtype) for name, dtype in SETTLED.items())
        .sort("record")
    )
