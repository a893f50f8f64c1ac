"""What family P must find, and each household's outcome: income of the window, what is deducted, what is owned."""

from __future__ import annotations

import polars as pl

from data.district.declared import low_income_standards, silent_without
from data.district.truth.amounts import in_force
from data.district.truth.findings import found
from data.district.truth.inclusion import registered_households
from data.district.truth.reading import Reading
from schemas.codes import BALANCE_ITEMS, EXPENSE_KIND, INCOME_ITEMS, SCHOOL_STAGE
from schemas.month import MONTHS_IN_YEAR, month_expr
from schemas.terms import Grade, HouseholdKind, HouseholdOutcome, Strength

_WINDOW = 12
_PENSION = "城乡居民养老金"
_THRESHOLDS = ("medical_threshold", "education_threshold", "employment_threshold")
_NOT_IN_USE = "[BEMP]"
# Of these nothing is said where a row of the household was refused.
_UNSAID = ("B6", "B7")
_SURE = (Grade.A.value, Grade.B.value, Grade.C.value)
_SUSPICIOUS = ("P1", "P2", "P4", "P5", "P6", "P7")
_REGISTERS = ("economic_items", "rigid_expenses")
"""Without either of them nobody can say what a household lives on."""
_HAIR = 1e-6
"""Amounts are divided by months; anything nearer than this is equal."""


def economy(reading: Reading) -> tuple[list[pl.DataFrame], pl.DataFrame]:
    """Findings P1 to P7, B6 and B7, and the facts of each household.

    Returns:
        Findings, and `kind`, `household_no`, `outcome`, `members_counted`, `observed` (a head and month, before
        deductions) and `deducted` (over the window), Float64 fen.
    """
    facts = _facts(reading)
    named = {check: facts.filter(case) for check, case in _cases(reading).items()}
    strength = pl.when(pl.col("strong_car")).then(pl.lit(Strength.STRONG.value)).otherwise(pl.lit(Strength.WEAK.value))
    findings = [
        found(
            check,
            rows,
            household_no=pl.col("household_no"),
            doubt=pl.col("refused") & pl.lit(check in _UNSAID),
            strength=strength if check == "P4" else pl.lit(None, dtype=pl.String),
        )
        for check, rows in named.items()
    ]
    return findings, _outcomes(reading, facts)


