from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from reports.funnel import KindCount
from reports.report import Report
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.links import LINKS
from schemas.terms import Family
from tests.reports.publication import LI, WANG, findings_frame, frame, with_tables


def test_rows_go_down_step_by_step(report: Report) -> None:
    funnel = report.funnel
    assert (funnel.rows, funnel.accepted, funnel.refused) == (110, 108, 2)
    assert (funnel.named, funnel.linked, funnel.review, funnel.unlinked) == (7, 5, 1, 1)


def test_a_person_on_two_rosters_counts_once_and_the_dead_of_a_register_not_at_all(report: Report) -> None:
    # 王建国 stands on two rosters; 孙大 only in the death register; 李梅 has nothing but clues of data quality.
    assert report.funnel.persons_checked == 3
    assert report.funnel.persons_differing == 2


def test_kinds_count_clues_persons_and_households(report: Report) -> None:
    kinds = {kind.family: kind for kind in report.funnel.kinds}
    assert kinds[Family.LIFE_EVENT] == KindCount(Family.LIFE_EVENT, 1, 1, 1)
    assert kinds[Family.AMOUNT] == KindCount(Family.AMOUNT, 1, 0, 1)
    assert kinds[Family.QUALITY] == KindCount(Family.QUALITY, 2, 1, 0)
    assert kinds[Family.OVERLAP].findings == 0


def test_of_two_who_share_a_number_only_the_named_one_differs(report: Report) -> None:
    rows = [
        {"source": "low_income", "registry_id_no": WANG, "registry_name": name, "outcome": "linked"}
        for name in ("王建国", "王建军")
    ]
    clue = {"finding_id": "x", "check_id": "D1", "person_id_no": WANG, "name": "王建军"}
    shared = with_tables(
        report,
        (LINKS, frame(LINKS, rows)),
        (MISMATCH, findings_frame(MISMATCH, [clue])),
        (MUTUAL_INCLUSION, MUTUAL_INCLUSION.empty()),
    )
    assert (shared.funnel.persons_checked, shared.funnel.persons_differing) == (2, 1)


def test_a_clue_under_another_name_still_counts_for_the_only_holder_of_the_number(report: Report) -> None:
    rows = [{"source": "low_income", "registry_id_no": LI, "registry_name": "李梅", "outcome": "linked"}]
    clue = {"finding_id": "x", "check_id": "R1", "person_id_no": LI, "name": "李美"}
    one = with_tables(report, (LINKS, frame(LINKS, rows)), (MISMATCH, findings_frame(MISMATCH, [clue])))
    assert one.funnel.persons_differing == 1


def test_a_clue_of_a_check_that_nobody_declared_is_refused_not_dropped(report: Report) -> None:
    with pytest.raises(ValueError, match="no title for B1, D1, M3, Q4"):
        dataclasses.replace(report, checks={"Q2": report.checks["Q2"]})


def test_a_frame_in_another_form_is_refused(report: Report) -> None:
    with pytest.raises(ValueError, match=r"mismatch.*amount"):
        with_tables(report, (MISMATCH, report.frame(MISMATCH).with_columns(pl.col("amount").cast(pl.Float64))))


def test_rows_linked_to_nobody_are_found_piece_by_piece_and_stay_in_order(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.report._PIECE", 2)
    outcomes = ["linked", "review", "unlinked", "linked", "review"]
    links = frame(LINKS, [{"row_number": number, "outcome": one} for number, one in enumerate(outcomes)])
    pieces: list[None] = []
    some = dataclasses.replace(with_tables(report, (LINKS, links)), let_go=lambda: pieces.append(None))
    assert some.not_linked["row_number"].to_list() == [1, 2, 4]
    assert (some.not_linked.schema, len(pieces)) == (links.schema, 3)
    assert with_tables(report, (LINKS, LINKS.empty())).not_linked.is_empty()
