"""What a supplier is told of his files: enough to mend them without calling anybody, and nothing untrue."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from pipelines.checkup.inputs import inspect_inputs, refused_values
from pipelines.ingest.unclaimed import unclaimed
from reports.mending import how_to_mend, word_meant
from schemas.errors import ArgumentError
from tests.pipelines.ingest.landing_files import ORPHANS, orphan, write_csv, write_xlsx
from tests.pipelines.small_district import hedui

HEAD = "发放年月,救助类别,家庭编号,户主姓名,户主身份证号,保障人口数,救助金额,发放合计,发放状态"
FILE = "低保发放_20190630.csv"


def landed(folder: Path, *rows: str, name: str = FILE) -> Path:
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("source", "column", "written", "meant"),
    [
        ("low_income", "scheme", "农村低宝", "农村低保"),
        ("low_income", "scheme", "城镇 低保", "城市低保"),
        ("low_income", "labour_capacity", "部份丧失", "部分丧失"),
        ("civil_registry", "sex", "男性", "男"),
        ("poverty_register", "household_attribute", "五保戸", "特困供养贫困户"),
        ("low_income", "scheme", "低保", None),  # as near to either
        ("low_income", "status", "在册", None),  # one character of two says nothing
        ("low_income", "labour_capacity", "05", None),  # a code that is none is like all codes
        ("low_income", "status", None, None),
    ],
)
def test_the_word_meant_is_near(source: str, column: str, written: str | None, meant: str | None) -> None:
    assert word_meant(source, column, written) == meant


def test_a_folder_without_files_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="没有数据文件"):
        inspect_inputs(tmp_path, 0.5)


@pytest.mark.parametrize(
    ("source", "column", "reason", "told"),
    [
        ("low_income", "scheme", "unknown_code", "城市低保[01]、农村低保[02]"),
        ("marriages", "event_type", "unknown_code", "IA(也作 结婚)"),
        ("low_income", "start_month", "missing_value", "每行必填"),
        ("economic_items", "amount", "missing_value", "收入、存款、证券项目缺金额"),
        ("economic_items", "item_status", "unknown_code", "状态字母"),
        ("deaths", "death_date", "bad_date", "2019-06-30"),
        ("deaths", "id_no", "no_identity", "至少填一项"),
    ],
)
def test_what_to_write_instead_is_said(source: str, column: str, reason: str, told: str) -> None:
    assert told in how_to_mend(source, column, reason)


@pytest.mark.parametrize(
    ("name", "why", "is_meant"),
    [
        ("低保在册_20190631.csv", "不是日历上有的日期", True),
        ("低保在册_201906.xlsx", "不是八位日期", True),
        ("低保花名册20190630.csv", "连接符不对", True),
        ("低保在册_YYYYMMDD.xlsx", "没有数据截止日", True),
        ("低保花名册.csv", "没有数据截止日", True),
        ("低保在册情况.xlsx", "没有数据截止日", False),
        ("死亡登记_20190630.xls", "xls 工作簿不能读取", True),
        ("死亡登记_20190630.zip", "压缩文件不能读取", True),
        ("死亡登记_20190630.txt", "txt 文件不能读取", True),
        ("死亡登记_20190630.TSV", "tsv 文件不能读取", True),
        ("死亡登记说明.txt", "txt 文件不能读取", False),
        ("死亡登记_20190630(1).csv", "副本", True),
        ("死亡登记_20190630 (2).xlsx", "副本", True),
        ("死亡登记_20190630 - 副本.csv", "副本", True),
        ("死亡登记_20190630 - Copy (3)(1).csv", "连接符不对", True),
        ("死亡登记_20190630 .csv", "连接符不对", True),
        ("死亡登记_20190630-1.csv", "不是八位日期", True),
        ("低保在策_20190630.csv", "不是任何来源", False),
        ("低保在册说明.docx", "不是数据文件", False),
        ("低保在册_20190630.ctl.json", "没有同名的数据文件", False),
    ],
)
def test_files_that_nobody_reads_are_told_apart(name: str, why: str, is_meant: bool) -> None:
    told = unclaimed(name)
    assert why in told.why
    assert told.is_meant is is_meant
    assert told.hint


def test_a_misspelt_source_is_recognised() -> None:
    assert "可能是 低保在册" in unclaimed("低保在策_20190630.csv").hint


def test_numbers_that_a_spreadsheet_spoilt_are_counted_and_refuse_nobody(tmp_path: Path) -> None:
    people = ["张三,4.32902E+17", "李四,432902199001011000", *["王五,110105194912310011"] * 4]
    rows = [f"201906,农村低保,431103001000{n}000,{who},3,100,100,成功" for n, who in enumerate(people)]
    found = inspect_inputs(landed(tmp_path, *rows), 0.5)
    assert found.exit_code == 0
    assert [(one.column, one.scientific, one.cut, one.first) for one in found.spoilt] == [
        ("household_no", 0, 6, f"{FILE}:2"),
        ("id_no", 1, 1, f"{FILE}:2"),
    ]


def test_numbers_that_end_in_nought_by_chance_are_not_called_spoilt(tmp_path: Path) -> None:
    rows = [f"201906,农村低保,431103001000{n}{n}{n}{n},张三,110105194912310011,3,100,100,成功" for n in range(9)]
    rows += ["201906,农村低保,4311030010002000,张三,110105194912310011,3,100,100,成功"] * 20
    assert inspect_inputs(landed(tmp_path, *rows), 0.5).spoilt == []


def test_a_small_file_of_which_every_row_is_refused_is_taken_and_warned_of(tmp_path: Path) -> None:
    path = landed(tmp_path, "201906,农村低宝,1,张三,110105194912310011,3,100,100元,成功")
    path.with_name("低保发放_20190630.ctl.json").write_text('{"row": 1, "totals": {}}')
    found = inspect_inputs(tmp_path, 0.5)
    assert (found.exit_code, [one.source for one in found.nothing_left]) == (0, ["low_income_payments"])
    assert found.unknown_keys == [("低保发放_20190630.ctl.json", "row", "rows")]
    assert refused_values(found).sort("column")["meant"].to_list() == ["农村低保 1 个", ""]
    landed(tmp_path, "201906,农村低保,1,李四,110105194912310011,3,100,100,成功", name="低保发放_20190630_乙镇.csv")
    found = inspect_inputs(tmp_path, 0.5)
    assert (found.exit_code, found.nothing_left) == (0, [])


@pytest.mark.parametrize(("rows", "code"), [(199, 0), (200, 3)])
def test_it_refuses_as_a_night_does_from_200_rows_on(tmp_path: Path, rows: int, code: int) -> None:
    landed(tmp_path, *["201906,农村低宝,1,张三,110105194912310011,3,100,100,成功"] * rows)
    found = inspect_inputs(tmp_path, 0.5)
    assert (found.exit_code, len(found.nothing_left), len(found.refused)) == (code, int(code == 0), int(code != 0))


def test_the_command_warns_of_a_file_without_a_row_that_can_be_used(tmp_path: Path) -> None:
    path = landed(tmp_path, "201906,农村低宝,1,张三,110105194912310011,3,100,100,成功")
    done = hedui("check-inputs", path)
    assert done.returncode == 0
    assert "全部被退回" in done.stderr
    assert "或直接报送" not in done.stderr


def test_a_sheet_of_notes_is_said_not_to_be_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "孤儿保障_20190630.xlsx", {"散居": [ORPHANS, orphan()], "说明": [["请核对"]]})
    done = hedui("check-inputs", path)
    assert done.returncode == 0
    assert "警告 孤儿保障_20190630.xlsx#说明: 这张工作表没有表头,也没有像数据的行,夜间不会读入" in done.stderr


def test_a_hidden_sheet_with_rows_is_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "孤儿保障_20190630.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {"散居": [ORPHANS, orphan()], "备份": [ORPHANS, orphan(), orphan()], "空": []}.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name != "散居":
                sheet.hide()
    done = hedui("check-inputs", path)
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "隐藏的" in line] == [
        "警告 孤儿保障_20190630.xlsx#备份: 这是隐藏的工作表,其中 2 行夜间也会读入"
    ]


def test_rows_that_stand_twice_are_warned_of(tmp_path: Path) -> None:
    one, two = orphan("甲"), orphan("乙")
    sheets = {"散居": [ORPHANS, one, two, orphan("丙")], "散居 (2)": [ORPHANS, one, two, orphan("丁")]}
    path = write_xlsx(tmp_path / "孤儿保障_20190630.xlsx", sheets)
    done = hedui("check-inputs", path)
    assert done.returncode == 0
    assert [line for line in done.stderr.splitlines() if "完全相同" in line] == [
        f"警告 {path.name}#散居 (2): 2 行与另一行完全相同,第一处: 第 2 行与 {path.name}#散居:2"
    ]


TOWN = "孤儿保障_20190630_蔡市镇.csv"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TOWN, "孤儿保障_20190630_蔡市镇(1).csv"),
        (TOWN, "孤儿保障_20190630_蔡市镇 （2）.csv"),
        (TOWN, "孤儿保障_20190630_蔡市镇 - 副本.csv"),
        (TOWN, "孤儿保障_20190630_蔡市镇 - 副本 (2).csv"),
        (TOWN, "orphans_20190630_蔡市镇.csv"),
        ("孤儿保障_20190630.csv", "孤儿保障_20190630_副本.csv"),
        ("孤儿保障_20190630.csv", "orphans_20190630.csv"),
    ],
)
def test_a_copy_of_a_part_is_warned_of(tmp_path: Path, one: str, other: str) -> None:
    write_csv(tmp_path / one, [ORPHANS, orphan("甲")])
    write_csv(tmp_path / other, [ORPHANS, orphan("乙")])
    [found] = inspect_inputs(tmp_path, 0.5).twice
    assert ({found.file, found.like}, found.is_same) == ({one, other}, False)


@pytest.mark.parametrize(
    "other",
    [
        "孤儿保障_20190630_梅湾街道.csv",
        "孤儿保障_20190630_蔡市镇_2.csv",
        "孤儿保障_20190630_蔡市镇2.csv",
        "孤儿保障_20190630_蔡市.csv",
        "孤儿保障_20190531_蔡市镇.csv",
        "孤儿保障_20190630.csv",
    ],
)
def test_parts_by_town_are_no_copies_unless_they_hold_the_same(tmp_path: Path, other: str) -> None:
    write_csv(tmp_path / TOWN, [ORPHANS, orphan("甲")])
    write_csv(tmp_path / other, [ORPHANS, orphan("乙")])
    assert inspect_inputs(tmp_path, 0.5).twice == []
    write_csv(tmp_path / other, [ORPHANS, orphan("甲")])
    assert [one.is_same for one in inspect_inputs(tmp_path, 0.5).twice] == [True] * ("20190630" in other)


def test_numbered_parts_and_parts_without_rows_are_no_copies(tmp_path: Path) -> None:
    for number in (1, 2):
        write_csv(tmp_path / f"孤儿保障_20190630_蔡市镇({number}).csv", [ORPHANS, orphan(str(number))])
        write_csv(tmp_path / f"孤儿保障_20190630_空{number}.csv", [ORPHANS])
    assert inspect_inputs(tmp_path, 0.5).twice == []


def test_the_command_says_what_to_do_with_a_copy(tmp_path: Path) -> None:
    for name in (TOWN, "孤儿保障_20190630_蔡市镇(1).csv"):
        write_csv(tmp_path / name, [ORPHANS, orphan("甲")])
    done = hedui("check-inputs", tmp_path)
    assert (done.returncode, "内容与它完全相同" in done.stderr, "请只留一份" in done.stderr) == (0, True, True)


def test_the_command_tells_all_of_it(tmp_path: Path) -> None:
    landed(tmp_path, "201906,农村低宝,1,张三,4.32902E+17,3,100,100,成功")
    (tmp_path / "死亡登记_20190631.csv").write_text("x")
    (tmp_path / "低保发放_20190630.ctl.json").write_text("{")
    done = hedui("check-inputs", tmp_path)
    assert done.returncode == 3
    for told in ("可能本意是: 农村低保 1 个", "科学计数法", "设为“文本”格式", "全部被退回", "不是日历上有的日期"):
        assert told in done.stdout + done.stderr
    facts = json.loads(hedui("check-inputs", tmp_path, "--json").stdout)
    assert "与控制文件不符 低保发放_20190630.csv: 控制文件不是可读的 JSON 对象" in done.stderr
    assert [one["scientific"] for one in facts["spoilt_numbers"]] == [1]
    assert "张三" not in done.stdout + done.stderr