def _households(reading: Reading) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Households to verify, and the rows of their members."""
    force = in_force(reading).select(
        "household_no",
        "scheme",
        "start_month",
        "taper_start_month",
        declared="monthly_income_per_head_fen",
        kind=pl.lit(HouseholdKind.LOW_INCOME.value),
    )
    members = reading.active("low_income").select("household_no", "p", "grade")
    year = reading.world.as_of.year
    rows = reading.rows["applications"].filter(
        (pl.col("accepted_on").dt.year() == year) & (pl.col("accepted_on") <= reading.world.as_of)
    )
    as_of = reading.world.as_of
    authorised = (pl.col("authorised_on") <= as_of).fill_null(value=False) & (
        pl.col("authorised_until").is_null() | (pl.col("authorised_until") >= as_of)
    )
    applied = rows.group_by("application_no", maintain_order=True).agg(
        pl.col("scheme").first(), authorised=authorised.all()
    )
    applied = applied.rename({"application_no": "household_no"}).with_columns(
        kind=pl.lit(HouseholdKind.APPLICATION.value)
    )
    everybody = pl.concat([members, rows.select("p", "grade", household_no="application_no")], how="diagonal")
    return pl.concat([force.with_columns(authorised=pl.lit(value=True)), applied], how="diagonal"), everybody


def _facts(reading: Reading) -> pl.DataFrame:
    households, members = _households(reading)
    trusted = pl.col("p").is_not_null() & pl.col("grade").is_in(_SURE)
    doubtful = members.filter(~trusted)["household_no"].unique()
    counted = (
        reading.living(members.filter(trusted))
        .filter(pl.col("p").is_in(_residents(reading).implode()))
        .unique(["household_no", "p"], maintain_order=True)
    )
    readable = households.filter("authorised").select("household_no")
    counted = counted.join(readable, on="household_no", how="semi")
    facts = households.join(counted.group_by("household_no").len("members_counted"), on="household_no", how="left")
    for part in (_incomes(reading, counted), _expenses(reading, counted), *_owned(reading, counted, households)):
        facts = facts.join(part, on="household_no", how="left", maintain_order="left")
    refused = pl.concat(
        [reading.refused["low_income"]["household_no"], reading.refused["applications"]["application_no"]]
    ).drop_nulls()
    facts = facts.with_columns(
        pl.col("members_counted").fill_null(0).cast(pl.Int64),
        doubtful=pl.col("household_no").is_in(doubtful.implode()) | ~pl.col("authorised"),
        refused=pl.col("household_no").is_in(refused.implode()),
        standard=pl.col("scheme").replace_strict(
            low_income_standards(reading.policy), default=None, return_dtype=pl.Int64
        ),
        income=pl.col("income").fill_null(0.0),
        assets=pl.col("assets").fill_null(0),
    )
    facts = facts.with_columns(deducted=_deducted(reading))
    months = _WINDOW * pl.col("members_counted")
    counts = pl.col("members_counted") > 0
    return facts.with_columns(
        before=pl.when(counts).then(pl.col("income") / months),
        after=pl.when(counts).then((pl.col("income") - pl.col("deducted")).clip(0.0) / months),
        tapering=(pl.col("taper_start_month") <= reading.month).fill_null(value=False),
    )


def _residents(reading: Reading) -> pl.Series:
    """Persons who may be counted: resident, or away to study; not those of a scheme of their own, as policy says."""
    status, p = pl.col("person_status"), pl.col("p")
    away = (status == "迁出") & p.is_in(_students(reading).implode()) & bool(reading.policy["students_away_counted"])
    supported = [reading.active(source)["p"] for source in ("orphans", "extreme_poverty")]
    own = p.is_in(pl.concat(supported).drop_nulls().implode()) & bool(reading.policy["own_scheme_excluded"])
    return reading.people.filter(((status == "正常") | away) & ~own)["p"]


def _students(reading: Reading) -> pl.Series:
    """Full-time students of the three stages whose schooling touches the window or the month."""
    start, end = (month_expr(pl.col(name)) for name in ("period_start", "period_end"))
    rows = reading.rows["rigid_expenses"].filter(_schooling() & (start <= reading.month) & (end >= _first(reading)))
    return rows.filter(pl.col("grade").is_in(_SURE))["p"].drop_nulls().unique()


def _schooling() -> pl.Expr:
    full_time = (pl.col("full_time") == "是") & pl.col("stage").is_in(SCHOOL_STAGE.words)
    return (pl.col("kind") == "教育") & full_time.fill_null(value=False)


def _first(reading: Reading) -> int:
    return reading.month - _WINDOW


def _deducted(reading: Reading) -> pl.Expr:
    """Each kind of expense that is over so many times the income of the window."""
    limits = {
        kind: int(reading.policy[times]) * pl.col("income")
        for kind, times in zip(EXPENSE_KIND.words, _THRESHOLDS, strict=True)
    }
    return pl.sum_horizontal(
        pl.when(pl.col(kind).fill_null(0.0) > limit + _HAIR).then(pl.col(kind)).otherwise(0.0)
        for kind, limit in limits.items()
    )


def _overlap(reading: Reading) -> pl.Expr:
    """Share of a period's months that lie in the window."""
    start, end = (month_expr(pl.col(name)) for name in ("period_start", "period_end"))
    inside = (
        pl.min_horizontal(end, pl.lit(reading.month - 1)) - pl.max_horizontal(start, pl.lit(_first(reading))) + 1
    ).clip(0)
    return inside / (end - start + 1)


