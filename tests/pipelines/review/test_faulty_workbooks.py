"""A workbook with anything wrong in it is refused as a whole, and every fault is told."""

import hmac
import json
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.record.store import record_file
from pipelines.review.intake import import_review
from pipelines.review.store import read_decisions
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key
from schemas import review
from schemas.errors import InputRefusedError
from tests.pipelines.filled_workbook import Line, candidates, decided, save_lines
from tests.pipelines.review.desk import (
    DECIDED_ON,
    DIFFERENT,
    NOW,
    SAME,
    UNSURE,
    Take,
    key,
    linked_to_this,
)
from tests.pipelines.small_district import copy_of


def test_every_fault_of_a_workbook_is_told_at_once(workspace: Workspace, sampled: list[Line], take: Take) -> None:
    """Also of many lines, and that two have to decide beside what else the line lacks."""
    line = next(filter(linked_to_this, sampled))
    faulty = [decided(one, "也许") for one in sampled[:30]]
    with pytest.raises(InputRefusedError) as refused:
        take(*faulty, decided(line, DIFFERENT, reason=""))
    for number in range(2, 32):
        assert f"第 {number} 行「结论」" in refused.value.message
    assert "第 32 行「依据」" in refused.value.message
    assert "第 32 行「复核人」: 未填写" in refused.value.message


def test_one_person_is_told_beside_a_verdict_that_cannot_be_read(sampled: list[Line], take: Take) -> None:
    line = next(filter(linked_to_this, sampled))
    with pytest.raises(InputRefusedError, match="第 2 行「复核人」: 与经办人相同"):
        take(decided(line, "也许", reviewer="经办甲"))


def test_a_sheet_of_notes_is_told_and_decisions_on_a_copy_are_not_passed_over(
    workspace: Workspace, out: list[Line], tmp_path: Path
) -> None:
    line = decided(candidates(out)[0], SAME)
    rows = [review.COLUMNS, [line[column] for column in review.COLUMNS]]
    for name, beside in (("复核 (2)", rows), ("备注", [["请各位看原件"]])):
        with xlsxwriter.Workbook(tmp_path / f"{name}.xlsx") as book:
            for sheet, some in ((name, beside), (review.SHEET, rows)):
                page = book.add_worksheet(sheet)
                for number, row in enumerate(some):
                    page.write_row(number, 0, row)
    with pytest.raises(InputRefusedError, match=r"工作表「复核 \(2\)」「复核」都有表头和内容"):
        import_review(workspace, tmp_path / "复核 (2).xlsx", DECIDED_ON, NOW)
    done = import_review(workspace, tmp_path / "备注.xlsx", DECIDED_ON, NOW)
    assert (sum(done.verdicts.values()), done.left_out) == (1, ("备注",))


def test_lines_of_which_only_what_is_seen_was_sorted_decide_nothing(
    workspace: Workspace, sampled: list[Line], take: Take
) -> None:
    """The key is hidden: what was sorted without it would bind somebody at whom nobody has looked."""
    one = sampled[0]
    other = next(line for line in sampled if key(line)["registry_name"] != key(one)["registry_name"])
    with pytest.raises(InputRefusedError, match="第 2 行「姓名」: 与导出时这一行的姓名不同"):
        take(decided(one | {review.KEY: other[review.KEY]}, DIFFERENT, reviewer="复核乙"))
    assert read_decisions(workspace).is_empty()


