"""P1, P4-P6: what a member of a verified household is registered for or owns, under the name of that member."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, Rests, Sources, check
from policies.economy.as_registered import item_as_registered
from policies.economy.assets import BUSINESSES, HOME, PAYROLL, VEHICLE, asset_lines
from policies.economy.exact import HOUSEHOLD
from policies.economy.households import verified_households
from policies.economy.income import LINE_ORDER
from policies.economy.registers import ITEMS
from policies.evidence import Evidence, view
from policies.law import PAYROLL_CAMPAIGN, PROPERTY
from policies.terms.registry import registered
from policies.terms.rows import place_as_given
from schemas.leaving import PLAIN, QUOTED, Texts
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.month import month_expr
from schemas.terms import NotHeld, Strength

_OF_ITEMS: Sources = {"rests": Rests.ECONOMY, "needs": (ITEMS,), "any_of": ("low_income", "applications")}
_SQUARE_METRES = pl.Decimal(18, 2)
_TEXTS = Texts(PLAIN, QUOTED, PLAIN)


@check(
    "P1",
    "财政供养人员家庭",
    Identity.HOUSEHOLD,
    PAYROLL_CAMPAIGN,
    Meanings(observed="财政供养登记:单位、状态、起始日期"),
    evidence=(FACTS,),
    texts=_TEXTS,
    **_OF_ITEMS,
)
@view
def public_payroll(evidence: Evidence) -> pl.DataFrame:
    """A counted member is 在编人员 with a period touching m(D)."""
    return _clues(evidence, _counting(evidence, PAYROLL))


@check(
    "P4",
    "名下有机动车",
    Identity.HOUSEHOLD,
    PROPERTY,
    Meanings(observed="车辆登记:号牌、状态、登记日期"),
    evidence=(FACTS,),
    texts=_TEXTS,
    **_OF_ITEMS,
)
@view
def vehicle(evidence: Evidence) -> pl.DataFrame:
    """A counted member holds a vehicle in use (残疾人代步车 exempt); weak where its only state letter is Q."""
    return _clues(evidence, _counting(evidence, VEHICLE))


@check(
    "P5",
    "有两套以上住房或保障期间新增住房",
    Identity.HOUSEHOLD,
    PROPERTY,
    Meanings(observed="不动产登记:坐落、不动产单元号、面积、状态、登记日期"),
    evidence=(FACTS,),
    texts=_TEXTS,
    **_OF_ITEMS,
)
@view
def homes(evidence: Evidence) -> pl.DataFrame:
    """Two or more homes in being, or (in force) one registered in a month after the benefit began."""
    in_being = pl.col("counts") | (pl.col("why_not") == NotHeld.SAME_HOME.value)
    held = asset_lines(evidence).filter((pl.col("item") == HOME) & in_being)
    several = held.filter("counts").group_by(HOUSEHOLD).agg(pl.len()).filter(pl.col("len") > 1)
    start = verified_households(evidence).select(*HOUSEHOLD, "start_month")
    since = held.join(start, on=HOUSEHOLD).filter(month_expr(pl.col("registered_on")) > pl.col("start_month"))
    suspect = pl.concat([several.select(HOUSEHOLD), since.select(HOUSEHOLD)]).unique()
    return _clues(evidence, held.join(suspect, on=HOUSEHOLD, how="semi"))


@check(
    "P6",
    "名下有企业或个体工商户",
    Identity.HOUSEHOLD,
    PROPERTY,
    Meanings(observed="市场主体登记:名称、状态、登记日期"),
    evidence=(FACTS,),
    texts=_TEXTS,
    **_OF_ITEMS,
)
@view
def business(evidence: Evidence) -> pl.DataFrame:
    """A counted member has a company or business of state 正常; 吊销 and 注销 do not count."""
    return _clues(evidence, _counting(evidence, *BUSINESSES))


def _counting(evidence: Evidence, *items: str) -> pl.DataFrame:
    return asset_lines(evidence).filter(pl.col("item").is_in(items) & pl.col("counts"))


def _clues(evidence: Evidence, lines: pl.DataFrame) -> pl.DataFrame:
    """One clue a household, of the member whose item has the earliest date, then number; weak only if all lines are."""
    dated = lines.with_columns(
        registered(evidence, "id_no"),
        since=pl.coalesce("registered_on", "period_start"),
        text=_said(),
        weak=(pl.col("strength") == Strength.WEAK.value).fill_null(value=False),
    )
    told = (
        dated.sort(*HOUSEHOLD, "since", "registry_id_no", *LINE_ORDER, nulls_last=True)
        .group_by(HOUSEHOLD, maintain_order=True)
        .agg(
            pl.col(PERSON).first(),
            pl.col("text").unique(maintain_order=True).str.join(";").alias("observed"),
            pl.col("weak").all(),
            item_as_registered().unique().alias(FACTS),
        )
    )
    strength = pl.when("weak").then(pl.lit(Strength.WEAK.value)).otherwise(pl.lit(Strength.STRONG.value))
    households = verified_households(evidence).select(*HOUSEHOLD, *place_as_given(), "town", "village")
    return told.join(households, on=HOUSEHOLD, how="inner", maintain_order="left").select(
        *place_as_given(),
        "household_no",
        PERSON,
        "town",
        "village",
        "observed",
        FACTS,
        strength.alias("strength"),
        pl.lit(ITEMS).alias("observed_source"),
    )


def _said() -> pl.Expr:
    """As its register wrote it, without gaps: `机动车「湘M12345」,状态G(违法未处理),2010-12-06登记`."""
    # 「」 tell a reader, and the hand-over, what is somebody else's wording; inside it they become 『』.
    wording = _filled("remark").str.replace_many({"「": "『", "」": "』"})
    letters = "状态" + _filled("item_status") + pl.format("({})", "state_words").fill_null("")
    state = pl.when(pl.col("item") == VEHICLE).then(letters).otherwise(_filled("item_status"))
    since = pl.when(pl.col("item") == PAYROLL).then(pl.format("{}起", "period_start"))
    return pl.concat_str(
        pl.col("item") + pl.format("「{}」", wording).fill_null(""),
        pl.format("不动产单元号{}", _filled("unit_no")),
        # The word keeps the two numbers apart: without it they pass for one long number where such are masked.
        pl.format("面积{}㎡", pl.col("area").cast(_SQUARE_METRES)),
        state,
        since.otherwise(pl.format("{}登记", "registered_on")),
        separator=",",
        ignore_nulls=True,
    )


def _filled(column: str) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(text)