def _trusted(rows: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    good = rows.filter(pl.col("grade").is_in(_SURE)).drop_nulls("p")
    return counted.select("household_no", "p").join(good, on="p")


def _incomes(reading: Reading, counted: pl.DataFrame) -> pl.DataFrame:
    kinds = [item for item in INCOME_ITEMS if item != _PENSION or reading.policy["resident_pension_counted"]]
    items = _trusted(reading.rows["economic_items"], counted).filter(pl.col("item").is_in(kinds))
    return items.group_by("household_no").agg((pl.col("amount_fen") * _overlap(reading)).sum().alias("income"))


def _expenses(reading: Reading, counted: pl.DataFrame) -> pl.DataFrame:
    rows = _trusted(reading.rows["rigid_expenses"], counted)
    rows = rows.filter((pl.col("kind") != "教育") | _schooling())
    cost = pl.col("own_cost_fen") * _overlap(reading)
    return rows.group_by("household_no").agg(
        cost.filter(pl.col("kind") == kind).sum().alias(kind) for kind in EXPENSE_KIND.words
    )


def _owned(reading: Reading, counted: pl.DataFrame, households: pl.DataFrame) -> list[pl.DataFrame]:
    """By household: posts, vehicles, homes, firms, assets."""
    items = _trusted(reading.rows["economic_items"], counted).join(
        households.select("household_no", "start_month"), on="household_no"
    )
    now = reading.month
    start, end = (pl.col(name).dt.year() * 12 + pl.col(name).dt.month() - 1 for name in ("period_start", "period_end"))
    post = (pl.col("item") == "在编人员") & (start.fill_null(0) <= now) & (end.is_null() | (end >= now))
    letters = pl.col("item_status").fill_null("")
    car = (pl.col("item") == "机动车") & ~letters.str.contains(_NOT_IN_USE)
    home = (pl.col("item") == "住宅") & (pl.col("item_status") != "注销").fill_null(value=True)
    registered = pl.col("registered_on").dt.year() * 12 + pl.col("registered_on").dt.month() - 1
    firm = pl.col("item").is_in(["企业法人", "个体工商户"]) & (pl.col("item_status") == "正常")
    balance = pl.col("item").is_in(BALANCE_ITEMS)
    facts = items.group_by("household_no").agg(
        post=post.any(),
        car=car.any(),
        strong_car=(car & (letters != "Q")).any(),
        homes=pl.col("unit_no").filter(home).drop_nulls().n_unique() + pl.col("unit_no").filter(home).null_count(),
        new_home=(home & (registered > pl.col("start_month")).fill_null(value=False)).any(),
        firm=firm.any(),
        assets=pl.col("amount_fen").filter(balance).sum(),
    )
    return [facts]


def _cases(reading: Reading) -> dict[str, pl.Expr]:
    yes = {name: pl.col(name).fill_null(value=False) for name in ("post", "car", "firm", "new_home")}
    over = (pl.col("after") > pl.col("standard") + _HAIR).fill_null(value=False)
    over_before = (pl.col("before") > pl.col("standard") + _HAIR).fill_null(value=False)
    in_force_now = pl.col("kind") == HouseholdKind.LOW_INCOME.value
    limit = int(reading.policy["asset_limit_years"]) * MONTHS_IN_YEAR * pl.col("standard") * pl.col("members_counted")
    registered = pl.col("household_no").is_in(registered_households(reading).implode())
    return {
        "P1": yes["post"],
        "P2": over & ~pl.col("tapering") & ~pl.col("refused"),
        "P3": in_force_now
        & (pl.col("before") > pl.col("declared") + int(reading.policy["income_tolerance_fen"]) + _HAIR).fill_null(
            value=False
        )
        & ~pl.col("refused"),
        "P4": yes["car"],
        "P5": (pl.col("homes").fill_null(0) >= 2) | (in_force_now & yes["new_home"]),
        "P6": yes["firm"],
        "P7": (pl.col("assets") > limit).fill_null(value=False) & (pl.col("members_counted") > 0) & ~pl.col("refused"),
        "B6": in_force_now & registered & over & pl.col("taper_start_month").is_null(),
        "B7": (pl.col("kind") == HouseholdKind.APPLICATION.value) & over_before & ~over,
    }


def _outcomes(reading: Reading, facts: pl.DataFrame) -> pl.DataFrame:
    cases = _cases(reading) | {"P4": pl.col("strong_car").fill_null(value=False)}
    silent = silent_without(reading.absent)
    raised = (cases[check] for check in _SUSPICIOUS if check not in silent)
    suspected = pl.any_horizontal(pl.lit(value=False), *raised)
    unknown = pl.lit(not reading.absent.isdisjoint(_REGISTERS))
    insufficient = unknown | pl.col("doubtful") | pl.col("refused") | (pl.col("members_counted") == 0)
    outcome = (
        pl.when(suspected)
        .then(pl.lit(HouseholdOutcome.OVER_LIMIT_SUSPECTED.value))
        .when(insufficient)
        .then(pl.lit(HouseholdOutcome.INSUFFICIENT_DATA.value))
        .otherwise(pl.lit(HouseholdOutcome.NONE_FOUND.value))
    )
    return facts.select(
        "kind", "household_no", "members_counted", outcome.alias("outcome"), observed="before", deducted="deducted"
    )
