from __future__ import annotations

from datetime import date

import polars as pl

from reports.diff import COMPARED, Diff, Published, compare, published
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.ledger import LEDGER
from tests.reports.publication import findings_frame, frame


def side(
    day: int, findings: dict[str, dict[str, object]], coverage: list[dict[str, object]] | None = None
) -> Published:
    rows = [{"finding_id": name, "check_id": name[:2]} | columns for name, columns in findings.items()]
    return of(day, mismatch=findings_frame(MISMATCH, rows), coverage=frame(COVERAGE, coverage or []))


def of(day: int, **tables: pl.DataFrame) -> Published:
    return published(date(2019, 6, day), {table.name: table.empty() for table in COMPARED} | tables)


def changed(before: dict[str, object], after: dict[str, object]) -> Diff:
    return compare(side(29, {"D1x": before}), side(30, {"D1x": after}))


def test_new_gone_and_staying() -> None:
    diff = compare(side(29, {"D1a": {}, "D1b": {}, "R1c": {}}), side(30, {"D1b": {}, "D1d": {}, "M3e": {}}))
    assert diff.new["finding_id"].to_list() == ["D1d", "M3e"]
    assert diff.gone["finding_id"].to_list() == ["D1a", "R1c"]
    assert diff.staying["finding_id"].to_list() == ["D1b"]
    assert diff.by_check().rows() == [("D1", 1, 1, 0, 1, 0), ("M3", 1, 0, 0, 0, 0), ("R1", 0, 1, 0, 0, 0)]


def test_what_the_earlier_one_could_not_look_at_and_the_later_found_gone_is_told() -> None:
    def told(day: int, **statuses: str) -> Published:
        rows = [{"finding_id": one, "check_id": one[:2], "data_status": said} for one, said in statuses.items()]
        return of(day, ledger=frame(LEDGER, rows))

    before = told(29, D1a="not_run", D1b="gone", D1c="not_run")
    diff = compare(before, told(30, D1a="gone", D1b="gone", D1c="not_run"))
    assert diff.found_gone["finding_id"].to_list() == ["D1a"]
    assert diff.gone.is_empty()
    assert diff.by_check().rows() == [("D1", 0, 1, 0, 0, 0)]


def test_a_moved_row_or_a_later_night_is_no_change() -> None:
    diff = changed({"row_number": 7, "file": "a", "last_seen": date(2019, 6, 29)}, {"row_number": 9, "file": "b"})
    assert diff.changed.height == 0
    assert diff.is_empty


def test_another_amount_is_a_change_with_both_sides() -> None:
    row = changed({"months": 5, "declared": None}, {"months": 6, "declared": "x"}).changed.row(0, named=True)
    assert (row["months_before"], row["months_after"]) == (5, 6)
    assert (row["declared_before"], row["declared_after"]) == (None, "x")


def test_another_limit_is_a_change_but_not_the_first_that_is_published() -> None:
    limits = changed({"limit": "300.00元"}, {"limit": "340.00元"}).changed.select("limit_before", "limit_after").rows()
    assert limits == [("300.00元", "340.00元")]
    assert changed({"limit": None}, {"limit": "340.00元"}).changed.height == 0


def test_unknown_on_both_sides_is_no_change() -> None:
    assert changed({"amount": None}, {"amount": None}).changed.height == 0


def test_indicators_that_moved_and_areas_of_one_side_only() -> None:
    def area(name: str, numerator: int) -> dict[str, object]:
        return {"kpi": "K1", "area_level": "town", "area": name, "numerator": numerator, "denominator": 9, "met": False}

    diff = compare(
        side(29, {}, [area("甲", 1), area("乙", 2), area("丙", 3)]), side(30, {}, [area("甲", 1), area("乙", 5)])
    )
    moved = diff.indicators.select("area", "numerator_before", "numerator_after").rows()
    assert sorted(moved) == [("丙", 3, None), ("乙", 2, 5)]
    assert not diff.is_empty


def test_lists_of_mutual_inclusion_are_compared_too() -> None:
    clue = findings_frame(MUTUAL_INCLUSION, [{"finding_id": "b", "check_id": "B1", "list": "low_income_side"}])
    assert compare(of(29), of(30, mutual_inclusion=clue)).by_check().rows() == [("B1", 1, 0, 0, 0, 0)]


def test_nothing_against_nothing() -> None:
    diff = compare(side(29, {}), side(30, {}))
    assert diff.by_check().schema["new"] == pl.Int64
    assert diff.by_check().height == 0
    assert diff.is_empty


def test_a_publication_of_a_version_without_a_column_is_compared_all_the_same() -> None:
    clue = findings_frame(MISMATCH, [{"finding_id": "a", "check_id": "P2", "limit": "300.00元/人·月"}])
    tables = {"mismatch": clue, "mutual_inclusion": MUTUAL_INCLUSION.empty(), "coverage": COVERAGE.empty()}
    older = {name: frame.drop("limit", strict=False) for name, frame in tables.items()}
    before, after = published(date(2019, 6, 29), older), published(date(2019, 6, 30), tables)
    found = compare(before, after)
    assert (found.new.height, found.gone.height, found.staying.height, found.changed.height) == (0, 0, 1, 0)
