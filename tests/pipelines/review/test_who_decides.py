"""One person decides what is open, two what is not; each row once, and all of it stays on record."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.review.intake import import_review
from pipelines.review.keys import Offered
from pipelines.review.store import read_decisions
from pipelines.workspace.folders import Workspace
from schemas import review
from schemas.errors import InputRefusedError
from tests.pipelines.filled_workbook import Line, candidates, decided, save_lines
from tests.pipelines.review.desk import DECIDED_ON, DIFFERENT, NOW, SAME, UNSURE, Take, linked_to_this


def of_somebody_else(workspace: Workspace, line: Line) -> Line:
    """The line, asking whether its row is another person."""
    pair = Offered.of(workspace).pair(line[review.KEY])
    assert pair is not None
    offered = Offered(workspace, {})
    code = offered.code(replace(pair, person_key="somebody else"))
    offered.keep()
    return line | {review.KEY: code}


@pytest.mark.parametrize(
    ("reviewer", "complaint"),
    [
        ("", "未填写"),
        (" · ", "未填写"),
        ("经办甲", "与经办人相同"),
        ("经办\u200b甲", "与经办人相同"),
        ("经 办 甲", "与经办人相同"),
        ("经办甲\u202c", "与经办人相同"),
    ],
)
def test_one_person_alone_cannot_undo_a_link(
    workspace: Workspace, sampled: list[Line], take: Take, reviewer: str, complaint: str
) -> None:
    line = next(filter(linked_to_this, sampled))
    with pytest.raises(InputRefusedError, match=rf"第 2 行「复核人」: {complaint}"):
        take(decided(line, DIFFERENT, reviewer=reviewer))
    assert read_decisions(workspace).is_empty()


def test_an_earlier_decision_is_overridden_by_two_and_both_stay_on_record(
    workspace: Workspace, out: list[Line], take: Take
) -> None:
    line = candidates(out)[0]
    take(decided(line, SAME))
    with pytest.raises(InputRefusedError, match="须由另一人复核"):
        take(decided(line, DIFFERENT))
    done = take(decided(line, DIFFERENT, reviewer="复核乙"), decided_on=date(2019, 8, 1))
    assert done.superseded == 1
    record = read_decisions(workspace)
    assert record.select("number", "verdict", "decided_on").rows() == [
        (1, "same", DECIDED_ON),
        (2, "different", date(2019, 8, 1)),
    ]


def test_a_row_said_to_be_somebody_is_said_to_be_another_by_two(
    workspace: Workspace, out: list[Line], take: Take
) -> None:
    line = candidates(out)[0]
    other = of_somebody_else(workspace, line)
    take(decided(line, SAME))
    with pytest.raises(InputRefusedError, match="第 2 行「复核人」: 未填写;此判定改变现有关联或以前的判定"):
        take(decided(other, SAME, preparer="经办丙"))
    assert take(decided(other, SAME, preparer="经办丙", reviewer="复核乙")).superseded == 1


def test_one_row_cannot_be_two_persons(workspace: Workspace, out: list[Line], take: Take) -> None:
    line = candidates(out)[0]
    other = of_somebody_else(workspace, line)
    with pytest.raises(InputRefusedError, match="一个数据行只能是一个人"):
        take(decided(line, SAME), decided(other, SAME))
    assert sum(take(decided(line, SAME), decided(other, DIFFERENT)).verdicts.values()) == 2


def test_the_same_line_twice_is_refused(out: list[Line], take: Take) -> None:
    line = candidates(out)[0]
    with pytest.raises(InputRefusedError, match="与第 2 行重复判定"):
        take(decided(line, SAME), decided(line, DIFFERENT))


def test_lines_left_blank_are_no_decisions(workspace: Workspace, out: list[Line], take: Take) -> None:
    assert take(*out).verdicts == {}
    assert take(*(line | {review.PREPARER: "经办甲", review.REVIEWER: "复核乙"} for line in out)).verdicts == {}
    assert read_decisions(workspace).is_empty()


def test_numbers_in_cells_are_on_record_as_people_see_them(
    workspace: Workspace, out: list[Line], tmp_path: Path
) -> None:
    line = decided(candidates(out)[0], UNSURE) | {review.REASON: 20190630, review.PREPARER: 1024}
    import_review(workspace, save_lines([line], tmp_path / "in.xlsx"), DECIDED_ON, NOW)
    assert read_decisions(workspace).select("reason", "preparer").rows() == [("20190630", "1024")]


def test_the_same_workbook_twice_is_on_record_once(workspace: Workspace, out: list[Line], take: Take) -> None:
    line = decided(candidates(out)[0], SAME)
    take(line)
    assert take(line).repeated == 1
    assert read_decisions(workspace).height == 1
