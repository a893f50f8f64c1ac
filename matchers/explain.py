"""Why a row is who it is: its candidates in rank, each comparison with its weight, and what the others lack.

Only the asked rows and those of their households are settled anew, against the whole registry: what else a roster says
has no part in the decision, so the answer is that of the night, in seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from matchers.candidates import best_way, by_household, by_name, by_number
from matchers.comparison import COMPARISONS, compare
from matchers.context import NO_HOMES, homes_of
from matchers.decisions import PAIR_VERDICT, decide, mention_keys, person_keys
from matchers.linkage import resolve
from matchers.model import Model, weigh
from matchers.records import Mention, Records, household_of, records_of
from matchers.registry import Registry, index_registry
from matchers.rule import Rule, all_words
from matchers.rules import is_repaired, lacks, thinkable
from matchers.settle import is_rival, order_of_rank, refusals
from matchers.similar import by_likeness
from matchers.words import Obstacle
from schemas.decision import Verdict
from schemas.extract import PLACE
from schemas.extracts import EXTRACTS
from schemas.terms import NameClass, Outcome, WhyNot

_ROW = ("source", *PLACE)
_LEVELS = [f"level_{comparison}" for comparison in COMPARISONS]
_WEIGHTS = [f"weight_{comparison}" for comparison in COMPARISONS]
_SHOWN = (
    "via",
    "held",
    "held_former",
    "registry_name",
    "registry_former_name",
    "registry_birth_date",
    "registry_sex",
    "registry_household",
    "registry_town",
    "registry_village",
    *_LEVELS,
    *_WEIGHTS,
    "weight",
    "ahead",
    "allowed",
    "verdict",
    "repaired",
    "obstacles",
)


@dataclass(frozen=True, eq=False)
class Explanation:
    """What the linkage thought of some rows.

    Attributes:
        mentions: one row an asked row and subject: source, file, row_number, role, mention_key, record, what the row
            says (`matchers.records.WRITTEN`), and the outcome (`matchers.settle.SETTLED`).
        candidates: one row a record and person: rank (1 = first), via, registry columns, person_key,
            level_<comparison> (String), weight_<comparison>, weight, ahead (Float64: of the best other candidate),
            allowed (grade by the rules), verdict (of a reviewer), repaired (Boolean), obstacles (list of
            `matchers.words.Obstacle`).
    """

    mentions: pl.DataFrame
    candidates: pl.DataFrame


def rows_around(rows: Mapping[str, pl.DataFrame], asked: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The asked rows and all rows of their households: what has a part in who they are.

    Args:
        rows: source -> accepted rows.
        asked: source -> some of them.
    """
    households = records_of(asked).frame["household"].drop_nulls().unique().implode()
    around: dict[str, pl.DataFrame] = {}
    for source, frame in rows.items():
        extract = EXTRACTS[source]
        near = frame.filter(
            pl.any_horizontal(household_of(extract, subject).is_in(households) for subject in extract.subjects)
        )
        own = asked.get(source, frame.head(0)).select(frame.columns)
        around[source] = pl.concat([own, near]).unique(list(PLACE), maintain_order=True)
    return {source: frame for source, frame in around.items() if not frame.is_empty()}


def explain(
    asked: Mapping[str, pl.DataFrame],
    around: Mapping[str, pl.DataFrame],
    persons: pl.DataFrame,
    model: Model,
    last_year: int,
    decisions: pl.DataFrame | None = None,
) -> Explanation:
    """Explains the asked rows.

    Args:
        asked: source -> accepted rows to explain.
        around: source -> these and the rows of their households, as `rows_around` gives them.
        persons: accepted rows of the civil registry with `person`.
        model: the pinned model.
        last_year: latest year of birth to think of when a number is repaired.
        decisions: what reviewers decided (`schemas.decision.DECISION`).
    """
    registry, records = index_registry(persons), records_of(around)
    decided = pl.DataFrame(schema=PAIR_VERDICT) if decisions is None else decide(decisions, records, registry).pairs
    resolution = resolve(records.frame, registry, model, last_year, decided)
    mentions = _mentions(asked, around, records)
    mentions = mentions.join(resolution.settled, on="record", how="left", maintain_order="left")
    weighed = resolution.pairs.join(mentions, on="record", how="semi")
    unweighed = records.frame.join(mentions, on="record", how="semi").join(weighed, on="record", how="anti")
    besides = _nearest(unweighed, resolution.settled, records.frame, registry, model)
    settled = resolution.settled.select("record", "outcome", "why_not")
    ranked = _ranked(pl.concat([weighed, besides], how="diagonal"))
    judged = ranked.join(settled, on="record", how="left", maintain_order="left").with_columns(
        obstacles=_obstacles(model)
    )
    named = judged.join(_keys(registry, judged["person"]), on="person", how="left", maintain_order="left")
    return Explanation(mentions, named.select("record", "rank", "person", "person_key", *_SHOWN))


