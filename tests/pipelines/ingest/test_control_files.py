import hashlib
import json
from pathlib import Path

import pytest

from tests.pipelines.ingest.landing_files import ORPHANS, orphan, read, write_csv, write_xlsx

CSV, XLSX = "孤儿保障_20190630.csv", "孤儿保障_20190630.xlsx"
CONTROL = "孤儿保障_20190630.ctl.json"
NO_TOTALS = "不是“列名: 合计”的对象"
ROWS = [
    ["冷水滩区孤儿保障情况表"],
    [*ORPHANS, "备注金额", "备注"],
    [*orphan("甲", monthly_amount="600.10"), "1.5", "x"],
    [*orphan("乙", monthly_amount="1,000.20", status="死亡"), "2", "9"],
    [*orphan("丙", monthly_amount="见附件"), "", ""],
    ["合计", "", "", "1600.30", "", "", "", "3.5"],
]


def _breaks(folder: Path, control: object, file: str = CSV) -> list[tuple[str, str]]:
    write_csv(folder / CSV, ROWS)
    text = control if isinstance(control, str) else json.dumps(control, ensure_ascii=False)
    (folder / CONTROL).write_text(text, encoding="utf-8")
    found = read(folder).control
    assert set(found["file"]) <= {file}
    assert set(found["source"]) <= {"orphans"}
    return found.select("declared", "observed").rows()


def test_no_control_file_declares_nothing(tmp_path: Path) -> None:
    write_csv(tmp_path / CSV, ROWS)
    assert read(tmp_path).control.is_empty()


@pytest.mark.parametrize(
    "control",
    [
        {},
        {"rows": 3},
        {"rows": "3"},
        {"totals": {"月标准": 1600.3}},
        {"totals": {"月标准": "1,600.30"}},
        {"totals": {"月标准": 1600.3000000000002}},  # a sum of binary floats
        {"totals": {" 月 标准": 1600.30, "备注金额": 3.5, "monthly_amount": 1600.3}},
        {"totals": {}, "rows": 3, "sender": "民政局"},
        {"totals": {"备注": 9}},
        {"totals": []},  # how some programs write an object of nothing
        {"totals": None},
    ],
)
def test_a_control_file_that_agrees(tmp_path: Path, control: dict[str, object]) -> None:
    assert _breaks(tmp_path, control) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_control_file_in_the_encoding_of_its_sender(tmp_path: Path, encoding: str) -> None:
    write_csv(tmp_path / CSV, ROWS)
    declared = {"rows": 3, "totals": {"月标准": 1600}}
    (tmp_path / CONTROL).write_text(json.dumps(declared, ensure_ascii=False), encoding=encoding)
    assert read(tmp_path).control.select("declared", "observed").rows() == [("月标准=1600", "月标准=1600.3")]


@pytest.mark.parametrize(
    ("control", "declared", "observed"),
    [
        ({"rows": 2}, "rows=2", "rows=3"),  # refused rows are rows
        ({"rows": None}, "rows=None", "rows=3"),
        ({"totals": {"月标准": 1600.31}}, "月标准=1600.31", "月标准=1600.3"),
        ({"totals": {"月标准": 600.1}}, "月标准=600.1", "月标准=1600.3"),
        ({"totals": {"月标准": "很多"}}, "月标准=很多", "月标准=1600.3"),
        ({"totals": {"救助金额": 0}}, "救助金额=0", "救助金额=无此列"),
        ({"totals": {"备注": 0}}, "备注=0", "备注=9"),
        ({"totals": [1600.3]}, "totals", NO_TOTALS),  # nobody can say what it is the sum of
        ({"totals": "1600.3"}, "totals", NO_TOTALS),
    ],
)
def test_a_control_file_that_disagrees(
    tmp_path: Path, control: dict[str, object], declared: str, observed: str
) -> None:
    assert _breaks(tmp_path, control) == [(declared, observed)]


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = write_csv(tmp_path / CSV, ROWS)
    right = hashlib.sha256(path.read_bytes()).hexdigest()
    assert _breaks(tmp_path, {"sha256": right}) == []
    assert _breaks(tmp_path, {"sha256": right.upper()}) == []
    assert _breaks(tmp_path, {"sha256": "0" * 64}) == [(f"sha256={'0' * 64}", f"sha256={right}")]


@pytest.mark.parametrize("text", ["", "{", "[]", "rows=3"])
def test_an_unreadable_control_file_disagrees(tmp_path: Path, text: str) -> None:
    assert _breaks(tmp_path, text) == [("控制文件", "不是可读的 JSON 对象")]


def test_every_disagreement_is_told(tmp_path: Path) -> None:
    assert len(_breaks(tmp_path, {"rows": 1, "sha256": "x", "totals": {"月标准": 1, "备注金额": 1}})) == 4


def test_a_workbook_is_one_file_over_all_its_sheets(tmp_path: Path) -> None:
    turned = [list(reversed(row)) for row in (ORPHANS, orphan("丁", monthly_amount="400"))]
    write_xlsx(tmp_path / XLSX, {"一": [ORPHANS, orphan("甲"), orphan("乙", status="x")], "二": turned})
    (tmp_path / CONTROL).write_text('{"rows": 3, "totals": {"月标准": 1600}}', encoding="utf-8")
    assert read(tmp_path).control.is_empty()
    (tmp_path / CONTROL).write_text('{"rows": 2, "totals": {"月标准": 1200}}', encoding="utf-8")
    assert read(tmp_path).control["file"].to_list() == [XLSX, XLSX]


def test_a_household_column_counts_as_it_is_written(tmp_path: Path) -> None:
    """Merged cells stand once a household; filling them for the members must not count them again."""
    header = ["家庭编号", "救助类别", "乡镇街道", "村居", "户主姓名", "户主身份证号", "姓名", "身份证号", "与户主关系"]
    header += ["是否保障对象", "施保方式", "家庭月人均收入", "户月保障金", "保障起始年月", "状态"]
    first = [
        "1",
        "农村低保",
        "镇",
        "村",
        "王龙",
        "1",
        "王龙",
        "1",
        "户主",
        "是",
        "整户",
        "0",
        "400.00",
        "201801",
        "在保",
    ]
    below = ["", "", "", "", "", "", "李秀", "2", "配偶", "是", "", "", "", "", ""]
    write_csv(tmp_path / "low_income_20190630.csv", [header, first, below])
    control = tmp_path / "low_income_20190630.ctl.json"
    control.write_text('{"rows": 2, "totals": {"户月保障金": 400}}', encoding="utf-8")
    got = read(tmp_path, "low_income")
    assert got.control.is_empty()
    assert got.split.accepted["monthly_benefit_fen"].to_list() == [40000, 40000]
