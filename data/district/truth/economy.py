"""What family P must find, and each household's outcome: income of the window, what is deducted, what is owned."""

from __future__ import annotations

import polars as pl

from data.district.low_income import STANDARD_FEN
from data.district.truth.amounts import in_force
from data.district.truth.findings import found
from data.district.truth.inclusion import registered_households
from data.district.truth.reading import Reading

_WINDOW = 12
_INCOME = ("工资薪金", "经营收入", "职工养老金")
_FACTOR = {"医疗": 2, "教育": 2, "就业": 0}
_STAGES = ("普通高中", "中职", "高等教育")
_TOLERANCE_FEN = 5000
_ASSET_YEARS = 3
_NOT_IN_USE = "[BEMP]"
# Of these nothing is said where a row of the household was refused.
_UNSAID = ("B6", "B7")
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
    strength = pl.when(pl.col("strong_car")).then(pl.lit("strong")).otherwise(pl.lit("weak"))
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
        kind=pl.lit("low_income"),
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
    applied = applied.rename({"application_no": "household_no"}).with_columns(kind=pl.lit("application"))
    everybody = pl.concat([members, rows.select("p", "grade", household_no="application_no")], how="diagonal")
    return pl.concat([force.with_columns(authorised=pl.lit(value=True)), applied], how="diagonal"), everybody


def _facts(reading: Reading) -> pl.DataFrame:
    households, members = _households(reading)
    trusted = pl.col("p").is_not_null() & pl.col("grade").is_in(["A", "B", "C"])
    doubtful = members.filter(~trusted)["household_no"].unique()
    normal = reading.people.filter(pl.col("person_status") == "正常").select("p")
    counted = (
        reading.living(members.filter(trusted))
        .join(normal, on="p", how="semi")
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
        standard=pl.col("scheme").replace_strict(STANDARD_FEN, default=None, return_dtype=pl.Int64),
        income=pl.col("income").fill_null(0.0),
        assets=pl.col("assets").fill_null(0),
    )
    deducted = pl.sum_horizontal(
        pl.when(pl.col(kind).fill_null(0.0) > factor * pl.col("income") + _HAIR).then(pl.col(kind)).otherwise(0.0)
        for kind, factor in _FACTOR.items()
    )
    facts = facts.with_columns(deducted=deducted)
    months = _WINDOW * pl.col("members_counted")
    counts = pl.col("members_counted") > 0
    return facts.with_columns(
        before=pl.when(counts).then(pl.col("income") / months),
        after=pl.when(counts).then((pl.col("income") - pl.col("deducted")).clip(0.0) / months),
        tapering=(pl.col("taper_start_month") <= reading.month).fill_null(value=False),
    )


def _overlap(reading: Reading) -> pl.Expr:
    """Share of a period's months that lie in the window."""
    start, end = (pl.col(name).dt.year() * 12 + pl.col(name).dt.month() - 1 for name in ("period_start", "period_end"))
    inside = (
        pl.min_horizontal(end, pl.lit(reading.month - 1))
        - pl.max_horizontal(start, pl.lit(reading.month - _WINDOW))
        + 1
    ).clip(0)
    return inside / (end - start + 1)


def _trusted(rows: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    good = rows.filter(pl.col("grade").is_in(["A", "B", "C"])).drop_nulls("p")
    return counted.select("household_no", "p").join(good, on="p")


def _incomes(reading: Reading, counted: pl.DataFrame) -> pl.DataFrame:
    items = _trusted(reading.rows["economic_items"], counted).filter(pl.col("item").is_in(_INCOME))
    return items.group_by("household_no").agg((pl.col("amount_fen") * _overlap(reading)).sum().alias("income"))


def _expenses(reading: Reading, counted: pl.DataFrame) -> pl.DataFrame:
    rows = _trusted(reading.rows["rigid_expenses"], counted)
    school = (pl.col("full_time") == "是") & pl.col("stage").is_in(_STAGES)
    rows = rows.filter((pl.col("kind") != "教育") | school.fill_null(value=False))
    cost = pl.col("own_cost_fen") * _overlap(reading)
    return rows.group_by("household_no").agg(cost.filter(pl.col("kind") == kind).sum().alias(kind) for kind in _FACTOR)


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
    balance = pl.col("item").is_in(["存款余额", "证券市值"])
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
    in_force_now = pl.col("kind") == "low_income"
    limit = _ASSET_YEARS * 12 * pl.col("standard") * pl.col("members_counted")
    registered = pl.col("household_no").is_in(registered_households(reading).implode())
    return {
        "P1": yes["post"],
        "P2": over & ~pl.col("tapering") & ~pl.col("refused"),
        "P3": in_force_now
        & (pl.col("before") > pl.col("declared") + _TOLERANCE_FEN + _HAIR).fill_null(value=False)
        & ~pl.col("refused"),
        "P4": yes["car"],
        "P5": (pl.col("homes").fill_null(0) >= 2) | (in_force_now & yes["new_home"]),
        "P6": yes["firm"],
        "P7": (pl.col("assets") > limit).fill_null(value=False) & (pl.col("members_counted") > 0) & ~pl.col("refused"),
        "B6": in_force_now & registered & over & pl.col("taper_start_month").is_null(),
        "B7": (pl.col("kind") == "application") & over_before & ~over,
    }


def _outcomes(reading: Reading, facts: pl.DataFrame) -> pl.DataFrame:
    cases = _cases(reading)
    strong = pl.col("strong_car").fill_null(value=False)
    suspected = pl.any_horizontal(*(cases[check] for check in ("P1", "P2", "P5", "P6", "P7")), strong)
    insufficient = pl.col("doubtful") | pl.col("refused") | (pl.col("members_counted") == 0)
    outcome = (
        pl.when(suspected)
        .then(pl.lit("over_limit_suspected"))
        .when(insufficient)
        .then(pl.lit("insufficient_data"))
        .otherwise(pl.lit("none_found"))
    )
    return facts.select(
        "kind", "household_no", "members_counted", outcome.alias("outcome"), observed="before", deducted="deducted"
    )