def _mentions(asked: Mapping[str, pl.DataFrame], around: Mapping[str, pl.DataFrame], records: Records) -> pl.DataFrame:
    places = [frame.select(pl.lit(source).alias("source"), *PLACE) for source, frame in asked.items()]
    named = pl.concat([_placed(mention, around[mention.source]) for mention in records.mentions])
    wanted = named.join(pl.concat(places), on=list(_ROW), how="semi", maintain_order="left")
    keys = mention_keys(records, wanted["record"])
    keyed = wanted.join(keys, on=["source", "role", "record"], how="left", nulls_equal=True, maintain_order="left")
    return keyed.join(records.frame, on="record", how="left", maintain_order="left")


def _placed(mention: Mention, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.lit(mention.source).alias("source"),
        *PLACE,
        pl.lit(mention.subject.role, pl.String).alias("role"),
        mention.records.alias("record"),
    )


def _nearest(
    unweighed: pl.DataFrame, settled: pl.DataFrame, records: pl.DataFrame, registry: Registry, model: Model
) -> pl.DataFrame:
    """Who is nearest to mentions that the night settled without weighing anybody: the plain and the hopeless."""
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value)
    plain = unweighed.join(linked, on="record", how="semi")
    hopeless = unweighed.join(linked, on="record", how="anti")
    homes = homes_of(settled, records, registry)
    beside = by_household(hopeless, registry, homes)

    def weighed(ways: list[pl.DataFrame], known_homes: pl.DataFrame) -> pl.DataFrame:
        compared = compare(best_way(pl.concat(ways)), records, registry, known_homes)
        # Names are alike in form before they are compared, as where the number alone settles a mention.
        same = pl.when(pl.col("name_clean") == pl.col("registry_name")).then(pl.lit(NameClass.SAME.value))
        levels = compared.with_columns(level_name=same.otherwise("level_name"))
        shares = registry.shares.of(levels["name_clean"])
        return weigh(levels.with_columns(shares), model).filter(thinkable())

    # What the number alone has settled was settled before anybody knew where the household lives.
    at_once = weighed(_ways(plain, registry), NO_HOMES)
    compared = pl.concat([at_once, weighed([*_ways(hopeless, registry), beside], homes)])
    known = settled.select("record", pl.col("person").alias("linked"), "grade", "why_not")
    return compared.join(known, on="record", how="left", maintain_order="left").select(
        *compared.columns,
        pl.when(pl.col("person") == pl.col("linked")).then("grade").alias("allowed"),
        (pl.col("why_not") == WhyNot.NUMBER_NOT_HELD.value).fill_null(value=False).alias("unheld"),
        pl.lit(value=False).alias("disowned"),
    )


def _ways(records: pl.DataFrame, registry: Registry) -> list[pl.DataFrame]:
    return [by_number(records, registry), by_name(records, registry), by_likeness(records, registry)]


def _ranked(pairs: pl.DataFrame) -> pl.DataFrame:
    """In the order in which `matchers.settle` thinks of them; those ruled out by a reviewer last."""
    return pairs.sort("record", *order_of_rank()).with_columns(
        rank=pl.int_range(1, pl.len() + 1).over("record"),
        ahead=pl.col("weight") - _best_other(pl.when(is_rival()).then("weight")),
        repaired=is_repaired(),
    )


def _best_other(weight: pl.Expr) -> pl.Expr:
    """The largest weight among the others of a record."""
    largest, second = (
        weight.max().over("record"),
        weight.sort(descending=True, nulls_last=True).get(1, null_on_oob=True),
    )
    return pl.when(weight.eq_missing(largest)).then(second.over("record")).otherwise(largest)


def _obstacles(model: Model) -> pl.Expr:
    """What stands against each candidate; empty for one who is linked with nothing to be said against him."""
    first = (pl.col("rank") == 1) & (pl.col("outcome") != Outcome.LINKED.value)
    refused = {one.obstacle: Rule(one.obstacle, one.when) for one in refusals(model, pl.col("ahead"))}
    by_rules = refused.pop(Obstacle.RULES)
    unheld = refused.pop(Obstacle.UNHELD)
    ruled_out = Rule(Obstacle.RULED_OUT, pl.col("verdict") == Verdict.DIFFERENT.value)
    taken = Rule(Obstacle.TAKEN, first & (pl.col("why_not") == WhyNot.PERSON_TAKEN.value))
    why = [ruled_out, unheld, *lacks()]
    # Nobody is turned away without a word: where the rules refuse and none of them is named, that they do.
    silent = Rule(by_rules.word, by_rules.when & (all_words(why).list.len() == 0))
    return all_words([silent, *why, *refused.values(), taken])


def _keys(registry: Registry, persons: pl.Series) -> pl.DataFrame:
    return person_keys(registry.of(persons.unique().sort()))
