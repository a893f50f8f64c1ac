"""The accepted rows with the persons they truly mean, read twice: as a cautious linker may, and as a bold one may.

A row left open may honestly be linked or not. What is found in both readings must be found; what only one finds is
optional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from data.district.counties import SENT_BY
from data.district.truth.written import Written
from data.district.world import World, person_column
from schemas.month import month_of
from schemas.parameter import Parameters
from schemas.terms import QuarantineReason, Strength


@dataclass(frozen=True)
class Reading:
    """One reading of a district.

    Attributes:
        world: the true district.
        rows: source -> accepted rows; `p` (marriages: `husband_p`, `wife_p`) is the registry person, null = not linked;
            `grade` of the link, `trusted` = linked and graded A to C.
        refused: source -> refused rows likewise.
        cut_offs: source -> date of its extract, of a city by county (elsewhere that of "").
    """

    world: World
    rows: dict[str, pl.DataFrame]
    refused: dict[str, pl.DataFrame]
    cut_offs: dict[str, dict[str, date]]

    @property
    def absent(self) -> frozenset[str]:
        """Sources of which no extract can be used: what they would say is unknown, not nothing."""
        return frozenset(source for source, dates in self.cut_offs.items() if not dates)

    @property
    def month(self) -> int:
        """m(D)."""
        return self.world.month

    @property
    def payment_month(self) -> pl.Expr:
        """The last month of which payments can be known: what nobody has reported yet is not missing.

        In a city it is that of the county that sends a row. Where no payments can be used, nothing that asks for them
        is said.
        """
        cut_offs = self.cut_offs["low_income_payments"] or {"": self.world.as_of}
        months = {county: min(self.month, month_of(on)) for county, on in cut_offs.items()}
        county = pl.col(SENT_BY) if self.world.counties else pl.lit("")
        return county.replace_strict(list(months), list(months.values()), return_dtype=pl.Int32)

    @property
    def policy(self) -> Parameters:
        """The parameters of the day."""
        return self.world.policy

    @cached_property
    def people(self) -> pl.DataFrame:
        """Registry persons whose row was accepted, with `p`."""
        lost = self.refused["civil_registry"]["person"].implode()
        return self.world.people.remove(pl.col("person").is_in(lost)).with_columns(p="person")

    def active(self, source: str) -> pl.DataFrame:
        """Rows of a benefit that are active in m(D)."""
        return self.rows[source].filter(active_in(self.month))

    @cached_property
    def covered(self) -> pl.DataFrame:
        """Active rows of covered, linked members of the low-income roll."""
        return self.active("low_income").filter((pl.col("covered") == "是") & pl.col("p").is_not_null())

    @cached_property
    def supported(self) -> pl.DataFrame:
        """Active, linked rows of extreme poverty."""
        return self.active("extreme_poverty").drop_nulls("p")

    def allowance(self, kind: str) -> pl.DataFrame:
        """Active, linked rows of one allowance."""
        return self.active("disability_allowances").filter((pl.col("allowance") == kind) & pl.col("p").is_not_null())

    @cached_property
    def deaths(self) -> pl.DataFrame:
        """The dead: `p`, `death_month`, `strength`."""
        reported = self.rows["deaths"].drop_nulls("p").select("p", day="death_date", by="death_source")
        registered = self.people.filter(pl.col("person_status") == "死亡注销").select(
            "p", day="status_date", by=pl.lit("公安")
        )
        both = pl.concat([reported, registered])
        month = pl.col("day").dt.year() * 12 + pl.col("day").dt.month() - 1
        two, one = Strength.TWO_SOURCES.value, Strength.ONE_SOURCE.value
        strength = pl.when(pl.col("by").n_unique() > 1).then(pl.lit(two)).otherwise(pl.lit(one))
        return both.group_by("p").agg(month.min().cast(pl.Int32).alias("death_month"), strength.alias("strength"))

    @cached_property
    def certificates(self) -> pl.DataFrame:
        """The valid certificate of each person: `p`, `category`, `level`."""
        latest = (
            self.rows["disability"]
            .drop_nulls("p")
            .sort("issued_on", maintain_order=True)
            .unique("p", keep="last", maintain_order=True)
        )
        in_time = pl.col("valid_until").is_null() | (pl.col("valid_until") >= self.world.as_of)
        return latest.filter((pl.col("certificate_status") == "正常") & in_time).select("p", "category", "level")

    @cached_property
    def severe(self) -> pl.Series:
        """Persons with a severe disability: level one or two, or three of mind or intellect."""
        severe = pl.col("level").is_in(["一级", "二级"]) | (
            (pl.col("level") == "三级") & pl.col("category").is_in(["智力", "精神"])
        )
        return self.certificates.filter(severe)["p"]

    @cached_property
    def gravely_ill(self) -> pl.Series:
        """Persons whom the aid for major illness reached within the twelve months before m(D)."""
        start, end = (
            pl.col(name).dt.year() * 12 + pl.col(name).dt.month() - 1 for name in ("period_start", "period_end")
        )
        touches = (start <= self.month - 1) & (end >= self.month - 12)
        aided = (pl.col("kind") == "医疗") & (pl.col("major_illness_aid") == "是")
        return self.rows["rigid_expenses"].filter(aided & touches).drop_nulls("p")["p"].unique()

    def living(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of linked people who are not dead."""
        return rows.drop_nulls("p").join(self.deaths, on="p", how="anti")


def active_in(month: int | pl.Expr) -> pl.Expr:
    """start_month <= month, and stop_month empty or later."""
    return (pl.col("start_month") <= month) & (pl.col("stop_month").is_null() | (pl.col("stop_month") > month))


def read(world: World, written: list[Written], *, bold: bool) -> Reading:
    """Reads a district cautiously (open rows not linked) or boldly (linked)."""
    rows, refused = {}, {}
    for source in written:
        frame = source.rows
        for role, marks in source.marks.items():
            linked = pl.col("linkable") | (pl.col("open") if bold else pl.lit(value=False))
            prefix = f"{role}_" if role else ""
            frame = frame.hstack(
                marks.select(
                    pl.when(linked & (pl.col(person_column(None)) < world.size)).then("person").alias(f"{prefix}p"),
                    pl.col("grade").alias(f"{prefix}grade"),
                    pl.col("id_core").alias(f"{prefix}id_core"),
                    (pl.col("open") | (pl.col("kind") != "")).alias(f"{prefix}damaged"),
                )
            )
        nobody = source.refused.filter(pl.col("reason") == QuarantineReason.NO_IDENTITY.value)["index"].implode()
        frame = frame.with_columns(anonymous=pl.int_range(pl.len(), dtype=pl.UInt32).is_in(nobody))
        rows[source.extract.source] = frame.filter(source.accepted)
        refused[source.extract.source] = frame.filter(~source.accepted)
    return Reading(world, rows, refused, {source.extract.source: source.cut_offs for source in written})
