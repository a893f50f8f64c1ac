"""P1-P7: what about a household's economy is suspected, each rule a few lines over its sums and its things."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from policies.economy.assets import BUSINESSES, HOME, PAYROLL, VEHICLE, asset_lines
from policies.economy.exact import HOUSEHOLD, WIDE
from policies.economy.households import verified_households
from policies.economy.income import LINE_ORDER
from policies.economy.ledger import ledger
from policies.evidence import Evidence, view
from policies.terms.money import yuan
from schemas.month import MONTHS_IN_YEAR, month_expr
from schemas.terms import HouseholdKind, NotHeld, Strength

CLUE: dict[str, pl.DataType] = {
    "check_id": pl.String(),
    **dict.fromkeys(HOUSEHOLD, pl.String()),
    "strength": pl.String(),
    "declared": pl.String(),
    "observed": pl.String(),
    "amount_fen": pl.Int64(),
}
Rule = Callable[[Evidence], pl.DataFrame]


@view
def clues(evidence: Evidence) -> pl.DataFrame:
    """All clues of P1-P7, columns `CLUE`, one row a household and check."""
    found = [rule(evidence).with_columns(check_id=pl.lit(check_id)).select(*CLUE) for check_id, rule in RULES.items()]
    return pl.concat(found, how="vertical")


def on_public_payroll(evidence: Evidence) -> pl.DataFrame:
    """P1: a member is 在编人员 in m(D) (社会救助兜底专项治理: 财政供养人员)."""
    return _of_things(evidence, [PAYROLL])


def income_over_standard(evidence: Evidence) -> pl.DataFrame:
    """P2: income after deductions over the standard, not tapering (社会救助暂行办法 第九条; unrounded)."""
    over = ledger(evidence).filter(~pl.col("refused") & ~pl.col("tapering") & is_over_standard("left"))
    return _of_sums(over, "standard_fen", "left_per_head_fen")


def income_over_declared(evidence: Evidence) -> pl.DataFrame:
    """P3: income before deductions over what is declared by more than the tolerance (households in force)."""
    tolerance = int(evidence.parameters["income_tolerance_fen"])
    bound = (pl.col("declared_fen") + tolerance).cast(WIDE) * pl.col("divisor")
    in_force = pl.col("kind") == HouseholdKind.LOW_INCOME.value
    over = ledger(evidence).filter(in_force & ~pl.col("refused") & is_counted() & (pl.col("income") > bound))
    return _of_sums(over, "declared_fen", "observed_fen")


def vehicle_in_use(evidence: Evidence) -> pl.DataFrame:
    """P4: a vehicle in use (民发〔2012〕220号 第十七条; 残疾人代步车 exempt); weak where its only letter is Q."""
    return _of_things(evidence, [VEHICLE])


def homes(evidence: Evidence) -> pl.DataFrame:
    """P5: two or more homes, or (in force) one registered in a month after the benefit began (第十七条)."""
    held = _in_being(evidence, [HOME])
    several = held.filter("counts").group_by(HOUSEHOLD).agg(pl.len()).filter(pl.col("len") > 1)
    start = verified_households(evidence).select(*HOUSEHOLD, "start_month")
    since = held.join(start, on=HOUSEHOLD).filter(month_expr(pl.col("registered_on")) > pl.col("start_month"))
    suspect = pl.concat([several.select(HOUSEHOLD), since.select(HOUSEHOLD)]).unique()
    return _described(held.join(suspect, on=HOUSEHOLD, how="semi"))


def business_operating(evidence: Evidence) -> pl.DataFrame:
    """P6: a company or business of state 正常 (第十七条; 吊销、注销 do not count)."""
    return _of_things(evidence, list(BUSINESSES))


def balances_over_limit(evidence: Evidence) -> pl.DataFrame:
    """P7: deposits and securities a head over asset_limit x yearly standard (第十七条; limit to be confirmed)."""
    years = int(evidence.parameters["asset_limit_years"])
    limit = pl.col("standard_fen") * MONTHS_IN_YEAR * years * pl.col("members_counted")
    over = ledger(evidence).filter(~pl.col("refused") & is_counted() & (pl.col("balances_fen") > limit))
    return _of_sums(over.with_columns(limit_fen=limit), "limit_fen", "balances_fen")


RULES: dict[str, Rule] = {
    "P1": on_public_payroll,
    "P2": income_over_standard,
    "P3": income_over_declared,
    "P4": vehicle_in_use,
    "P5": homes,
    "P6": business_operating,
    "P7": balances_over_limit,
}


def is_counted() -> pl.Expr:
    """Somebody counts, so that an amount a head means something."""
    return pl.col("members_counted") > 0


def is_over_standard(sums: str) -> pl.Expr:
    """True where a sum (`income` before, `left` after deductions) a head and month is over the standard, unrounded."""
    return is_counted() & (pl.col(sums) > pl.col("standard_fen").cast(WIDE) * pl.col("divisor")).fill_null(value=False)


def _of_sums(over: pl.DataFrame, declared: str, observed: str) -> pl.DataFrame:
    return over.select(
        *HOUSEHOLD,
        pl.lit(Strength.STRONG.value).alias("strength"),
        yuan(pl.col(declared)).alias("declared"),
        yuan(pl.col(observed)).alias("observed"),
        (pl.col(declared) - pl.col(observed)).alias("amount_fen"),
    )


def _of_things(evidence: Evidence, items: list[str]) -> pl.DataFrame:
    return _described(_in_being(evidence, items).filter("counts"))


def _in_being(evidence: Evidence, items: list[str]) -> pl.DataFrame:
    """The lines of these items that are in being: counted ones, and further rows of a home already counted."""
    from_lines = asset_lines(evidence).filter(pl.col("item").is_in(items))
    return from_lines.filter(pl.col("counts") | (pl.col("why_not") == NotHeld.SAME_HOME.value))


def _described(lines: pl.DataFrame) -> pl.DataFrame:
    """One clue a household, weak only if all its lines are; the observed text names each thing and its line."""
    place = pl.format("{} 第{}行", "file", "row_number")
    detail = pl.concat_str("item_status", "unit_no", "registered_on", separator=" ", ignore_nulls=True)
    text = pl.format("{} {} ({})", "item", detail, place)
    weak = (pl.col("strength") == Strength.WEAK.value).fill_null(value=False)
    return (
        lines.with_columns(text=text, weak=weak)
        .sort(*HOUSEHOLD, *LINE_ORDER)
        .group_by(HOUSEHOLD, maintain_order=True)
        .agg(pl.col("text").unique(maintain_order=True).str.join("; ").alias("observed"), pl.col("weak").all())
        .select(
            *HOUSEHOLD,
            pl.when("weak")
            .then(pl.lit(Strength.WEAK.value))
            .otherwise(pl.lit(Strength.STRONG.value))
            .alias("strength"),
            pl.lit(None, dtype=pl.String).alias("declared"),
            "observed",
            pl.lit(None, dtype=pl.Int64).alias("amount_fen"),
        )
    )
