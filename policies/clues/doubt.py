"""Of which clues a night could not say whether they are still there, though their checks ran.

A clue that is not raised any more is gone only where its check could have raised it. It could not where a source that
the clue rested on has no usable extract, where the row that it may have rested on was refused, is in review or linked
to nobody, or where the data of the household do not suffice: unknown is not gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from policies.checks.declaration import Check, Identity, Rests
from policies.clues.doubted_rows import ID, LOOKED, NO_ONE, NUMBERED_BY, doubted_by_counties, doubted_by_rows, people_of
from policies.economy.households import SOURCE
from policies.evidence import Evidence
from policies.terms.spelling import plain_number
from policies.verification.verdict import insufficient
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import ABOVE
from schemas.terms.term import Term
from schemas.words import COMMA


class Doubt(Term):
    """Why a night cannot say of a clue whether it is still there, though its check ran."""

    NO_EXTRACT = "no_extract", "所依据的来源没有可用的数据"
    COUNTY = "county", "有关县区缺少可用的数据"
    PERSON_REFUSED = "person_refused", "户籍登记中此人的数据行被退回"
    INSUFFICIENT = "insufficient", "该户的家庭经济数据不足"
    NO_ALTERNATIVE = "no_alternative", "可能依据的来源之一没有可用的数据"
    ROW = "row", "可能涉及此人或该户的数据行被退回、待复核或未关联"


def unanswered(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.Series:
    """The clues of which nobody can say tonight whether they are still there: finding_id, as `doubts` has it."""
    return doubts(evidence, asked, checks).unique(ID)[ID]


def doubts(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """The same with the reasons.

    Args:
        evidence: the night's evidence.
        asked: clues that earlier nights raised and this one does not, though their checks ran: finding_id, check_id,
            source, observed_source, household_no, person_id_no, name, town, village, county as they were last worded.
        checks: check id -> check.

    Returns:
        finding_id, doubt (`Doubt`); a clue may have several, one also several times.
    """
    known = asked.filter(pl.col("check_id").is_in(list(checks)))
    told = _by_each_number(evidence, known).with_columns(numbered_by=pl.col("source").replace(NUMBERED_BY))
    if told.is_empty():
        return NO_ONE.with_columns(doubt=pl.lit(None, pl.String))
    of_people = [source for source in evidence.rows if EXTRACTS[source].subjects]
    looked = _looked_at(told, checks).filter(pl.col(LOOKED).is_in(of_people))
    held = people_of(evidence, told)
    parts = (
        (Doubt.NO_EXTRACT, _without_extract(evidence, told)),
        *((Doubt.COUNTY, part) for part in _of_counties(evidence, told, checks)),
        *((Doubt.COUNTY, part) for part in doubted_by_counties(evidence, looked, held)),
        (Doubt.PERSON_REFUSED, _refused_from_registry(evidence, told)),
        (Doubt.INSUFFICIENT, _insufficient(evidence, told, checks)),
        (Doubt.NO_ALTERNATIVE, _without_alternative(evidence, told, checks)),
        *((Doubt.ROW, part) for part in doubted_by_rows(evidence, looked, held)),
    )
    return pl.concat(part.select(ID, doubt=pl.lit(why.value)) for why, part in parts)


def _by_each_number(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """The clues, also by every other number that their persons are known to have had: a row may bear any of them.

    Of a city in parts also by their households' other number, for another county may have had it too.
    """
    oldest = evidence.clue_key.oldest
    numbers = {"person_id_no": [*oldest, *oldest.values()], "oldest": [*oldest.values()] * 2}
    had = pl.DataFrame(numbers, dict.fromkeys(numbers, pl.String())).unique()
    every = asked.join(had, on="person_id_no").drop("person_id_no").join(had, on="oldest").select(asked.columns)
    told = pl.concat([asked, every]).unique(maintain_order=True)
    if evidence.counties is None:
        return told
    own = pl.col("county") + ABOVE
    has_own = pl.col("household_no").str.starts_with(own)
    other = pl.when(has_own).then(pl.col("household_no").str.strip_prefix(own)).otherwise(own + pl.col("household_no"))
    return pl.concat([told, told.with_columns(household_no=other).drop_nulls("household_no")])


def _looked_at(asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """A row a clue and source that its check looks at for it, with what the check rests on and speaks of."""
    facts = pl.DataFrame(
        [
            (one.id, one.rests.value, one.identity.name, [*one.needs, *one.any_of, *one.if_landed])
            for one in checks.values()
        ],
        schema={
            "check_id": pl.String(),
            "rests": pl.String(),
            "identity": pl.String(),
            "declared": pl.List(pl.String()),
        },
        orient="row",
    )
    own = pl.concat_list("source", _several("observed_source"))
    alone = pl.col("identity").is_in([Identity.ROW.name, Identity.PERSON_AND_SOURCE.name])
    joined = asked.join(facts, on="check_id", maintain_order="left")
    every = joined.with_columns(pl.when(alone).then(own).otherwise(pl.concat_list(own, "declared")).alias(LOOKED))
    return (
        every.drop("declared")
        .explode(LOOKED)
        .drop_nulls(LOOKED)
        .unique([ID, LOOKED, "household_no", "person_id_no"], maintain_order=True)
    )


def _several(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.split(COMMA)


def _without_extract(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """Clues that rested on a source of which there is no usable extract tonight."""
    usable = [*evidence.rows, REGISTRY, ""]
    rested = asked.select(ID, pl.concat_list(pl.col("source"), _several("observed_source")).alias(LOOKED))
    return rested.explode(LOOKED).drop_nulls().remove(pl.col(LOOKED).is_in(usable))


def _of_counties(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> Iterator[pl.DataFrame]:
    """Of a city in parts: clues of a county that lacks a source of the check, or of the clue itself.

    The register that a clue about linked people was held against may be any county's: who died may have been cremated
    elsewhere. Where a county's civil registry is missing, rows of its people are linked to nobody in every county.
    """
    if (counties := evidence.counties) is None:
        return
    if counties.without(REGISTRY, landed=True):
        yield asked
        return
    somewhere = [one for one in EXTRACTS if one in evidence.rows and counties.without(one, landed=True)]
    anywhere = [one.id for one in checks.values() if one.everywhere or one.rests is not Rests.WRITTEN]
    against = (
        asked.filter(pl.col("check_id").is_in(anywhere))
        .with_columns(_several("observed_source").alias(LOOKED))
        .explode(LOOKED)
    )
    yield against.filter(pl.col(LOOKED).is_in(somewhere))
    for (check_id,), of in asked.partition_by("check_id", as_dict=True).items():
        lacking = counties.missing(checks[str(check_id)])
        yield of.filter(pl.col("county").is_in(list(lacking)) | (pl.col("county").is_null() & pl.lit(bool(lacking))))
    usable = [ABOVE.join(feed) for feed in counties.cut_offs]
    yield asked.remove(pl.concat_str("source", "county", separator=ABOVE).is_in(usable).fill_null(value=True))


def _without_alternative(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """Clues that may have rested on one of several sources, of which one has no usable extract tonight.

    Only of checks whose clues do not say which of them it was (B2: the certificate or the costs of the illness).
    """
    lacking = [
        (one.id, list(one.any_of))
        for one in checks.values()
        if any(source in evidence.ever_landed and source not in evidence.rows for source in one.any_of)
    ]
    alternatives = pl.DataFrame(lacking, schema={"check_id": pl.String(), "any_of": pl.List(pl.String())}, orient="row")
    told = asked.join(alternatives, on="check_id").with_columns(
        rested=pl.concat_list(pl.col("source"), _several("observed_source"))
    )
    return told.filter(pl.col("rested").list.set_intersection("any_of").list.len() == 0)


def _refused_from_registry(evidence: Evidence, asked: pl.DataFrame) -> pl.DataFrame:
    """Clues of persons whose own row of the civil registry was refused."""
    refused = evidence.refused.get(REGISTRY)
    if refused is None or "id_no" not in refused.columns:
        return NO_ONE
    numbers = refused.select(plain_number(pl.col("id_no")).alias("person_id_no")).drop_nulls()
    return asked.join(numbers, on="person_id_no", how="semi")


def _insufficient(evidence: Evidence, asked: pl.DataFrame, checks: Mapping[str, Check]) -> pl.DataFrame:
    """Clues about the economy of households whose data do not suffice."""
    economy = asked.filter(pl.col("check_id").is_in([one.id for one in checks.values() if one.rests is Rests.ECONOMY]))
    if economy.is_empty():
        return NO_ONE
    lacking = insufficient(evidence).with_columns(source=pl.col("kind").replace(SOURCE))
    return economy.join(lacking, on=["source", "household_no"], how="semi")
