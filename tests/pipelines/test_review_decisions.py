"""Doubtful rows go out as a workbook; what comes back filled binds the nights that follow, and stays on record."""

import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from pipelines.record.store import append_entries, read_record, record_file
from pipelines.review.counts import decision_counts
from pipelines.review.export import export_review, last_night, states_tonight
from pipelines.review.intake import Taken, import_review
from pipelines.review.keys import Offered, PairKey
from pipelines.review.store import read_decisions
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key
from schemas import review
from schemas.decision import DecisionState
from schemas.errors import ConfigurationError, InputRefusedError
from schemas.flow import Flow
from tests.pipelines.filled_workbook import Line, candidates, decided, read_lines, save_lines
from tests.pipelines.small_district import AS_OF, copy_of, hedui, run

DECIDED_ON = date(2019, 7, 2)
NOW = datetime(2019, 7, 2, 9, tzinfo=UTC)
SAME, DIFFERENT, UNSURE = "同一人", "不是同一人", "不确定"
Take = Callable[..., Taken]


@dataclass(frozen=True)
class Asked:
    """A workspace that has asked about its doubtful rows, and about them beside linked ones; not to be changed."""

    workspace: Workspace
    doubtful: list[Line]
    both: list[Line]


@pytest.fixture(scope="module")
def asked(standing: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = tmp_path_factory.mktemp("asked")
    workspace = copy_of(standing, folder / "workspace")
    export_review(workspace, AS_OF, folder / "review.xlsx")
    export_review(workspace, AS_OF, folder / "both.xlsx", linked=30)
    learn(workspace)
    return Asked(workspace, read_lines(folder / "review.xlsx"), read_lines(folder / "both.xlsx"))


@pytest.fixture
def workspace(asked: Asked, tmp_path: Path) -> Workspace:
    """The same, to do with as one likes."""
    return copy_of(asked.workspace, tmp_path / "workspace")


@pytest.fixture
def out(asked: Asked) -> list[Line]:
    """The lines of the workbook of all rows in review."""
    return asked.doubtful


@pytest.fixture
def sampled(asked: Asked) -> list[Line]:
    """Lines of linked rows only: groups that the workbook without a sample does not have."""
    doubtful = {said(line) for line in candidates(asked.doubtful)}
    return [line for line in candidates(asked.both) if said(line) not in doubtful]


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Take:
    """Imports lines as a filled workbook."""
    number = count()

    def import_lines(*lines: Line, decided_on: date = DECIDED_ON) -> Taken:
        return import_review(workspace, save_lines(lines, tmp_path / f"in{next(number)}.xlsx"), decided_on, NOW)

    return import_lines


PAIRS: dict[str, dict[str, str]] = {}
"""Code of a pair -> the pair, of all workbooks that these tests have written."""


def learn(workspace: Workspace) -> None:
    for file in (workspace.record / "offered").iterdir():
        PAIRS.update({code: json.loads(text) for code, text in json.loads(file.read_text()).items()})


def key(line: Line) -> dict[str, str]:
    return PAIRS[line[review.KEY]]


def code_of(workspace: Workspace, pair: PairKey) -> str:
    """The code of a pair that some workbook asks about."""
    offered = Offered(workspace, {})
    code = offered.code(pair)
    offered.keep()
    return code


def said(line: Line) -> str:
    return key(line)["mention_key"]


def linked_to_this(line: Line) -> bool:
    return key(line)["link"] == "this"


def links(workspace: Workspace, line: Line) -> dict[str, object]:
    """What is published of the line's row."""
    file, _, number = key(line)["place"].rpartition(":")
    table = pl.read_parquet(workspace.publication(AS_OF) / "links.parquet")
    here = (pl.col("file") == file) & (pl.col("row_number") == int(number))
    role = pl.col("role").eq_missing(pl.lit(key(line)["role"], pl.String))
    return table.filter(here & role & (pl.col("source") == key(line)["source"])).row(0, named=True)


def test_the_workbook_is_private_blind_and_masks_what_agrees(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    done = export_review(workspace, AS_OF, path, linked=10)
    assert path.stat().st_mode & 0o777 == 0o600
    lines = read_lines(path)
    assert len({line[review.BLOCK] for line in lines}) == done.review + done.sampled
    assert done.review > 0
    assert done.sampled > 0
    shown = [cell for line in lines for column, cell in line.items() if column != review.KEY]
    registry = {str(one) for one in last_night(workspace, AS_OF).persons["id_no"]}
    assert not any(number in cell for cell in shown for number in registry)
    assert not any(word in header for header in lines[0] for word in ("权重", "等级", "weight", "grade"))


def test_a_decision_binds_the_next_night_whatever_it_is(
    workspace: Workspace, out: list[Line], sampled: list[Line], take: Take
) -> None:
    """A doubtful row is linked, a link is undone by two persons, and one is enough to confirm another."""
    line = candidates(out)[0]
    undone, sure = [one for one in _one_each(sampled) if linked_to_this(one)][:2]
    assert links(workspace, line)["outcome"] == "review"
    before = links(workspace, sure)
    take(decided(line, SAME))
    take(decided(undone, DIFFERENT, reviewer="复核乙"))
    assert take(decided(sure, SAME)).verdicts
    run(workspace)
    after = links(workspace, line)
    assert (after["outcome"], after["registry_name"]) == ("linked", key(line)["registry_name"])
    assert str(after["reason"]).startswith("decision")
    assert links(workspace, undone)["registry_name"] is None or links(workspace, undone)["outcome"] != "linked"
    confirmed = links(workspace, sure)
    assert (confirmed["registry_id_no"], confirmed["grade"]) == (before["registry_id_no"], before["grade"])
    states = states_tonight(last_night(workspace, AS_OF), read_decisions(workspace))["state"].to_list()
    assert states == [DecisionState.IN_FORCE] * 3
    run(workspace, Flow.LINK)
    assert links(workspace, line) == after


def test_a_rejected_pair_is_never_raised_again(
    workspace: Workspace, out: list[Line], take: Take, tmp_path: Path
) -> None:
    rejected = {(said(line), key(line)["person_key"]) for line in candidates(out)}
    take(*(decided(line, DIFFERENT) for line in candidates(out)))
    for night in range(2):
        run(workspace, Flow.LINK)
        path = tmp_path / f"again{night}.xlsx"
        export_review(workspace, AS_OF, path)
        learn(workspace)
        raised = {(said(line), key(line)["person_key"]) for line in candidates(read_lines(path))}
        assert not raised & rejected
    table = pl.read_parquet(workspace.publication(AS_OF) / "links.parquet")
    assert table.filter(pl.col("why_not") == "ruled_out").height > 0


def test_a_decision_lapses_when_the_row_changes_and_is_reported(
    workspace: Workspace, out: list[Line], take: Take, tmp_path: Path
) -> None:
    line = next(one for one in candidates(out) if ".csv" in key(one)["place"] and key(one)["name"])
    take(decided(line, SAME))
    _rename(workspace, line)
    run(workspace)
    assert not str(links(workspace, line)["reason"]).startswith("decision")
    done = export_review(workspace, AS_OF, tmp_path / "later.xlsx")
    assert done.lapsed == 1
    (told,) = read_lines(tmp_path / "later.xlsx", "已失效判定")
    assert told["原因"] == DecisionState.ROW_CHANGED.label


def _rename(workspace: Workspace, line: Line) -> None:
    """The supplier writes another name on the row."""
    file, _, number = key(line)["place"].rpartition(":")
    path = workspace.landing / file
    content = path.read_bytes()
    encoding = "utf-8" if _decodes(content, "utf-8") else "gb18030"
    rows = content.decode(encoding).splitlines(keepends=True)
    before = rows[int(number) - 1]
    rows[int(number) - 1] = before.replace(key(line)["name"], "欧阳改名")
    assert rows[int(number) - 1] != before
    path.write_bytes("".join(rows).encode(encoding))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


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
    pair = Offered.of(workspace).pair(line[review.KEY])
    assert pair is not None
    other = line | {review.KEY: code_of(workspace, replace(pair, person_key="somebody else"))}
    take(decided(line, SAME))
    with pytest.raises(InputRefusedError, match="第 2 行「复核人」: 未填写;此判定改变现有关联或以前的判定"):
        take(decided(other, SAME, preparer="经办丙"))
    assert take(decided(other, SAME, preparer="经办丙", reviewer="复核乙")).superseded == 1


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


def test_a_code_says_nothing_of_the_pair_and_cannot_be_bent(
    workspace: Workspace, sampled: list[Line], take: Take
) -> None:
    line = next(filter(linked_to_this, sampled))
    assert re.fullmatch("[0-9a-f]{32}", line[review.KEY])
    pair = Offered.of(workspace).pair(line[review.KEY])
    assert pair is not None
    (file,) = [one for one in (workspace.record / "offered").iterdir() if line[review.KEY] in one.read_text()]
    file.write_text(file.read_text().replace('\\"link\\": \\"this\\"', '\\"link\\": \\"none\\"'))
    with pytest.raises(InputRefusedError, match="键已被改动"):
        take(decided(line, DIFFERENT))
    assert read_decisions(workspace).is_empty()


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


def test_one_row_cannot_be_two_persons(workspace: Workspace, out: list[Line], take: Take) -> None:
    line = candidates(out)[0]
    pair = Offered.of(workspace).pair(line[review.KEY])
    assert pair is not None
    other = line | {review.KEY: code_of(workspace, replace(pair, person_key="somebody else"))}
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


def test_the_order_of_lines_does_not_matter(
    workspace: Workspace, out: list[Line], sampled: list[Line], tmp_path: Path
) -> None:
    chosen = enumerate(_one_each(out) + _one_each(sampled))
    told = [decided(line, (SAME, DIFFERENT, UNSURE)[place % 3], reviewer="复核乙") for place, line in chosen]
    published = []
    for name, lines in (("forth", told), ("back", told[::-1])):
        own = copy_of(workspace, tmp_path / name)
        import_review(own, save_lines(lines, tmp_path / f"{name}.xlsx"), DECIDED_ON, NOW)
        run(own, Flow.LINK)
        published.append(pl.read_parquet(own.publication(AS_OF) / "links.parquet"))
    assert published[0].equals(published[1])


def _one_each(lines: list[Line]) -> list[Line]:
    return list({said(line): line for line in candidates(lines)}.values())


def test_the_commands_go_out_and_come_back(workspace: Workspace, tmp_path: Path) -> None:
    path, back = tmp_path / "复核.xlsx", tmp_path / "已填.xlsx"
    went = hedui("review", "export", path, "--workspace", workspace.root, "--as-of", AS_OF, "--json")
    assert went.returncode == 0, went.stderr
    assert json.loads(went.stdout)["review"] > 0
    lines = read_lines(path)
    first, second = candidates(lines)[:2]
    save_lines([decided(first, DIFFERENT), decided(second, UNSURE, reason="等邻居回来,13807461234")], back)
    came = hedui("review", "import", back, "--workspace", workspace.root, "--decided-on", DECIDED_ON)
    assert came.returncode == 0, came.stderr
    assert "已登记: 不是同一人 1 条" in came.stdout
    assert f"hedui run nightly --workspace {workspace.root} --as-of {AS_OF}" in came.stderr
    learn(workspace)
    for line, said, why in ((first, DIFFERENT, "入户核实,查看户口簿"), (second, UNSURE, "等邻居回来,138********")):
        told = hedui("explain", key(line)["place"], "--workspace", workspace.root)
        assert f"人工判定: {said}; 判定日期: {DECIDED_ON}; 判定依据: {why}; 经办人: 经办甲" in told.stdout
    save_lines([decided(candidates(lines)[0], "也许")], back)
    refused = hedui("review", "import", back, "--workspace", workspace.root)
    assert refused.returncode == 3
    assert "「结论」" in refused.stderr
    early = hedui("review", "import", back, "--workspace", workspace.root, "--decided-on", "2199-01-01")
    assert early.returncode == 2
    assert "判定日期 2199-01-01 晚于今天" in early.stderr


def test_the_status_counts_what_binds_and_what_has_lapsed(workspace: Workspace, out: list[Line], take: Take) -> None:
    assert decision_counts(workspace, AS_OF) == {}
    take(decided(candidates(out)[0], DIFFERENT))
    assert decision_counts(workspace, AS_OF) == {DecisionState.IN_FORCE: 1}
    (recorded,) = read_record(workspace)
    gone = replace(recorded.entry, payload={**recorded.entry.payload, "mention_key": "gone"})
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, [gone])
    done = hedui("status", "--workspace", workspace.root, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["decisions"] == {DecisionState.IN_FORCE.label: 1, DecisionState.ROW_CHANGED.label: 1}


def test_only_the_asked_sources_go_out(workspace: Workspace, out: list[Line], tmp_path: Path) -> None:
    source = key(candidates(out)[0])["source"]
    export_review(workspace, AS_OF, tmp_path / "one.xlsx", [source])
    learn(workspace)
    assert {key(line)["source"] for line in candidates(read_lines(tmp_path / "one.xlsx"))} == {source}
    with pytest.raises(ConfigurationError, match="没有名为 天气 的来源"):
        export_review(workspace, AS_OF, tmp_path / "none.xlsx", ["天气"])


def test_the_same_night_gives_the_same_workbook(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        export_review(workspace, AS_OF, tmp_path / name, linked=10)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workspace_without_a_night_has_nothing_to_review(fresh: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="还没有关联过数据"):
        export_review(fresh, AS_OF, tmp_path / "none.xlsx")


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
