"""Q7-Q10: rows that contradict the registry, themselves, their months or their control file."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, Rests, check
from policies.evidence import Evidence
from policies.law import CERTIFICATE_NUMBER, DATA_DELIVERY, DATA_QUALITY
from policies.terms.benefits import ROSTERS
from policies.terms.registry import registered
from policies.terms.rows import active_in, named, rows
from policies.terms.spelling import ID_LENGTH, without_century
from schemas.codes import DISABILITY_CATEGORY, DISABILITY_LEVEL
from schemas.extracts import REGISTRY
from schemas.leaving import BIRTH, NO_NAMES, NUMBER, Texts
from schemas.linked import PERSON
from schemas.meanings import Meanings

_PLACE = ["source", "file", "row_number"]
_NAMED = [*_PLACE, "household_no", PERSON, "id_no", "number", "name", "town", "village", "grade"]
_RUNNING = ("在保", "在册")
_DIGIT_OF_CATEGORY = {word: code for code, word in DISABILITY_CATEGORY.codes}
_DIGIT_OF_LEVEL = {word: code for code, word in DISABILITY_LEVEL.codes}


def _detailed(evidence: Evidence, source: str, *columns: str) -> pl.DataFrame:
    """`named` rows of a source of one subject, with further columns of the extract."""
    return pl.concat([named(evidence, source), rows(evidence, source).select(columns)], how="horizontal")


@check(
    "Q7",
    "性别或出生日期与户籍不一致",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填性别、出生日期", "户籍性别、出生日期"),
    evidence=("declared", "observed"),
    any_of=("deaths", "low_income", "disability"),
    texts=Texts(BIRTH, BIRTH),
)
def contradicts_registry(evidence: Evidence) -> pl.DataFrame:
    """Sex or birth date of a row contradicts the registry columns of the linked person."""
    frames = [
        _detailed(evidence, "deaths", "sex", "birth_date"),
        _detailed(evidence, "disability", "sex", "birth_date"),
        _detailed(evidence, "low_income", "sex").with_columns(birth_date=pl.lit(None, dtype=pl.Date)),
    ]
    both = pl.concat(frames).with_columns(registered(evidence, "sex"), registered(evidence, "birth_date"))
    differs = (pl.col("sex") != pl.col("registry_sex")).fill_null(value=False)
    born = (pl.col("birth_date") != pl.col("registry_birth_date")).fill_null(value=False)
    return both.filter(differs | born).select(
        *_NAMED,
        pl.concat_str("sex", "birth_date", separator=" ", ignore_nulls=True).alias("declared"),
        pl.concat_str("registry_sex", "registry_birth_date", separator=" ").alias("observed"),
        pl.lit(REGISTRY).alias("observed_source"),
    )


@check(
    "Q8",
    "残疾人证号与本行信息矛盾",
    Identity.ROW,
    CERTIFICATE_NUMBER,
    Meanings("所填身份证号、残疾类别、残疾等级", "所填残疾人证号"),
    evidence=("declared", "observed"),
    rests=Rests.WRITTEN,
    needs=("disability",),
    texts=Texts(NUMBER, NUMBER),
)
def contradicts_itself(evidence: Evidence) -> pl.DataFrame:
    """The certificate number (id, category, level) contradicts the id, category or level of its own row."""
    number, id_no = pl.col("certificate_clean"), pl.col("id_clean")
    part = number.str.head(ID_LENGTH)
    written = pl.when(id_no.str.len_chars() == 15).then(without_century(part)).otherwise(part)
    other_id = (written != id_no.str.head(ID_LENGTH)).fill_null(value=False)
    category = number.str.slice(ID_LENGTH, 1) != pl.col("category").replace_strict(_DIGIT_OF_CATEGORY, default=None)
    level = number.str.slice(ID_LENGTH + 1, 1) != pl.col("level").replace_strict(_DIGIT_OF_LEVEL, default=None)
    found = _detailed(evidence, "disability", "category", "level").filter(other_id | category | level)
    return found.select(
        *_NAMED,
        pl.concat_str("id_no", "category", "level", separator=" ", ignore_nulls=True).alias("declared"),
        number.alias("observed"),
        pl.lit("disability").alias("observed_source"),
    )


@check(
    "Q9",
    "状态与起止年月矛盾",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填状态", "按起止年月推算的状态"),
    evidence=(FACTS,),
    rests=Rests.WRITTEN,
    any_of=ROSTERS,
    texts=NO_NAMES,
)
def contradicts_months(evidence: Evidence) -> pl.DataFrame:
    """The status column says otherwise than the months, on every member row of a household."""
    frames = [
        _detailed(evidence, source, "status", "start_month", "stop_month").with_columns(
            runs=active_in(evidence.month), says=pl.col("status").is_in(_RUNNING)
        )
        for source in ROSTERS
    ]
    contradicting = pl.concat(frames).filter(pl.col("runs") != pl.col("says"))
    return contradicting.select(
        *_NAMED,
        pl.col("status").alias("declared"),
        pl.concat_list(pl.concat_str("status", "start_month", "stop_month", separator=" ", ignore_nulls=True)).alias(
            FACTS
        ),
        pl.when("runs")
        .then(pl.lit("起止年月显示在享受期内"))
        .otherwise(pl.lit("起止年月显示不在享受期内"))
        .alias("observed"),
        pl.col("source").alias("observed_source"),
    )


@check(
    "Q10",
    "与控制文件不符",
    Identity.ROW,
    DATA_DELIVERY,
    Meanings("控制文件所载行数、校验值或合计", "数据文件实际的行数、校验值或合计"),
    evidence=("declared", "observed"),
    rests=Rests.WRITTEN,
    texts=NO_NAMES,
)
def control_break(evidence: Evidence) -> pl.DataFrame:
    """Rows, hash or totals of a file disagree with its control file."""
    together = pl.col("declared", "observed").str.join(";")
    return (
        evidence.control_breaks.group_by("source", "file", maintain_order=True)
        .agg(together)
        .with_columns(observed_source=pl.col("source"))
    )
