"""K7, K9 and K10 as of 30 June 2019: rows linked, what is paid on average, and care in institutions."""

import polars as pl
import pytest

from tests.policies.district import TOWN, District


def test_k7_counts_rows_of_each_source_and_both_sides_of_a_wedding() -> None:
    district = District()
    who = district.person("王利华")
    district.row("orphans", who)
    district.row("orphans", None, name="李梅", outcome="review")
    district.event("IA", who, None, "2018-01-01", wife_name="李梅")
    assert district.area("K7", "source", "orphans") == (1, 2)
    assert district.area("K7", "source", "marriages") == (1, 2)
    assert district.indicator("K7").gaps.is_empty()


def paid(total: int) -> District:
    district = District()
    district.row("low_income", None)
    district.row("low_income_payments", None, total=total, covered_persons=2)
    district.row("low_income_payments", None, total=999, pay_status="退票")
    district.row("low_income_payments", None, total=999, pay_month="2019-05")
    district.row("low_income_payments", None, total=999, scheme="城市低保")
    return district


@pytest.mark.parametrize(("total", "met"), [(400, True), (399, False)])
def test_k9_average_payment(total: int, met: bool) -> None:
    (row,) = paid(total).indicator("K9").coverage.filter(pl.col("area") == TOWN).to_dicts()
    assert (row["numerator"], row["denominator"], row["met"]) == (total * 100, 2, met)
    assert row["rate"] == total * 100 / 2


@pytest.mark.parametrize(("concentrated", "met"), [(8, False), (9, True), (10, True)])
def test_k10_share_in_concentrated_care(concentrated: int, met: bool) -> None:
    district = District()
    for position in range(20):
        mode = "集中" if position < concentrated else "分散"
        district.row("extreme_poverty", None, care_mode=mode, self_care="半护理" if position % 2 else "全护理")
    district.row("extreme_poverty", None, care_mode="集中", self_care="全自理")
    district.row("extreme_poverty", None, care_mode="集中", self_care="半护理", stop_month="2019-06")
    found = district.indicator("K10").coverage
    assert found.select("numerator", "denominator", "met").unique().rows() == [(concentrated, 20, met)]
    assert set(found["area_level"]) == {"district", "town"}
