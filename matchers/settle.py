"""Who each mention is: the best candidate that the rules allow, if far enough ahead; otherwise review, or nobody."""

from __future__ import annotations

import polars as pl

from matchers.model import Model
from matchers.rule import Refusal, Rule, first_word
from matchers.rules import NUMBER_WAYS, by_certificate_column, name_relation, ranking_weight, vouched
from matchers.words import Obstacle
from schemas.decision import Verdict
from schemas.linked import NameRelation
from schemas.terms import Grade, Outcome, Via, WhyNot

SETTLED: dict[str, pl.DataType] = {
    "record": pl.UInt32(),
    "outcome": pl.String(),
    "person": pl.UInt32(),
    "candidate": pl.UInt32(),
    "reason": pl.String(),
    "grade": pl.String(),
    "weight": pl.Float64(),
    "margin": pl.Float64(),
    "why_not": pl.String(),
    "level_id": pl.String(),
    "name_relation": pl.String(),
    "bound": pl.Boolean(),  # a reviewer decided that it is this person
}
_CLAIMS = {relation.value: str(rank) for rank, relation in enumerate(NameRelation)}
APART = 1.0
"""Weight by which a candidate with nothing but a name must lead to be worth a clerk's look."""
PLACE_IN_REGISTRY = ("held", "registry_name", "registry_household", "person")
"""Puts equals in an order that does not hang on the order of the rows."""
_KEPT = (
    "person",
    "via",
    "weight",
    "allowed",
    "level_id",
    "level_name",
    "level_birth",
    "level_household",
    "name_relation",
    "unheld",
    "bound",
)


def settle(weighed: pl.DataFrame, model: Model) -> pl.DataFrame:
    """Decides each mention that has candidates.

    Args:
        weighed: pairs with levels, weights, `allowed` (grade by the rules, or null), and `verdict` of a reviewer
            (`schemas.decision.Verdict`): `same` goes before all evidence, `different` is not looked at.
        model: the pinned model with its thresholds.

    Returns:
        `SETTLED`, one row a mention, by record.
    """
    bound = pl.col("verdict").eq_missing(pl.lit(Verdict.SAME.value))
    open_pairs = weighed.filter(pl.col("verdict").ne_missing(pl.lit(Verdict.DIFFERENT.value))).with_columns(bound=bound)
    ranked = open_pairs.sort("record", *order_of_rank()).with_columns(name_relation=name_relation())
    second = pl.col("weight").filter((pl.int_range(pl.len()) > 0) & is_rival()).max().alias("second")
    best = ranked.group_by("record", maintain_order=True).agg(
        pl.first(*_KEPT),
        pl.col("via").cast(pl.String).is_in([*NUMBER_WAYS, Via.KIN]).any().alias("pointed"),
        second,
    )
    return _judge(best.with_columns(margin=pl.col("weight") - pl.col("second")), model)


def order_of_rank() -> tuple[pl.Expr | str, ...]:
    """Sorts the candidates of a record: a reviewer's word, then the rules, then the weight; ruled out ones last."""
    verdict = pl.col("verdict").replace_strict(
        {Verdict.SAME.value: 0, Verdict.DIFFERENT.value: 2}, default=1, return_dtype=pl.Int8
    )
    return (verdict, pl.col("allowed").is_null(), -ranking_weight(), *PLACE_IN_REGISTRY)


def is_rival() -> pl.Expr:
    """True for candidates whom the best one must be ahead of."""
    return pl.col("verdict").ne_missing(pl.lit(Verdict.DIFFERENT.value)) & ~pl.col("disowned")


def refusals(model: Model, ahead: pl.Expr) -> list[Refusal[WhyNot, Obstacle]]:
    """Why a best candidate is not linked; the first that holds is the reason.

    Args:
        model: the pinned model with its thresholds.
        ahead: weight by which the candidate leads the best other; null where there is no other.
    """
    return [
        Refusal(WhyNot.NUMBER_NOT_HELD, Obstacle.UNHELD, pl.col("unheld")),
        Refusal(WhyNot.NAME_ONLY, Obstacle.RULES, pl.col("allowed").is_null()),
        Refusal(WhyNot.AMBIGUOUS, Obstacle.NOT_AHEAD, ahead.fill_null(float("inf")) < model.margin),
        Refusal(WhyNot.WEAK, Obstacle.BELOW_LINK, pl.col("weight") < model.link),
    ]


