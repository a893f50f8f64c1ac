from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from reports.city_platform import Batch, sums
from reports.city_platform import write_city_platform as write_batch
from reports.city_rows import city_rows
from reports.hand_over_dictionary import Origin
from reports.report import Report
from schemas.outputs.findings import MISMATCH
from tests.reports.publication import WANG, findings_frame, with_tables

KINDS = ("mismatch", "mutual_inclusion", "coverage", "coverage_gaps", "households")


def write_city_platform(report: Report, folder: Path) -> None:
    rows = city_rows(report)
    write_batch(report, folder, Batch.full(7, rows), rows, Origin("某某区民政局", "0123456789ab"))


@pytest.fixture
def folder(report: Report, tmp_path: Path) -> Path:
    write_city_platform(report, tmp_path)
    return tmp_path


def rows(folder: Path, kind: str) -> list[dict[str, str]]:
    text = (folder / f"{kind}.csv").read_bytes().decode("gb18030")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_one_file_a_kind_each_with_its_digest(folder: Path) -> None:
    files = {f"{kind}.csv{tail}" for kind in KINDS for tail in ("", ".sha256")}
    assert {path.name for path in folder.iterdir()} == files | {"_DONE", "数据字典.md"}
    for kind in KINDS:
        digest, name = (folder / f"{kind}.csv.sha256").read_text(encoding="utf-8").split()
        assert name == f"{kind}.csv"
        assert digest == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_the_dictionary_says_whose_it_is_and_explains_every_column_check_and_code(folder: Path, report: Report) -> None:
    text = (folder / "数据字典.md").read_text(encoding="utf-8")
    assert all(said in text for said in ("报送单位:某某区民政局", f"数据时点:{report.as_of}", "批次号:7"))
    headers = {header for kind in KINDS for header in list(rows(folder, kind)[0])[3:]}
    cells = {cell.strip() for line in text.splitlines() for cell in line.split("|")}
    assert headers <= cells
    assert {*report.checks, *report.indicators} <= cells
    said = {rows(folder, kind)[0][header] for kind, header in (("mismatch", "线索强度"), ("coverage_gaps", "原因"))}
    assert all(word.partition(":")[0] in text for word in said)


def test_headers_are_the_labels_and_ids_are_plain_text(folder: Path) -> None:
    first = rows(folder, "mismatch")[0]
    of_a_district = [field.label for field in MISMATCH.fields if not field.in_parts]
    assert list(first) == ["批次号", "操作", "主键", *of_a_district]
    assert (first["批次号"], first["操作"], first["主键"]) == ("7", "全量", first["线索编号"])
    assert first["户籍证件号码"] == WANG
    assert first["差额(元)"] == "-1500.50"
    assert first["比对数据截止日"] == "2019-05-31"
    assert first["线索强度"] == "两个来源印证"


def test_lines_end_as_windows_wants(folder: Path) -> None:
    content = (folder / "households.csv").read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 4


def test_every_character_survives(report: Report, tmp_path: Path) -> None:
    rare = {"finding_id": "x", "check_id": "Q4", "name": "𠮷\ue863㛃", "declared": '引"号,逗号\n换行'}
    write_city_platform(with_tables(report, (MISMATCH, findings_frame(MISMATCH, [rare]))), tmp_path)
    (row,) = rows(tmp_path, "mismatch")
    assert row["姓名"] == "𠮷\ue863㛃"
    assert row["申报或登记值"] == '引"号,逗号\n换行'


def test_the_key_of_a_row_takes_no_column_away(folder: Path) -> None:
    gaps = {row["主键"]: row["对象编号"] for row in rows(folder, "coverage_gaps")}
    assert gaps["K1|SQ1"] == "SQ1"
    assert all(key.endswith(f"|{of}") and of for key, of in gaps.items())


def test_no_cell_is_a_formula(folder: Path) -> None:
    assert rows(folder, "mismatch")[1]["比对发现值"] == "'=SUM(A1:A9)"


def test_unknown_is_empty_and_a_flag_is_a_word(folder: Path) -> None:
    third = {row["指标"] + row["区域"]: row for row in rows(folder, "coverage")}
    assert third["K3全区"]["比率"] == ""
    assert (third["K3全区"]["达标"], third["K1珊瑚街道"]["达标"]) == ("否", "是")


def test_amounts_of_two_checks_are_never_added_up() -> None:
    rows = [("P2", "10.00"), ("P2", "0.01"), ("M2", "-10.00"), ("D1", None)]
    findings = [
        {"finding_id": str(number), "check_id": check_id, "amount": None if amount is None else Decimal(amount)}
        for number, (check_id, amount) in enumerate(rows)
    ]
    expected = {"M2 差额(元)": "-10.00", "P2 差额(元)": "10.01"}
    assert sums(findings_frame(MISMATCH, findings), MISMATCH) == expected


def test_done_names_files_rows_and_sums(folder: Path) -> None:
    done = [json.loads(line) for line in (folder / "_DONE").read_text(encoding="utf-8").splitlines()]
    assert [line["file"] for line in done] == [f"{kind}.csv" for kind in KINDS]
    assert [line["rows"] for line in done] == [len(rows(folder, kind)) for kind in KINDS] == [4, 1, 8, 3, 3]
    assert done[0]["sums"] == {"D1 差额(元)": "-1500.50", "M3 差额(元)": "20.25"}
    assert done[4]["sums"]["核对月人均收入(元)"] == "812.35"
    assert done[1]["sums"] == {}


def test_done_is_written_last(report: Report, tmp_path: Path) -> None:
    blocked = tmp_path / "households.csv"
    blocked.mkdir()
    with pytest.raises(IsADirectoryError):
        write_city_platform(report, tmp_path)
    assert not (tmp_path / "_DONE").exists()


def test_same_bytes(report: Report, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    again = tmp_path_factory.mktemp("again")
    write_city_platform(dataclasses.replace(report, run_id="b"), again)
    for path in folder.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()
