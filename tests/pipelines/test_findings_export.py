"""The work list goes out as a workbook; filled in and taken back it is in the ledger of the next night."""

import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from pipelines.cli import main
from pipelines.findings.chosen import Wanted
from pipelines.findings.export import export_work
from pipelines.findings.intake import import_work
from pipelines.findings.standing import looked_at
from pipelines.record.entry import Kind
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from reports.row_height import LINE
from reports.work_book import FOUND, STATE
from schemas import work_form as form
from schemas.errors import ArgumentError, InputRefusedError
from schemas.terms import WhyNot
from tests.pipelines.small_district import AS_OF, hedui, table_of

TODAY = AS_OF + timedelta(days=30)
NOW = datetime(2019, 7, 30, 9, tzinfo=UTC)
Line = dict[str, object]
RESULT: Line = {
    form.RESULT: "属实",
    form.RESULT_ON: date(2019, 7, 2),
    form.PREPARER: "张一",
    form.REVIEWER: "李二",
    form.DISPOSAL: "停发待遇",
    form.DISPOSED_ON: date(2019, 7, 3),
    form.AMOUNT: 1234.5,
}


def lines_of(path: Path) -> list[Line]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(form.SHEET).to_python(skip_empty_area=False)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def saved(lines: Sequence[Line], path: Path, **others: Sequence[Line]) -> Path:
    """A workbook with these lines, as a spreadsheet program saves it: dates and amounts as numbers.

    Args:
        lines: of the sheet of clues.
        path: the file.
        others: name of a sheet that stands before it -> its lines.
    """
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, some in (*others.items(), (form.SHEET, lines)):
            page = book.add_worksheet(name)
            blank: Line = dict.fromkeys(some[0], "")
            for number, line in enumerate([blank, *some]):
                for place, (header, value) in enumerate(line.items()):
                    page.write(number, place, value if number else header)
    return path


@pytest.fixture
def given_out(workspace: Workspace, tmp_path: Path) -> list[Line]:
    """The lines of the clues of D1 as they went out."""
    export_work(workspace, Wanted(check="D1"), TODAY, tmp_path / "out.xlsx")
    return lines_of(tmp_path / "out.xlsx")


def test_a_sheet_of_notes_is_told_and_one_with_clues_is_never_left_out(
    workspace: Workspace, given_out: list[Line], tmp_path: Path
) -> None:
    one, two = given_out[:2]
    path = tmp_path / "in.xlsx"
    done = import_work(workspace, saved([one | RESULT], path, 说明=[{"请7月10日前交回": "电话见群"}]), TODAY, NOW)
    assert done.counts == {Kind.RESULT: 1, Kind.DISPOSAL: 1}
    assert [told for told in done.not_done if told.startswith("没有读取的工作表: 说明")]
    with pytest.raises(InputRefusedError, match="「副本」「线索」都有表头和内容"):
        import_work(workspace, saved([one], path, 副本=[two | RESULT]), TODAY, NOW)
    moved = {"": two[form.CLUE], "属实": "属实"}
    with pytest.raises(InputRefusedError, match="「Sheet2」第 2 行像是「线索」中的一行,但这张工作表没有表头"):
        import_work(workspace, saved([one], path, Sheet2=[moved]), TODAY, NOW)


def test_cells_of_several_lines_that_were_made_one_are_told(
    workspace: Workspace, given_out: list[Line], tmp_path: Path
) -> None:
    headers = list(given_out[0])
    result, village = headers.index(form.RESULT), headers.index("村居")
    with xlsxwriter.Workbook(tmp_path / "in.xlsx") as book:
        page = book.add_worksheet(form.SHEET)
        page.write_row(0, 0, headers)
        for number, line in enumerate([given_out[0] | RESULT, given_out[1]], 1):
            page.write_row(number, 0, [str(line[header]) for header in headers])
        page.merge_range(1, village, 2, village, "某村")
        page.merge_range(1, result, 2, result, "属实")
    with pytest.raises(InputRefusedError) as refused:
        import_work(workspace, tmp_path / "in.xlsx", TODAY, NOW)
    told = refused.value.message.splitlines()
    assert told[0].startswith("in.xlsx#线索: 1 处有误")
    assert told[1:] == ["  第 2 行「核实结果」: 第 2 至 3 行合并成了一格,请取消合并,逐行填写"]


def test_two_results_of_one_clue_in_a_form_are_told(
    workspace: Workspace, given_out: list[Line], tmp_path: Path
) -> None:
    found = {name: value for name, value in RESULT.items() if name not in form.DISPOSING}
    lines = [given_out[0] | found, given_out[0] | found | {form.RESULT: "不属实"}]
    done = import_work(workspace, saved(lines, tmp_path / "in.xlsx"), TODAY, NOW)
    assert done.counts == {Kind.RESULT: 2}
    assert [told for told in done.not_done if told.startswith("第 2、3 行是同一条线索而结果不同")]