def _judge(best: pl.DataFrame, model: Model) -> pl.DataFrame:
    refused = first_word([Rule(one.why_not, one.when) for one in refusals(model, pl.col("margin"))])
    why_not = pl.when("bound").then(pl.lit(None, pl.String)).otherwise(refused)
    judged = best.with_columns(why_not=why_not)
    outcome = (
        pl.when(pl.col("why_not").is_null())
        .then(pl.lit(Outcome.LINKED.value))
        .when(_worth_review(model))
        .then(pl.lit(Outcome.REVIEW.value))
        .otherwise(pl.lit(Outcome.UNLINKED.value))
    )
    linked = pl.col("outcome") == Outcome.LINKED.value
    decided = pl.when(pl.col("bound") & (pl.col("via") != Via.DECISION.value)).then(pl.lit(Via.DECISION.value))
    return judged.with_columns(outcome=outcome).select(
        "record",
        "outcome",
        pl.when(linked).then("person").alias("person"),
        pl.when(pl.col("outcome") != Outcome.UNLINKED.value).then("person").alias("candidate"),
        pl.concat_str(decided, pl.col("via").cast(pl.String), "level_name", separator="+", ignore_nulls=True).alias(
            "reason"
        ),
        # What a person decided outranks the match, but is no evidence of a number: at most D where the rules give none.
        pl.when(linked)
        .then(pl.col("allowed").fill_null(Grade.D.value))
        .otherwise(pl.lit(Grade.E.value))
        .alias("grade"),
        "weight",
        "margin",
        "why_not",
        "level_id",
        pl.when(linked).then("name_relation").alias("name_relation"),
        "bound",
    )


def _worth_review(model: Model) -> pl.Expr:
    # Of several namesakes with nothing between them a clerk cannot choose either.
    apart = vouched() | (pl.col("margin").fill_null(float("inf")) >= APART)
    evidence = pl.col("pointed") | ((pl.col("weight") >= model.review) & apart)
    # Where a sound number speaks against everybody, only another number on the same row is worth a look.
    return evidence & (~pl.col("unheld") | by_certificate_column())


def one_row_a_person(settled: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Where two rows of one roster household are linked to one person, the weaker goes to review.

    A row of quite another name is weaker than any that bears the person's name, or one like it. Then the better grade
    is stronger, of one grade the better name; of equals with different names none is sure, and all go to review. Equals
    of one name stay: that one person stands there twice is a finding. So do rows that a reviewer decided.

    Args:
        settled: `SETTLED`.
        mentions: `record`, `roster` (null where rows do not compete), `name_clean`.
    """
    competing = mentions.filter(pl.col("roster").is_not_null()).select("record", "roster", "name_clean")
    linked = settled.filter(pl.col("outcome") == Outcome.LINKED.value).join(competing, on="record")
    claims = linked.filter(pl.len().over("roster", "person") > 1).with_columns(
        claim=pl.concat_str(
            (pl.col("name_relation") == NameRelation.DIFFERENT.value).cast(pl.Int8),
            "grade",
            pl.col("name_relation").replace_strict(_CLAIMS, default=str(len(_CLAIMS))),
        )
    )
    best = claims.with_columns(best=pl.col("claim") == pl.col("claim").min().over("roster", "person"))
    names = pl.col("name_clean").filter("best").n_unique().over("roster", "person")
    weaker = best.filter((~pl.col("best") | (names > 1)) & ~pl.col("bound"))["record"]
    is_weaker = pl.col("record").is_in(weaker.implode())
    return settled.with_columns(
        outcome=pl.when(is_weaker).then(pl.lit(Outcome.REVIEW.value)).otherwise("outcome"),
        person=pl.when(~is_weaker).then("person"),
        grade=pl.when(is_weaker).then(pl.lit(Grade.E.value)).otherwise("grade"),
        name_relation=pl.when(~is_weaker).then("name_relation"),
        why_not=pl.when(is_weaker).then(pl.lit(WhyNot.PERSON_TAKEN.value)).otherwise("why_not"),
    )
