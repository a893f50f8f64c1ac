"""D1-D4: deaths, departures, weddings and divorces that a benefit roster does not show."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, check
from policies.counties import FILES
from policies.evidence import Evidence
from policies.law import CHANGES, FAMILY_MEMBERS
from policies.terms.absence import bears_name, in_doubt, refused_households
from policies.terms.benefits import ROSTERS, beneficiaries, is_beneficiary, members
from policies.terms.deaths import dead, living
from policies.terms.marriages import DIVORCES, PARTNER, WEDDINGS, event_words, latest_event, latest_of_couple
from policies.terms.registry import registered
from policies.terms.rows import first_rows, linked, place
from policies.terms.spelling import is_head, is_spouse, plain_name
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.leaving import NO_NAMES, PLAIN, Texts, name_after
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.month import month_text

_BANDS = ((3, "3个月以内"), (6, "4-6个月"), (9, "7-9个月"), (12, "10-12个月"))
_LONGEST_BAND = "12个月以上"
_GONE = ("迁出", "参军", "服刑", "重户注销")


def band(months: pl.Expr) -> pl.Expr:
    """The band that people read a number of months in: <=3, 4-6, 7-9, 10-12, >12."""
    text = pl.lit(_LONGEST_BAND)
    for longest, words in reversed(_BANDS):
        text = pl.when(months <= longest).then(pl.lit(words)).otherwise(text)
    return text


# A death is told by the deaths or by the civil registry, which every night has: neither can be missing.
@check(
    "D1",
    "死亡后仍享受待遇",
    Identity.PERSON_AND_SOURCE,
    CHANGES,
    Meanings("待遇及起始年月", "死亡日期、来源,死亡后仍在册多久"),
    evidence=(FACTS,),
    any_of=ROSTERS,
    texts=NO_NAMES,
)
def benefit_after_death(evidence: Evidence) -> pl.DataFrame:
    """Dead, yet active on a benefit roster in a month after the death month, also where the benefit stopped since."""
    return pl.concat([_after_death(evidence, source) for source in ROSTERS])


def _after_death(evidence: Evidence, source: str) -> pl.DataFrame:
    first = pl.max_horizontal("start_month", pl.col("death_month") + 1)
    last = pl.min_horizontal(pl.col("stop_month") - 1, pl.lit(evidence.month))
    paid = (
        linked(evidence, source).filter(is_beneficiary(source)).join(dead(evidence), on=PERSON, maintain_order="left")
    )
    late = paid.filter(pl.col("death_month").is_not_null() & (first <= last))
    counted = late.with_columns(month=pl.int_ranges(first, last + 1, dtype=pl.Int32)).explode("month")
    number = counted.group_by(PERSON).agg(
        pl.col("month").n_unique().cast(pl.Int64).alias("months"), pl.col("file").unique().alias("held_in")
    )
    found = first_rows(late).join(number, on=PERSON, maintain_order="left")
    return found.select(
        *place(source),
        _household(found),
        PERSON,
        pl.format("{}自{}起", pl.lit(EXTRACTS[source].title), month_text(pl.col("start_month"))).alias("declared"),
        pl.format("{}死亡({}),死亡后{}仍在册", "death_date", "sources", band(pl.col("months"))).alias("observed"),
        "months",
        "strength",
        pl.col("death_source").alias("observed_source"),
        "grade",
        pl.col("reports").alias(FACTS),
        pl.concat_list(FILES, "held_in").alias(FILES),
    )


@check(
    "D2",
    "户籍状态异常仍享受待遇",
    Identity.PERSON,
    CHANGES,
    Meanings("待遇", "户籍状态及日期"),
    evidence=("observed",),
    any_of=ROSTERS,
    texts=NO_NAMES,
)
def benefit_after_leaving(evidence: Evidence) -> pl.DataFrame:
    """Registry status 迁出, 参军, 服刑 or 重户注销, whatever its date, yet covered or active on a roster."""
    held = pl.concat([_held(evidence, source) for source in ROSTERS]).with_columns(
        registered(evidence, "person_status"), registered(evidence, "status_date")
    )
    status = ["registry_person_status", "registry_status_date"]
    return first_rows(held.filter(pl.col(status[0]).is_in(_GONE))).select(
        pl.exclude(status),
        pl.concat_str(status, separator=" ", ignore_nulls=True).alias("observed"),
        pl.lit(REGISTRY).alias("observed_source"),
    )


def _held(evidence: Evidence, source: str) -> pl.DataFrame:
    title = pl.lit(EXTRACTS[source].title).alias("declared")
    held = beneficiaries(evidence, source)
    return held.select(*place(source), _household(held), PERSON, title, "grade")


def _household(roster: pl.DataFrame) -> pl.Expr:
    """The number of the household that a row of the roster is of; null where the roster is of persons."""
    number = pl.col("household_no") if "household_no" in roster.columns else pl.lit(None, dtype=pl.String)
    return number.alias("household_no")


@check(
    "D3",
    "已婚但配偶不在低保家庭中",
    Identity.PERSON,
    FAMILY_MEMBERS,
    Meanings("低保家庭成员中无配偶", "最近一次婚姻登记及配偶"),
    evidence=(FACTS,),
    needs=("low_income", "marriages"),
    texts=Texts(PLAIN, name_after(",配偶")),
)
def spouse_left_out(evidence: Evidence) -> pl.DataFrame:
    """A living member's latest marriage event is a wedding to a living person who is in no row of the household."""
    certain = members(evidence).join(refused_households(evidence, "low_income"), on="household_no", how="anti")
    couples = certain.join(_wed(evidence, certain), on=PERSON, maintain_order="left")
    present = linked(evidence, "low_income").select("household_no", pl.col(PERSON).alias(PARTNER))
    absent = couples.join(present, on=["household_no", PARTNER], how="anti", maintain_order="left")
    return first_rows(_certainly_absent(evidence, absent)).select(
        *place("low_income"),
        "household_no",
        PERSON,
        pl.lit("低保家庭成员中无配偶").alias("declared"),
        pl.format("{}{},配偶{}", "registered_on", event_words(), "partner_name").alias("observed"),
        pl.concat_list(pl.format("{}{}", "registered_on", event_words())).alias(FACTS),
        pl.lit("marriages").alias("observed_source"),
        "grade",
    )