def test_what_is_filled_in_is_in_the_ledger_from_then_on(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert list(export_work(workspace, Wanted(check="D1"), TODAY, out)) == [out]
    ledger = table_of(workspace, "ledger")
    lines = lines_of(out)
    assert {line[form.CLUE] for line in lines} == set(ledger.filter(pl.col("check_id") == "D1")["finding_id"])
    assert import_work(workspace, out, TODAY, NOW).entries == ()
    done = import_work(workspace, saved([lines[0] | RESULT, *lines[1:]], tmp_path / "in.xlsx"), TODAY, NOW)
    assert done.counts == {Kind.RESULT: 1, Kind.DISPOSAL: 1}
    with looked_at(workspace, TODAY) as (_, stands):  # how the ledger of a night of that day begins
        told = stands.clues
    row = told.row(by_predicate=pl.col("finding_id") == pl.lit(lines[0][form.CLUE]), named=True)
    assert (row["state"], row["disposed_on"], str(row["amount_recovered"])) == ("closed", date(2019, 7, 3), "1234.50")
    with pytest.raises(ArgumentError, match="已存在"):
        export_work(workspace, Wanted(), TODAY, out)


def test_a_number_typed_over_is_found_out(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    export_work(workspace, Wanted(check="D1"), TODAY, out)
    one, two = lines_of(out)[:2]
    swapped = saved([one | RESULT | {form.CLUE: two[form.CLUE]}], tmp_path / "in.xlsx")
    with pytest.raises(InputRefusedError, match="与导出时这一行的编号不同"):
        import_work(workspace, swapped, TODAY, NOW)


def test_a_clue_that_tonight_says_nothing_of_shows_what_was_last_said_of_it(
    workspace: Workspace, tmp_path: Path
) -> None:
    export_work(workspace, Wanted(check="D3"), TODAY, tmp_path / "before.xlsx")
    next(workspace.landing.glob("婚姻登记_*")).unlink()
    next_day = str(AS_OF + timedelta(days=1))
    assert main(["run", "nightly", "--workspace", str(workspace.root), "--as-of", next_day]) == 0
    export_work(workspace, Wanted(check="D3"), TODAY, tmp_path / "after.xlsx")
    before, after = ({line[form.CLUE]: line for line in lines_of(one)} for one in sorted(tmp_path.glob("*.xlsx"))[::-1])
    assert before
    assert all("本期未核对" in str(line[STATE]) for line in after.values())
    assert {clue: line[FOUND] for clue, line in after.items()} == {
        clue: f"{AS_OF} 查出: {line[FOUND]}" for clue, line in before.items()
    }


def test_a_workbook_is_closed_but_for_what_is_to_be_filled_and_shows_no_number(
    workspace: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "out.xlsx"
    export_work(workspace, Wanted(), TODAY, out)
    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert "<sheetProtection" in sheet
    assert 'orientation="landscape"' in sheet
    assert sheet.count("<dataValidation ") == 7
    assert "Print_Titles" in names
    ids = table_of(workspace, "ledger")["person_id_no"].drop_nulls().unique()
    text = "\n".join(str(value) for line in lines_of(out) for value in line.values())
    assert [number for number in set(re.findall("[0-9]{17}[0-9X]", text)) if number in set(ids)] == []
    assert out.stat().st_mode & 0o077 == 0


def test_what_was_found_is_told_in_chinese_and_seen_whole(workspace: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    export_work(workspace, Wanted(check="Q5"), TODAY, out)
    lines = lines_of(out)
    assert any(WhyNot.NUMBER_NOT_HELD.label in str(line[FOUND]) for line in lines)
    assert not [line for line in lines if set(re.findall("[a-z_]{4,}", str(line[FOUND])))]
    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    heights = [float(height) for height in re.findall('<row r="[0-9]+"[^>]* ht="([0-9.]+)"', sheet)]
    assert len(heights) == len(lines)
    assert min(heights) > LINE  # the title of the check breaks, at the least


def test_what_to_look_at_and_ask_reads_as_a_sentence_and_sends_nobody_for_a_suppliers_slip(
    workspace: Workspace, tmp_path: Path
) -> None:
    asked = {}
    for check in ("D1", "D3", "P4", "Q1"):
        export_work(workspace, Wanted(check=check), TODAY, tmp_path / f"{check}.xlsx")
        guide = CalamineWorkbook.from_path(tmp_path / f"{check}.xlsx").get_sheet_by_name("看什么问什么").to_python()
        asked[check] = str(guide[1][5])
    assert asked["D3"].startswith(
        "把名册所写(低保家庭成员中无配偶)与另一份数据所示(最近一次婚姻登记及配偶)对照,看原件,入户"
    )
    assert asked["P4"].startswith("看另一份数据所示(车辆登记:号牌、状态、登记日期)是否属实,看原件,入户")
    assert "请本人或家属说明" in asked["D1"]  # whom the registers call dead
    assert "入户" not in asked["Q1"]


def test_nothing_to_do_is_said_as_what_it_is(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, place = tmp_path / "out.xlsx", ["--workspace", str(workspace.root)]
    export_work(workspace, Wanted(check="D1"), TODAY, out)
    assert main(["findings", "import", str(out), "--dry-run", *place]) == 0
    assert "将登记: 没有一行填了要登记的内容" in capsys.readouterr().out
    due = ["--unit", "某镇", "--due", "2199-12-31", "--by", "张一"]
    raised = pl.read_parquet(workspace.publication(AS_OF) / "ledger.parquet")["check_id"].unique()
    quiet = next(check for check in CHECKS if check not in raised)
    assert main(["findings", "assign", *due, "--check", quiet, *place]) == 0
    assert "已登记: 没有符合条件的待办线索,没有交办" in capsys.readouterr().out


def test_a_workbook_a_town_with_the_numbers_of_the_theme(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "towns"
    words = ["findings", "export", "--theme", "死亡人员领取救助", "--by-town", folder, "--workspace", workspace.root]
    assert main([str(word) for word in [*words, "--check", "B1"]]) == 0
    assert "没有写工作簿" in capsys.readouterr().err
    assert main([str(word) for word in words]) == 0
    capsys.readouterr()
    books = sorted(folder.iterdir())
    told: dict[str, Line] = {}
    for book in books:
        lines = lines_of(book)
        assert len({line["乡镇街道"] for line in lines}) == 1
        assert book.stat().st_mode & 0o077 == 0
        told |= {str(line["专题编号"]).removeprefix("死亡人员领取救助/"): line for line in lines}
    assert len(books) > 1
    assert folder.stat().st_mode & 0o077 == 0

    campaign = workspace.publication(AS_OF) / "supervision" / "死亡人员领取救助"
    masked = {str(seq): name for seq, name in pl.read_parquet(campaign / "clues.parquet")["seq", "name"].iter_rows()}
    ledger = table_of(workspace, "ledger")
    names = dict(ledger.select("finding_id", "name").iter_rows())
    assert told.keys() == masked.keys()  # nobody of the theme is visited twice or not at all
    for number, line in told.items():
        assert line["姓名"] == names[str(line[form.CLUE])]
        assert (masked[number] or "")[:1] == str(line["姓名"])[:1]


@pytest.mark.parametrize(
    "words",
    [("list",), ("export", "out.xlsx"), ("assign", "--unit", "甲", "--due", "2099-01-01", "--by", "乙")],
)
def test_a_town_that_nobody_knows_is_told_and_one_without_clues_is_an_empty_list(
    workspace: Workspace, tmp_path: Path, words: tuple[str, ...]
) -> None:
    def asked(town: str) -> tuple[int, str]:
        (tmp_path / "out.xlsx").unlink(missing_ok=True)
        done = hedui("findings", *words, "--town", town, "--workspace", workspace.root, cwd=tmp_path)
        return done.returncode, done.stderr

    towns = table_of(workspace, "ledger")["town"].drop_nulls().unique().sort()
    with Warehouse(workspace.warehouse) as warehouse:
        warehouse.execute("UPDATE accepted_civil_registry SET town = '新 设镇' WHERE town = ?", [towns[0]])
    code, told = asked(towns[0] + "错")
    assert code == 2
    assert f"没有乡镇街道 {towns[0]}错" in told
    assert re.search(f"提示 名称最相近的: {towns[0]}、", told)
    assert [asked(town)[0] for town in (towns[0], "新设镇")] == [0, 0]


def test_a_district_has_no_counties_to_choose_from(workspace: Workspace) -> None:
    done = hedui("findings", "list", "--county", "道县", "--workspace", workspace.root)
    assert (done.returncode, "不是按县(市、区)分文件报送的" in done.stderr) == (2, True)


def test_workbooks_with_whole_names_are_not_written_where_they_would_leave(workspace: Workspace) -> None:
    inside = workspace.publication(AS_OF) / "supervision" / "towns"
    with pytest.raises(ArgumentError, match="published"):
        export_work(workspace, Wanted(check="D1"), TODAY, by_town=inside)
    with pytest.raises(ArgumentError, match="published"):
        export_work(workspace, Wanted(check="D1"), TODAY, workspace.published / "latest" / "out.xlsx")
    assert not inside.exists()


def test_the_same_list_gives_the_same_bytes(workspace: Workspace, tmp_path: Path) -> None:
    paths = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in paths:
        export_work(workspace, Wanted(check="R3"), TODAY, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
