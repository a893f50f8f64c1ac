"""K7, K9, K10: how much of each source is linked, and the levels of support that the district's notice sets."""

from __future__ import annotations

import polars as pl

from policies.counties import COUNTY, of_file
from policies.evidence import Evidence
from policies.indicators.declaration import OBJECT_COLUMNS, indicator
from policies.law import DATA_QUALITY, DISTRICT_NOTICE
from policies.terms.benefits import RURAL
from policies.terms.payments import successful
from policies.terms.rows import active, first_rows, named, rows
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import AreaLevel, Measure

_TOWNS = (AreaLevel.DISTRICT, AreaLevel.TOWN)
_CARED_FOR = ("半护理", "全护理")


def _no_gaps(frame: pl.DataFrame, numerator: pl.Expr, denominator: pl.Expr) -> pl.DataFrame:
    given = {"numerator": numerator, "denominator": denominator}
    given |= {column: pl.col(column) for column in ("town", "village") if column in frame.columns}
    own = [COUNTY] if COUNTY in frame.columns else []
    return frame.select(
        *(given.get(column, pl.lit(None)).cast(dtype).alias(column) for column, dtype in OBJECT_COLUMNS.items()), *own
    )


@indicator("K7", "关联率", DATA_QUALITY, measure=Measure.LINKAGE, target=None, levels=(AreaLevel.SOURCE,))
def rows_linked(evidence: Evidence) -> pl.DataFrame:
    """Rows linked of all rows that name a person, one object a source (which stands in `key`)."""
    landed = [source for source, extract in EXTRACTS.items() if extract.subjects and source in evidence.rows]
    counts = [
        named(evidence, source).select(
            pl.col(PERSON).is_not_null().sum().alias("linked"), pl.len().alias("all"), pl.lit(source).alias("key")
        )
        for source in landed
    ]
    both = pl.concat([pl.DataFrame(schema={"linked": pl.UInt32(), "all": pl.UInt32(), "key": pl.String()}), *counts])
    return _no_gaps(both, pl.col("linked"), pl.col("all")).with_columns(key=both["key"])


@indicator(
    "K9",
    "农村低保月人均补助水平",
    DISTRICT_NOTICE,
    needs=("low_income_payments", "low_income"),
    measure=Measure.FEN_PER_PERSON,
    target="rural_average_payment_fen",
    levels=_TOWNS,
)
def average_payment(evidence: Evidence) -> pl.DataFrame:
    """成功 payments of p of 农村低保 in fen, over the covered persons paid; the town is that of the household."""
    places = first_rows(rows(evidence, "low_income"), "household_no").select("household_no", "town", "village")
    paid = successful(evidence).filter(pl.col("scheme") == RURAL)
    placed = paid.join(places, on="household_no", how="left", maintain_order="left")
    sent = placed.with_columns(of_file(evidence.counties))
    return _no_gaps(sent, pl.col("total_fen"), pl.col("covered_persons"))


@indicator(
    "K10",
    "生活不能自理特困人员集中供养率",
    DISTRICT_NOTICE,
    needs=("extreme_poverty",),
    measure=Measure.SHARE,
    target="concentrated_care_percent",
    levels=_TOWNS,
)
def concentrated_care(evidence: Evidence) -> pl.DataFrame:
    """Active extreme_poverty rows of 半护理 or 全护理; numerator: those in 集中."""
    cared_for = active(evidence, "extreme_poverty").filter(pl.col("self_care").is_in(_CARED_FOR))
    placed = cared_for.with_columns(of_file(evidence.counties))
    return _no_gaps(placed, pl.col("care_mode") == "集中", pl.lit(1))
