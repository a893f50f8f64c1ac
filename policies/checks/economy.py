"""P2, P3, P7, B6, B7: what the sums of a verified household make suspect, or make it a candidate for."""

from __future__ import annotations

import polars as pl

from policies.checks.declaration import FACTS, Identity, Rests, check
from policies.economy.as_registered import item_as_registered
from policies.economy.assets import asset_lines
from policies.economy.exact import HOUSEHOLD, WIDE
from policies.economy.expenses import expense_items
from policies.economy.households import SOURCE
from policies.economy.income import income_items
from policies.economy.ledger import is_counted, is_over_standard, ledger
from policies.economy.registers import EXPENSES, ITEMS
from policies.evidence import Evidence, view
from policies.law import ENTITLEMENT, PROPERTY, PROVINCE_PLAN
from policies.terms.benefits import RURAL, members
from policies.terms.heads import with_head
from policies.terms.rows import linked, place_as_given
from schemas.codes import BALANCE_ITEMS
from schemas.leaving import NO_NAMES
from schemas.linked import PERSON
from schemas.meanings import Meanings
from schemas.money import yuan
from schemas.month import MONTHS_IN_YEAR
from schemas.terms import HouseholdKind, InclusionList, Strength

_ROSTERS = ("low_income", "applications")
_EXPENSES = (EXPENSES,)
_IN_FORCE = pl.col("kind") == HouseholdKind.LOW_INCOME.value
_DECLARED, _STANDARD = "登记的家庭月人均收入", "低保标准"


@check(
    "P2",
    "扣减后收入超过低保标准",
    Identity.HOUSEHOLD,
    ENTITLEMENT,
    Meanings(_DECLARED, "扣减刚性支出后的核对月人均收入", _STANDARD),
    evidence=(FACTS,),
    rests=Rests.ECONOMY,
    needs=(ITEMS,),
    any_of=_ROSTERS,
    if_landed=_EXPENSES,
    texts=NO_NAMES,
)
@view
def income_over_standard(evidence: Evidence) -> pl.DataFrame:
    """Observed income after deductions is over the standard (unrounded), and the household is not tapering."""
    over = ledger(evidence).filter(~pl.col("refused") & ~pl.col("tapering") & is_over_standard("left"))
    found = _clues(evidence, over, _after_deductions(), _per_head("standard_fen"), _over("standard_fen"))
    return _with_facts(found, over, _income(evidence))


@check(
    "P3",
    "核对收入高于申报收入",
    Identity.HOUSEHOLD,
    ENTITLEMENT,
    Meanings(_DECLARED, "扣减前的核对月人均收入", "允许的差额"),
    evidence=(FACTS,),
    rests=Rests.ECONOMY,
    needs=(ITEMS, "low_income"),
    texts=NO_NAMES,
)
@view
def income_over_declared(evidence: Evidence) -> pl.DataFrame:
    """Observed income before deductions is over the declared one by more than the tolerance (households in force)."""
    tolerance = int(evidence.parameters["income_tolerance_fen"])
    bound = (pl.col("declared_fen") + tolerance).cast(WIDE) * pl.col("divisor")
    over = ledger(evidence).filter(_IN_FORCE & ~pl.col("refused") & is_counted() & (pl.col("income") > bound))
    allowed = pl.format("允许差额{}/人·月", yuan(pl.lit(tolerance)))
    observed = pl.format("扣减前{}", _per_head("observed_fen"))
    found = _clues(evidence, over, observed, allowed, pl.col("observed_fen") - pl.col("declared_fen"))
    declared = over.select(*HOUSEHOLD, fact=pl.format("申报 {}", "declared_fen"))
    return _with_facts(found, over, pl.concat([_income(evidence), declared]))


@check(
    "P7",
    "金融资产超过限额",
    Identity.HOUSEHOLD,
    PROPERTY,
    Meanings(observed="存款和证券合计", limit="限额:低保年标准的倍数乘人数"),
    evidence=(FACTS,),
    rests=Rests.ECONOMY,
    needs=(ITEMS,),
    any_of=_ROSTERS,
    texts=NO_NAMES,
)
@view
def balances(evidence: Evidence) -> pl.DataFrame:
    """Deposits and securities a head are over asset_limit x yearly standard."""
    years = int(evidence.parameters["asset_limit_years"])
    limit = pl.col("standard_fen") * MONTHS_IN_YEAR * years * pl.col("members_counted")
    sums = ledger(evidence).with_columns(limit_fen=limit)
    over = sums.filter(~pl.col("refused") & is_counted() & (pl.col("balances_fen") > pl.col("limit_fen")))
    said = pl.format("{}({}倍年标准,{}人)", yuan(pl.col("limit_fen")), pl.lit(years), "members_counted")
    found = _clues(evidence, over, yuan(pl.col("balances_fen")), said, pl.col("balances_fen") - pl.col("limit_fen"))
    held = asset_lines(evidence).filter(pl.col("item").is_in(BALANCE_ITEMS))
    balances = held.select(*HOUSEHOLD, fact=item_as_registered())
    return _with_facts(found.with_columns(declared=pl.lit(None, dtype=pl.String)), over, balances)


