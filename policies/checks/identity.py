"""Q1-Q6: what is wrong with who a row names, one finding a row, back to the owner of the extract."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import Identity, Rests, check
from policies.counties import FILES
from policies.evidence import Evidence
from policies.law import DATA_QUALITY, RESIDENT_ID
from policies.terms.registry import registered
from policies.terms.rows import first_rows, named
from schemas.extracts import EXTRACTS, REGISTRY, ROSTERS
from schemas.leaving import NAME, NUMBER, PLAIN, Texts
from schemas.linked import PERSON, IdRelation, NameRelation
from schemas.meanings import Meanings
from schemas.terms import Grade, Outcome

_NAMING = tuple(source for source, extract in EXTRACTS.items() if extract.subjects)


def _row_findings(frames: list[pl.DataFrame], declared: str, observed: pl.Expr) -> pl.DataFrame:
    """One finding a row, also where a marriages row has something wrong on both sides."""
    place = ["source", "file", "row_number"]
    about = ["household_no", PERSON, "id_no", "number", "name", "town", "village", "grade"]
    wrong = first_rows(pl.concat(frames), *place)
    return wrong.select(*place, *about, pl.col(declared).alias("declared"), observed.cast(pl.String).alias("observed"))


def _lacks_a_registry(evidence: Evidence) -> pl.Expr:
    """A county of a city in parts sent its registry before and not now: whom it holds is nobody's fault elsewhere."""
    counties = evidence.counties
    return pl.lit(counties is not None and bool(counties.without(REGISTRY, landed=True)))


@check(
    "Q1",
    "证件号码缺失、不合规或校验位错误",
    Identity.ROW,
    RESIDENT_ID,
    Meanings("所填证件号码", "问题:缺失,或不合规、校验位错误"),
    evidence=("declared", "observed"),
    rests=Rests.WRITTEN,
    any_of=_NAMING,
    texts=Texts(NUMBER, PLAIN),
)
def unusable_id(evidence: Evidence) -> pl.DataFrame:
    """Id missing where its column is required, or malformed or of wrong checksum and not so held by the registry."""
    wrong = (~pl.col("id_wellformed") & ~pl.col("id_held")).fill_null(value=False) & ~_lacks_a_registry(evidence)
    frames = []
    for source in _NAMING:
        required = EXTRACTS[source][EXTRACTS[source].subjects[0].id_no].required
        missing = pl.col("id_clean").is_null() & pl.lit(required)
        frames.append(named(evidence, source).filter(missing | wrong))
    observed = pl.when(pl.col("id_clean").is_null()).then(pl.lit("缺失")).otherwise(pl.lit("不合规或校验位错误"))
    return _row_findings(frames, "id_no", observed)


@check(
    "Q2",
    "所填证件号码与户籍证件号码不一致",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填证件号码", "户籍中的号码"),
    evidence=("declared", "observed"),
    any_of=_NAMING,
    texts=Texts(NUMBER, NUMBER),
)
def other_id(evidence: Evidence) -> pl.DataFrame:
    """Linked through another id than the one written; observed is the registry's id."""
    frames = [named(evidence, source).filter(pl.col("id_relation") == IdRelation.OTHER.value) for source in _NAMING]
    return _row_findings(frames, "id_no", registered(evidence, "id_no")).with_columns(observed_source=pl.lit(REGISTRY))


@check(
    "Q3",
    "证件号码一致但姓名不同",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填姓名", "户籍姓名"),
    evidence=("declared", "observed"),
    any_of=_NAMING,
    texts=Texts(NAME, NAME),
)
def other_name(evidence: Evidence) -> pl.DataFrame:
    """Id exact (grade B) but the name is a different one."""
    different = (pl.col("grade") == Grade.B.value) & (pl.col("name_relation") == NameRelation.DIFFERENT.value)
    return _name_findings(evidence, different)


@check(
    "Q4",
    "姓名相近但不一致",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填姓名", "户籍姓名"),
    evidence=("declared", "observed"),
    any_of=_NAMING,
    texts=Texts(NAME, NAME),
)
def name_alike(evidence: Evidence) -> pl.DataFrame:
    """The name is like the registry's (a variant, homophone, former name), whatever the grade."""
    return _name_findings(evidence, pl.col("name_relation") == NameRelation.ALIKE.value)


def _name_findings(evidence: Evidence, wrong: pl.Expr) -> pl.DataFrame:
    linked = pl.col(PERSON).is_not_null()
    frames = [named(evidence, source).filter(linked & wrong) for source in _NAMING]
    return _row_findings(frames, "name", registered(evidence, "name")).with_columns(observed_source=pl.lit(REGISTRY))


@check(
    "Q5",
    "名册人员未能关联到户籍人口",
    Identity.ROW,
    DATA_QUALITY,
    Meanings("所填证件号码", "未能关联的原因"),
    evidence=("declared",),
    rests=Rests.WRITTEN,
    any_of=ROSTERS,
    texts=Texts(NUMBER, PLAIN),
)
def unlinked(evidence: Evidence) -> pl.DataFrame:
    """Roster rows that are linked to nobody and are not for review; none while a county's registry is missing."""
    stray = (pl.col("outcome") == Outcome.UNLINKED.value) & ~_lacks_a_registry(evidence)
    frames = [named(evidence, source).filter(stray) for source in ROSTERS]
    return _row_findings(frames, "id_no", pl.col("why_not"))


@check(
    "Q6",
    "户籍中两人同号",
    Identity.ROW,
    RESIDENT_ID,
    Meanings("户籍中的号码", "同号的人数"),
    evidence=("declared", "observed"),
    rests=Rests.WRITTEN,
    texts=Texts(NUMBER, PLAIN),
)
def shared_number(evidence: Evidence) -> pl.DataFrame:
    """Registry persons who share one number, one finding for each of their rows."""
    alike = evidence.persons.filter(_has_twin(evidence.persons["id_no"])).drop_nulls("id_no")
    held = alike.group_by("id_no").agg(pl.len().alias("holders"), pl.col("file").unique().alias(FILES))
    shared = alike.join(held.filter(pl.col("holders") > 1), on="id_no", maintain_order="left")
    return shared.select(
        pl.lit(REGISTRY).alias("source"),
        "file",
        "row_number",
        "household_no",
        PERSON,
        "id_no",
        pl.col("household_no").alias("number"),
        "name",
        "town",
        "village",
        pl.col("id_no").alias("declared"),
        FILES,
        pl.format("{}人同号", "holders").alias("observed"),
        pl.lit(REGISTRY).alias("observed_source"),
    )


def _has_twin(numbers: pl.Series) -> pl.Series:
    """True where the hash of a number occurs twice: to compare half a million texts takes five times longer."""
    hashes = numbers.hash()
    ordered = hashes.sort()
    return hashes.is_in(ordered.filter(ordered == ordered.shift()).implode())