FAULTS = {
    "unknown verdict": ({review.VERDICT: "大概是"}, "「结论」: 写的是「大概是」;应为 同一人、不是同一人、不确定"),
    "no verdict": ({review.VERDICT: ""}, "「结论」: 写的是「空白」"),
    "no preparer": ({review.PREPARER: " "}, "「经办人」: 未填写"),
    "no reason": ({review.REASON: ""}, "「依据」: 未填写"),
    "key lost": ({review.KEY: ""}, "没有可判定的户籍人员"),
    "key of one's own": ({review.KEY: "x" * 300}, "键已被改动"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_cell_refuses_the_whole_file_and_is_named(
    workspace: Workspace, sampled: list[Line], take: Take, fault: str
) -> None:
    change, complaint = FAULTS[fault]
    good, bad = sampled[:2]
    with pytest.raises(InputRefusedError, match=complaint) as refused:
        take(decided(good, UNSURE), decided(bad, UNSURE) | change)
    assert "第 3 行" in refused.value.message
    assert "一条也没有导入" in refused.value.message
    assert read_decisions(workspace).is_empty()
    assert not record_file(workspace).exists()


def test_a_workbook_of_the_first_version_is_still_taken(workspace: Workspace, sampled: list[Line], take: Take) -> None:
    line = next(filter(linked_to_this, sampled))
    text = json.dumps(key(line), ensure_ascii=False, sort_keys=True)
    own = review_key(workspace)
    sealed = hmac.new(own, b"review workbook\x00" + text.encode(), "sha256").hexdigest()[:32] + text
    with pytest.raises(InputRefusedError, match="键已被改动"):
        take(decided(line | {review.KEY: sealed.replace('"link": "this"', '"link": "none"')}, DIFFERENT))
    assert take(decided(line | {review.KEY: sealed}, SAME)).verdicts


def test_a_workbook_of_another_bureau_is_refused(out: list[Line], standing: Workspace, tmp_path: Path) -> None:
    other = copy_of(standing, tmp_path / "other")
    own = other.keys / "review.key"
    own.write_bytes(b"another secret" * 3)
    own.chmod(0o600)
    path = save_lines([decided(candidates(out)[0], SAME)], tmp_path / "foreign.xlsx")
    with pytest.raises(InputRefusedError, match="键已被改动"):
        import_review(other, path, DECIDED_ON, NOW)


def test_an_error_of_a_formula_is_no_empty_cell_and_no_reason(
    workspace: Workspace, out: list[Line], tmp_path: Path
) -> None:
    path = tmp_path / "in.xlsx"
    lines = [candidates(out)[0], decided(candidates(out)[1], SAME)]
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(review.SHEET)
        for number, line in enumerate([dict(zip(review.COLUMNS, review.COLUMNS, strict=True)), *lines]):
            page.write_row(number, 0, [line[column] for column in review.COLUMNS])
        for number, column in ((1, review.REASON), (2, review.REVIEWER)):
            page.write_formula(number, review.COLUMNS.index(column), "=VLOOKUP(A1,B:C,2)", None, "#N/A")
    with pytest.raises(InputRefusedError) as refused:
        import_review(workspace, path, DECIDED_ON, NOW)
    told = [line.strip() for line in refused.value.message.splitlines()[1:]]
    assert "第 2 行「依据」: 是公式错误 #N/A;请写明内容" in told
    assert any(line.startswith("第 2 行「结论」: 写的是「空白」") for line in told)
    assert "第 3 行「复核人」: 是公式错误 #N/A;请写明内容" in told
    assert read_decisions(workspace).is_empty()


def test_a_file_that_is_no_review_workbook_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(InputRefusedError, match="不是可读的 xlsx 工作簿"):
        import_review(workspace, path, DECIDED_ON, NOW)
    save_lines([], path, columns=["姓名", "结论"])
    with pytest.raises(InputRefusedError, match="缺少列 依据、经办人、复核人、键"):
        import_review(workspace, path, DECIDED_ON, NOW)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet(review.SHEET).write_string(0, 16_000, review.KEY)
    with pytest.raises(InputRefusedError, match="工作表的列数"):
        import_review(workspace, path, DECIDED_ON, NOW)
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Sheet1")
    with pytest.raises(InputRefusedError, match="没有工作表「复核」,只有 Sheet1"):
        import_review(workspace, path, DECIDED_ON, NOW)