@check(
    "B6",
    "收入超过标准但未进入渐退",
    Identity.HOUSEHOLD,
    PROVINCE_PLAN.at("渐退规定"),
    Meanings(_DECLARED, "扣减刚性支出后的核对月人均收入", _STANDARD),
    evidence=(FACTS,),
    rests=Rests.ECONOMY,
    needs=(ITEMS, "low_income", "poverty_register"),
    if_landed=_EXPENSES,
    inclusion=InclusionList.TAPER,
    texts=NO_NAMES,
)
def untapered(evidence: Evidence) -> pl.DataFrame:
    """农村低保 in force with a member on the poverty register: income after deductions over the standard, no taper."""
    registered = members(evidence).join(linked(evidence, "poverty_register"), on=PERSON, how="semi")
    rural = (pl.col("scheme") == RURAL) & _IN_FORCE
    over = rural & pl.col("taper_start_month").is_null() & is_over_standard("left")
    found = ledger(evidence).filter(over).join(registered, on="household_no", how="semi", maintain_order="left")
    told = _clues(evidence, found, _after_deductions(), _per_head("standard_fen"), _over("standard_fen"))
    return _with_facts(told, found, _income(evidence)).drop("strength")


@check(
    "B7",
    "支出型贫困候选",
    Identity.HOUSEHOLD,
    PROVINCE_PLAN.at("刚性支出扣减"),
    Meanings(observed="扣减刚性支出前、后的核对月人均收入", limit=_STANDARD),
    evidence=(FACTS,),
    rests=Rests.ECONOMY,
    needs=(ITEMS, "applications"),
    if_landed=_EXPENSES,
    inclusion=InclusionList.EXPENDITURE,
    texts=NO_NAMES,
)
def poor_by_expense(evidence: Evidence) -> pl.DataFrame:
    """An application for 低保 whose income is over the standard before deductions and not after them."""
    poor = is_over_standard("income") & ~is_over_standard("left") & pl.col("left").is_not_null()
    found = ledger(evidence).filter(~_IN_FORCE & poor)
    both = pl.format("扣减前{},扣减后{}", _per_head("observed_fen"), _per_head("left_per_head_fen"))
    told = _clues(evidence, found, both, _per_head("standard_fen"), _over("standard_fen")).drop("strength")
    return _with_facts(told, found, pl.concat([_income(evidence), _expenses(evidence)]))


@view
def _income(evidence: Evidence) -> pl.DataFrame:
    """kind, household_no, fact: each income item of which a month counts."""
    items = income_items(evidence).filter(pl.col("months_inside") > 0)
    return items.select(*HOUSEHOLD, fact="as_registered")


def _expenses(evidence: Evidence) -> pl.DataFrame:
    """The same of each rigid expense."""
    spent = expense_items(evidence).filter(pl.col("months_inside") > 0)
    return spent.select(*HOUSEHOLD, fact=pl.format("{} {} {}", "expense", "amount_fen", "period_start"))


def _with_facts(found: pl.DataFrame, households: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
    """Findings with what registers say of their households; `written` has one row a fact."""
    keys = households.select(*HOUSEHOLD, pl.col("source"))
    facts = (
        written.join(keys, on=HOUSEHOLD).group_by("source", "household_no").agg(pl.col("fact").unique().alias(FACTS))
    )
    return found.join(facts, on=["source", "household_no"], how="left", maintain_order="left")


def _per_head(fen: str) -> pl.Expr:
    return pl.format("{}/人·月", yuan(pl.col(fen)))


def _after_deductions() -> pl.Expr:
    return pl.format("扣减后{}", _per_head("left_per_head_fen"))


def _over(limit: str) -> pl.Expr:
    return pl.col("left_per_head_fen") - pl.col(limit)


def _clues(
    evidence: Evidence, households: pl.DataFrame, observed: pl.Expr, limit: pl.Expr, amount: pl.Expr
) -> pl.DataFrame:
    """One clue a household of the ledger, of its head; what it declared is its income, where its row has one."""
    of_source = [
        with_head(evidence, households.filter(pl.col("source") == source), source) for source in SOURCE.values()
    ]
    return pl.concat(of_source).select(
        *place_as_given(),
        "household_no",
        PERSON,
        "name",
        "town",
        "village",
        _per_head("declared_fen").alias("declared"),
        observed.alias("observed"),
        limit.alias("limit"),
        amount.alias("amount_fen"),
        pl.lit(Strength.STRONG.value).alias("strength"),
        pl.lit(ITEMS).alias("observed_source"),
    )