def _wed(evidence: Evidence, people: pl.DataFrame) -> pl.DataFrame:
    """Their latest events that are weddings of two living people, of neither of whom an event may be missing."""
    theirs = latest_event(evidence).join(people, on=PERSON, how="semi")
    wed = theirs.filter(pl.col("event_type").is_in(WEDDINGS) & (pl.col(PARTNER) != pl.col(PERSON)))
    for side in (PERSON, PARTNER):
        doubtful = in_doubt(evidence, "marriages").select(pl.col(PERSON).alias(side))
        wed = living(evidence, wed, side).join(doubtful, on=side, how="anti")
    return wed


def _certainly_absent(evidence: Evidence, couples: pl.DataFrame) -> pl.DataFrame:
    """Couples whose partner no refused or unlinked row of the low-income roster can be."""
    doubtful = in_doubt(evidence, "low_income").select(pl.col(PERSON).alias(PARTNER))
    named = couples.join(doubtful, on=PARTNER, how="anti", maintain_order="left").with_columns(
        partner_name=registered(evidence, "name", PARTNER)
    )
    keyed = named.with_columns(name_key=plain_name(pl.col("partner_name")))
    return keyed.join(
        bears_name(evidence, "low_income"), on=["name_key", "household_no"], how="anti", maintain_order="left"
    )


@check(
    "D4",
    "已离婚仍同户享受低保",
    Identity.HOUSEHOLD,
    FAMILY_MEMBERS,
    Meanings("户主与配偶同在一户", "双方最近一次婚姻登记"),
    evidence=("observed",),
    needs=("low_income", "marriages"),
    texts=NO_NAMES,
)
def divorced_in_one_household(evidence: Evidence) -> pl.DataFrame:
    """Living head and spouse of a household in force whose latest event between the two is a divorce."""
    alive = living(evidence, members(evidence))
    spouses = alive.filter(is_spouse(pl.col("relation"))).select("household_no", pl.col(PERSON).alias(PARTNER))
    couples = alive.filter(is_head(pl.col("relation"))).join(spouses, on="household_no", maintain_order="left")
    events = latest_of_couple(evidence, couples)
    divorced = couples.join(events, on=[PERSON, PARTNER], maintain_order="left").filter(
        pl.col("event_type").is_in(DIVORCES)
    )
    return first_rows(divorced, "household_no").select(
        *place("low_income"),
        "household_no",
        PERSON,
        "town",
        "village",
        pl.lit("户主与配偶同在一户").alias("declared"),
        pl.format("{}{}", "registered_on", event_words()).alias("observed"),
        pl.lit("marriages").alias("observed_source"),
        "grade",
    )
