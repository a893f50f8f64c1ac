"""What the indicators K must count: every object with its place, whether it is done, and why not."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.district.counties import SENT_BY, county_of
from data.district.poverty import POOR
from data.district.truth.amounts import entitled, in_force, paid_this_month
from data.district.truth.inclusion import enrolled
from data.district.truth.reading import Reading
from schemas.codes import ALLOWANCE
from schemas.extracts.dossiers import DOSSIER_ITEMS
from schemas.terms import AreaLevel, GapReason

OBJECT = {
    "kpi": pl.String(),
    "key": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "done": pl.Boolean(),
    "reason": pl.String(),
    SENT_BY: pl.String(),  # the county that sent its row; only of objects of which no town may be known
}


def objects(reading: Reading) -> pl.DataFrame:
    """Every object of K1 to K6: `OBJECT`."""
    parts = [
        _applications(reading),
        _reviews(reading),
        _target(reading),
        _dossiers(reading),
        *_assistance(reading),
        *_allowances(reading),
    ]
    whole = [part if SENT_BY in part.columns else part.with_columns(pl.lit(None).alias(SENT_BY)) for part in parts]
    return pl.concat([part.select(pl.col(name).cast(dtype) for name, dtype in OBJECT.items()) for part in whole])


def _sender(rows: pl.DataFrame) -> pl.Expr:
    """The county that sent each row; null in a district."""
    return pl.col(SENT_BY) if SENT_BY in rows.columns else pl.lit(None, pl.String()).alias(SENT_BY)


def _said(reason: GapReason) -> pl.Expr:
    return pl.lit(reason.value)


def _january(reading: Reading) -> date:
    return date(reading.world.as_of.year, 1, 1)


def _applications(reading: Reading) -> pl.DataFrame:
    as_of = reading.world.as_of
    rows = reading.rows["applications"].filter(pl.col("accepted_on").is_between(_january(reading), as_of))
    given, until, reported, decided = (
        pl.col(name) for name in ("authorised_on", "authorised_until", "reported_on", "decided_on")
    )
    validity = pl.col("report_valid_until").fill_null(
        reported.dt.offset_by(f"{reading.policy['report_validity_months']}mo")
    )
    reasons = {
        GapReason.NO_AUTHORISATION: given.is_null(),
        GapReason.AUTHORISATION_AFTER_REPORT: given > reported,
        GapReason.AUTHORISATION_EXPIRED: until < reported,
        GapReason.NO_REPORT: pl.col("report_no").is_null() | reported.is_null() | (reported > as_of),
        GapReason.SOURCE_UNANSWERED: pl.col("unanswered_sources").is_not_null(),
        GapReason.REPORT_AFTER_DECISION: reported > decided,
        GapReason.REPORT_EXPIRED: decided > validity,
    }
    any_row = rows.group_by("application_no", maintain_order=True).agg(
        pl.col("town").first(),
        pl.col("village").first(),
        *(case.fill_null(value=False).any().alias(name.value) for name, case in reasons.items()),
    )
    reason = pl.coalesce(pl.when(pl.col(name.value)).then(_said(name)) for name in reasons)
    return any_row.select(
        "town", "village", kpi=pl.lit("K1"), key="application_no", done=reason.is_null(), reason=reason
    )


def _reviews(reading: Reading) -> pl.DataFrame:
    year = reading.world.as_of.year
    households = in_force(reading).filter(pl.col("start_month") < year * 12)
    rows = reading.rows["reviews"].filter(pl.col("review_year") == year)
    reported = pl.col("report_no").is_not_null() & pl.col("verified_on").is_not_null()
    finished = (
        reported
        & pl.col("result").is_not_null()
        & (pl.col("completed_on") <= reading.world.as_of).fill_null(value=False)
    )
    best = rows.group_by("household_no").agg(
        reviewed=pl.lit(value=True), reported=reported.any(), finished=finished.any()
    )
    joined = households.join(best, on="household_no", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("finished").fill_null(value=False))
        .then(None)
        .when(pl.col("reviewed").is_null())
        .then(_said(GapReason.NO_REVIEW))
        .when(~pl.col("reported"))
        .then(_said(GapReason.NO_REPORT))
        .otherwise(_said(GapReason.UNFINISHED))
    )
    return joined.select("town", "village", kpi=pl.lit("K2"), key="household_no", done=reason.is_null(), reason=reason)


def _target(reading: Reading) -> pl.DataFrame:
    poor = reading.rows["poverty_register"].filter(pl.col("poverty_status").is_in(POOR))
    marked = pl.col("household_attribute").is_in(["低保贫困户", "特困供养贫困户"])
    unlinked = poor.filter(pl.col("p").is_null() & marked)
    weak = pl.col("p").is_in(reading.severe.implode()) | pl.col("p").is_in(reading.gravely_ill.implode())
    linked = reading.living(poor).filter(weak | marked.any().over("p")).unique("p", keep="first", maintain_order=True)
    ids = reading.people.select("p", "id_no")
    linked = (
        linked.drop("id_no")
        .join(ids, on="p", how="left", maintain_order="left")
        .with_columns(done=pl.col("p").is_in(enrolled(reading).implode()))
    )
    kpi = pl.lit("K3").alias("kpi")
    reason = pl.when(~pl.col("done")).then(_said(GapReason.NOT_ENROLLED)).alias("reason")
    persons = linked.select("town", "village", kpi, reason, "done", key="id_no")
    rows = unlinked.select(
        "town",
        "village",
        kpi,
        _said(GapReason.UNLINKED).alias("reason"),
        pl.lit(value=False).alias("done"),
        key="person_no",
    )
    columns = [name for name in OBJECT if name != SENT_BY]
    return pl.concat([persons.select(columns), rows.select(columns)])


def _first_places(reading: Reading) -> pl.DataFrame:
    return (
        reading.rows["poverty_register"]
        .group_by("household_no", maintain_order=True)
        .agg(pl.col("town").first(), pl.col("village").first())
    )


def _dossiers(reading: Reading) -> pl.DataFrame:
    living = reading.living(reading.rows["poverty_register"])
    wanted = living.filter(pl.col("p").is_in(enrolled(reading).implode())).select("household_no").unique()
    filed = reading.rows["dossiers"].with_columns(
        missing=pl.concat_str(
            *(
                pl.when((pl.col(item.name) != "有").fill_null(value=True)).then(pl.lit(item.header))
                for item in DOSSIER_ITEMS
            ),
            separator=",",
            ignore_nulls=True,
        ),
        present=pl.sum_horizontal(
            (pl.col(item.name) == "有").fill_null(value=False).cast(pl.Int32) for item in DOSSIER_ITEMS
        ),
    )
    best = filed.sort("present", descending=True, maintain_order=True).unique(
        "household_no", keep="first", maintain_order=True
    )
    rows = (
        _first_places(reading)
        .join(wanted, on="household_no", how="semi")
        .join(best.select("household_no", "missing"), on="household_no", how="left")
    )
    reason = (
        pl.when(pl.col("missing").is_null())
        .then(_said(GapReason.NO_DOSSIER))
        .when(pl.col("missing") != "")
        .then(_said(GapReason.INCOMPLETE) + ":" + pl.col("missing"))
    )
    return rows.select("town", "village", kpi=pl.lit("K4"), key="household_no", done=reason.is_null(), reason=reason)


def _assistance(reading: Reading) -> list[pl.DataFrame]:
    rows = (
        reading.rows["assistance_measures"].filter(pl.col("due") == "是").with_columns(done=pl.col("delivered") == "是")
    )
    placed = rows.join(_first_places(reading), on="household_no", how="left", maintain_order="left")
    rows = placed.with_columns(_sender(placed))
    households = rows.group_by("household_no", maintain_order=True).agg(
        pl.col("town", "village", SENT_BY).first(), pl.col("done").all()
    )
    reason = pl.when(~pl.col("done")).then(_said(GapReason.NOT_DELIVERED)).alias("reason")
    where = ("town", "village", SENT_BY)
    items = rows.select(*where, "done", reason, kpi=pl.lit("K5a"), key=pl.col("household_no") + "|" + pl.col("field"))
    return [items, households.select(*where, "done", reason, kpi=pl.lit("K5b"), key="household_no")]


def _allowances(reading: Reading) -> list[pl.DataFrame]:
    parts = []
    for kpi, people, kind in zip(("K6a", "K6b"), entitled(reading), ALLOWANCE.words, strict=True):
        done = pl.col("p").is_in(reading.allowance(kind)["p"].implode())
        rows = reading.people.join(people, on="p", how="semi").with_columns(done=done)
        reason = pl.when(~pl.col("done")).then(_said(GapReason.NOT_RECEIVING))
        parts.append(rows.select("town", "village", "done", kpi=pl.lit(kpi), key="id_no", reason=reason))
    return parts


def by_area(rows: pl.DataFrame, *sums: str) -> pl.DataFrame:
    """Sums of columns of objects (`kpi`, `town`, `village`, `SENT_BY`) by `kpi`, `area_level` and `area`."""
    village = rows.filter(pl.col("village").is_not_null() & pl.col("town").is_not_null())
    levels = {
        AreaLevel.DISTRICT: rows.with_columns(area=_whole()),
        AreaLevel.COUNTY: rows.with_columns(area=pl.coalesce(county_of(), SENT_BY)).drop_nulls("area"),
        AreaLevel.TOWN: rows.drop_nulls("town").with_columns(area="town"),
        AreaLevel.VILLAGE: village.with_columns(area=pl.col("town") + "/" + pl.col("village")),
    }
    return pl.concat(
        part.group_by("kpi", pl.lit(level.value).alias("area_level"), "area", maintain_order=True).agg(
            pl.col(name).sum().cast(pl.Int64) for name in sums
        )
        for level, part in levels.items()
    )


def _whole() -> pl.Expr:
    """What the whole is called: a city where its towns are known by their counties too."""
    return pl.when(county_of().is_not_null().any()).then(pl.lit("全市")).otherwise(pl.lit("全区"))


def of_no_object(reading: Reading) -> pl.DataFrame:
    """`kpi`, `area_level`, `area`, `numerator`, `denominator` of K7, K9 and K10, which count rows and money."""
    return pl.concat([_linked(reading), *_levels(reading)])


def _linked(reading: Reading) -> pl.DataFrame:
    parts = []
    for source, rows in reading.rows.items():
        columns = [name for name in rows.columns if name in ("p", "husband_p", "wife_p")]
        if columns:
            linked = sum(rows.height - rows[name].null_count() for name in columns)
            parts.append(("K7", AreaLevel.SOURCE.value, source, linked, rows.height * len(columns)))
    return pl.DataFrame(parts, schema=["kpi", "area_level", "area", "numerator", "denominator"], orient="row")


def _levels(reading: Reading) -> list[pl.DataFrame]:
    """K9 and K10 at district and town."""
    paid = paid_this_month(reading).filter((pl.col("pay_status") == "成功") & (pl.col("scheme") == "农村低保"))
    towns = (
        reading.rows["low_income"]
        .unique("household_no", keep="first", maintain_order=True)
        .select("household_no", "town")
    )
    placed = paid.join(towns, on="household_no", how="left", maintain_order="left")
    paid = placed.with_columns(_sender(placed))
    needy = reading.active("extreme_poverty").filter(pl.col("self_care").is_in(["半护理", "全护理"]))
    parts = []
    for kpi, rows, numerator, denominator in (
        ("K9", paid, pl.col("total_fen").sum(), pl.col("covered_persons").sum()),
        ("K10", needy, (pl.col("care_mode") == "集中").sum(), pl.len()),
    ):
        county = pl.coalesce(county_of(), _sender(rows))
        areas = {AreaLevel.DISTRICT: _whole(), AreaLevel.COUNTY: county, AreaLevel.TOWN: pl.col("town")}
        for level, area in areas.items():
            sums = (
                rows.with_columns(area=area)
                .drop_nulls("area")
                .group_by("area", maintain_order=True)
                .agg(numerator=numerator.cast(pl.Int64), denominator=denominator.cast(pl.Int64))
            )
            parts.append(
                sums.select(
                    pl.lit(kpi).alias("kpi"),
                    pl.lit(level.value).alias("area_level"),
                    "area",
                    "numerator",
                    "denominator",
                )
            )
    return parts
