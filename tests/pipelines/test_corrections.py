"""Files of corrections: taken whole or left out whole with every fault, applied by nights, chained into the record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.district import new_district
from pipelines.cli import main
from pipelines.corrections.folder import CorrectionsRead, read_corrections
from pipelines.publishing.publications import RunOutcome
from pipelines.record.entry import Kind
from pipelines.record.store import read_record
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.correction import HEADERS
from schemas.flow import Flow
from tests.pipelines.ingest.landing_files import ORPHANS, csv_text, orphan, write_csv
from tests.pipelines.small_district import AS_OF, copy_of, run, table_of

TODAY = date(2019, 7, 2)
PHONE = "13807461234"
FIRST, SECOND = "431103200307240730", "431103200401010021"
GOOD = {
    "数据来源": "孤儿保障",
    "定位列": "身份证号",
    "定位值": SECOND,
    "列": "起始年月",
    "原值": "昨天",
    "新值": "2019-04",
    "依据": f"养育协议,已致电 {PHONE}",
    "经办人": "张一",
    "复核人": "李二",
    "日期": "2019-07-01",
}
FILE = "孤儿.csv"
NOBODY = {"定位值": "431103200401010048", "列": "姓名", "原值": "廖三", "新值": "廖叁"}


def lines(*changes: dict[str, str]) -> list[list[str]]:
    return [list(HEADERS), *([{**GOOD, **change}[header] for header in HEADERS] for change in changes)]


def read(folder: Path, *changes: dict[str, str], encoding: str = "utf-8") -> CorrectionsRead:
    write_csv(folder / FILE, lines(*changes), encoding=encoding)
    return read_corrections(folder, TODAY)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_any_encoding_below_a_title_with_columns_in_any_order(tmp_path: Path, encoding: str) -> None:
    rows = [["更正表"], *([*row[::-1], "备注"] for row in lines({}, {"定位值": FIRST})), [""] * 11]
    write_csv(tmp_path / FILE, rows, encoding=encoding)
    first, second = read_corrections(tmp_path, TODAY).lines
    assert (first.source, first.locator, first.column, first.after) == ("orphans", "id_no", "start_month", "2019-04")
    assert (first.line, first.day, second.located, second.line) == (3, date(2019, 7, 1), FIRST, 4)


@pytest.mark.parametrize(
    "change",
    [
        {"数据来源": "orphans"},
        {"定位列": "id_no", "列": "start_month"},
        {"原值": ""},
        {"列": "停止年月", "原值": "201905", "新值": ""},
        {"新值": "2019年4月"},
        {"日期": "20190702"},
        {"经办人": "李二", "复核人": "张一"},
    ],
)
def test_what_looks_odd_and_is_right(tmp_path: Path, change: dict[str, str]) -> None:
    found = read(tmp_path, change)
    assert (len(found.lines), found.faulty) == (1, ())


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"数据来源": "孤儿"}, "数据来源"),
        ({"数据来源": ""}, "数据来源"),
        ({"定位列": "行号"}, "定位列"),
        ({"定位值": ""}, "定位值"),
        ({"定位值": "'"}, "定位值"),
        ({"列": "月份"}, "列"),
        ({"新值": "上个月"}, "新值"),
        ({"新值": ""}, "新值"),
        ({"原值": "201904", "新值": "2019-04"}, "新值"),
        ({"列": "停止年月", "原值": "", "新值": ""}, "新值"),
        ({"列": "状态", "原值": "停发", "新值": "好"}, "新值"),
        ({"依据": ""}, "依据"),
        ({"经办人": ""}, "经办人"),
        ({"复核人": "·"}, "复核人"),
        ({"复核人": "张 一"}, "复核人"),
        ({"复核人": "张\u200b一"}, "复核人"),
        ({"日期": ""}, "日期"),
        ({"日期": "昨天"}, "日期"),
        ({"日期": "2019-07-03"}, "日期"),
    ],
)
def test_one_fault_leaves_the_whole_file_out(tmp_path: Path, change: dict[str, str], column: str) -> None:
    write_csv(tmp_path / "另一份.csv", lines({"定位值": FIRST}))
    found = read(tmp_path, {}, change)
    assert [one.located for one in found.lines] == [FIRST]
    (faulty,) = found.faulty
    assert [told.startswith(f"第 3 行「{column}」") for told in faulty.faults] == [True]
    assert found.left_out[0].reason.startswith(f"更正文件 corrections/{FILE}")


def test_a_word_that_is_not_known_is_told_with_those_that_are(tmp_path: Path) -> None:
    (fault,) = read(tmp_path, {"列": "状态", "原值": "停发", "新值": "好"}).faulty[0].faults
    assert "应为 在册、停止" in fault


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    found = read(tmp_path, {"数据来源": "孤儿", "依据": "", "复核人": "张一"}, {"列": "月份", "日期": "昨天"})
    told = [one.split("」")[0] for one in found.faulty[0].faults]
    assert told == ["第 2 行「数据来源", "第 2 行「依据", "第 2 行「复核人", "第 3 行「列", "第 3 行「日期"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "说明\n".encode(),
        csv_text([HEADERS[:-1], ["x"] * 9]).encode(),
        csv_text([[*HEADERS, "新值"], ["x"] * 11]).encode(),
        csv_text(lines({})).replace("养育协议", '"养育').encode(),
        csv_text(lines({})).encode("utf-16"),
    ],
)
def test_a_file_that_cannot_be_read_is_left_out(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    found = read_corrections(tmp_path, TODAY)
    assert (found.lines, [one.name for one in found.faulty]) == ((), [FILE])
    assert found.left_out[0].hint


def test_a_workbook_is_no_corrections_file_and_is_not_passed_over(tmp_path: Path) -> None:
    for ending in ("ods", "tsv", "xlsm", "xlsx"):
        (tmp_path / f"更正.{ending}").write_bytes(b"PK")
    (tmp_path / "说明.txt").write_text("x")
    (tmp_path / ".隐.csv").write_text("x")
    faulty = [one.name for one in read_corrections(tmp_path, TODAY).faulty]
    assert faulty == ["更正.ods", "更正.tsv", "更正.xlsm", "更正.xlsx"]


def test_without_a_folder_there_are_none(tmp_path: Path) -> None:
    found = read_corrections(tmp_path / "corrections", TODAY)
    assert (found.lines, found.faulty, found.fingerprint) == ((), (), "")


def land(workspace: Workspace, start_month: str) -> None:
    for path in workspace.landing.glob("孤儿*"):
        path.unlink()
    rows = [ORPHANS, orphan("廖一", id_no=FIRST), orphan("廖二", id_no=SECOND, start_month=start_month)]
    write_csv(workspace.landing / "orphans_20190630.csv", rows)


@dataclass(frozen=True)
class Night:
    """A workspace in which a correction was applied, and how that night ended; not to be changed."""

    workspace: Workspace
    outcome: RunOutcome


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    folder = tmp_path_factory.mktemp("corrections")
    new_district(folder, 300, seed=3, as_of=AS_OF)
    workspace = Workspace(folder)
    land(workspace, "昨天")
    workspace.corrections.mkdir()
    write_csv(
        workspace.corrections / FILE,
        lines({}, {"定位值": FIRST, "列": "姓名", "原值": "廖", "新值": "廖壹"}, NOBODY),
    )
    write_csv(workspace.corrections / "坏.csv", lines({"定位值": FIRST, "复核人": "张 一"}))
    return Night(workspace, run(workspace))


def applied(workspace: Workspace) -> list[tuple[object, ...]]:
    return (
        table_of(workspace, "corrections").select("source", "row_number", "column", "before", "after", "basis").rows()
    )


def refused(workspace: Workspace) -> list[str]:
    return table_of(workspace, "quarantine").filter(pl.col("source") == "orphans")["value"].to_list()


def test_a_night_applies_what_fits_and_publishes_both(night: Night) -> None:
    outcome, workspace = night.outcome, night.workspace
    assert (outcome.exit_code, [one.file for one in outcome.left_out]) == (7, ["corrections/坏.csv"])
    assert applied(workspace) == [("orphans", 3, "start_month", "昨天", "2019-04", f"养育协议,已致电 {PHONE}")]
    idle = table_of(workspace, "corrections_not_applied").select("outcome", "located", "found", "line").rows()
    assert idle == [("other_value", FIRST, "廖一", 3), ("no_row", NOBODY["定位值"], None, 4)]
    assert refused(workspace) == []
    assert table_of(workspace, "links").filter(pl.col("source") == "orphans").height == 2
    assert any("应用更正 1 处" in line for line in outcome.summary)


def test_the_first_page_says_so_without_a_number(night: Night) -> None:
    page = (night.workspace.publication(AS_OF) / "index.html").read_text()
    assert all(
        text in page
        for text in ("应用更正 1 处,未应用 2 处(对不上 1、没有定位到行 1)", "corrections/坏.csv", "养育协议")
    )
    assert FIRST not in page
    assert SECOND not in page
    assert PHONE not in page


def test_what_is_applied_is_on_record_with_both_persons(night: Night) -> None:
    (recorded,) = read_record(night.workspace)
    entry = recorded.entry
    assert (entry.kind, entry.by, entry.reviewed_by, entry.day) == (Kind.CORRECTION, "张一", "李二", date(2019, 7, 1))
    assert (entry.payload["located"], entry.payload["as_of"]) == (SECOND, AS_OF.isoformat())
    said = (read_manifest(night.workspace.publication(AS_OF)) or {})["record"]
    assert said == {"entries": 1, "head": recorded.mac}


def test_commands_tell_of_it(night: Night, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--workspace", str(night.workspace.root)]
    assert main(["check-inputs", "--json", *where]) == 3
    told = capsys.readouterr()
    outcomes = [(one["outcome"], one["before"], one["found"]) for one in json.loads(told.out)["corrections"]]
    assert outcomes == [("applied", "昨*", "昨*"), ("other_value", "廖", "廖*"), ("no_row", "廖*", "—")]
    assert "坏.csv" in told.err
    assert main(["corrections", "check", *where]) == 3
    assert "第 2 行「复核人」" in capsys.readouterr().err
    assert main(["explain", "orphans_20190630.csv:3", *where]) == 0
    explained = capsys.readouterr().out
    assert all(text in explained for text in ("昨天", "2019-04", "养育协议", "李二"))
    assert PHONE not in explained
    assert main(["audit", "verify", *where]) == 0


def test_corrections_of_a_workspace_that_is_not_there_are_not_all_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corrections", "check", "--workspace", str(tmp_path / "mistyped")]) == 2
    assert "没有 landing 文件夹" in capsys.readouterr().err


def test_a_row_that_names_another_number_by_correction_is_no_new_row(
    night: Night, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = copy_of(night.workspace, tmp_path / "workspace")
    spoilt = {"定位值": FIRST, "列": "身份证号", "原值": FIRST, "新值": f"{FIRST[:-1]}1", "依据": f"户口簿,{PHONE}"}
    write_csv(workspace.corrections / FILE, lines({}, spoilt))
    run(workspace)
    assert main(["diff", str(AS_OF), str(AS_OF), "--json", "--workspace", str(workspace.root)]) == 0
    told = json.loads(capsys.readouterr().out)
    causes = [one for clue in told["clues"] for one in clue["causes"] if clue["check_id"] == "Q1"]
    assert [(one["cause"], one["said"]) for one in causes] == [("correction", "户口簿,138********（张一、李二）")]
    assert [row["change"] for one in causes for row in one["rows"]] == ["changed"]


def test_a_correction_holds_until_the_supplier_has_mended_the_row(night: Night, tmp_path: Path) -> None:
    workspace = copy_of(night.workspace, tmp_path / "workspace")
    (workspace.corrections / "坏.csv").unlink()
    land(workspace, "2019.4")
    again = run(workspace, Flow.INGEST)
    assert (again.exit_code, applied(workspace)) == (0, [])
    assert table_of(workspace, "corrections_not_applied")["outcome"].to_list() == ["mended", "other_value", "no_row"]
    assert len(read_record(workspace)) == 1

    land(workspace, "昨天")
    (workspace.corrections / FILE).unlink()
    run(workspace)
    assert refused(workspace) == ["昨天"]
    assert not (workspace.publication(AS_OF) / "corrections_not_applied.parquet").exists()
