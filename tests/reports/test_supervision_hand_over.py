from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import re
import stat
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from reports.hand_over_dictionary import Origin
from reports.report import CheckTitle, Report
from reports.supervision import dictionary, handed_over, write_supervision
from schemas.keyed import Keyed, keyed_texts
from schemas.leaving import BIRTH, NAME, NUMBER, PLAIN, WITHHELD, Text, Texts, name_after
from schemas.meanings import Meanings
from schemas.outputs.findings import MISMATCH
from tests.reports.publication import LI, WANG, findings_frame

KEY = b"secret of the bureau"
ORIGIN = Origin("某某区民政局", "0123456789ab")


@pytest.fixture
def folder(report: Report, tmp_path: Path) -> Path:
    write_supervision(report, tmp_path, Keyed(KEY), ORIGIN)
    return tmp_path


def one(check_id: str, held: Text = PLAIN, **columns: object) -> dict[str, object]:
    finding = {"finding_id": "x", "check_id": check_id, "person_id_no": WANG, "name": "欧阳春花", **columns}
    checks = {check_id: CheckTitle("", texts=Texts(held, held))}
    return handed_over(findings_frame(MISMATCH, [finding]), checks, Keyed(KEY)).row(0, named=True)


def test_no_number_and_no_name_leaves_whole(folder: Path) -> None:
    for table in ("mismatch", "mutual_inclusion"):
        read = pl.read_parquet(folder / f"{table}.parquet")
        texts = read.select(pl.col(pl.String)).unpivot()["value"].drop_nulls()
        assert not texts.str.contains("[0-9]{14,}").any()
        assert not texts.str.contains("王建国|李梅|李美|赵小明").any()


@pytest.mark.parametrize("written", [WANG, f"户{WANG}", f"{WANG}-1", "".join(chr(0xFEE0 + ord(one)) for one in WANG)])
def test_a_household_number_that_holds_an_id_is_keyed(written: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", str(one("R1", household_no=written)["household_no"]))


def test_every_finding_is_handed_over(folder: Path, report: Report) -> None:
    assert pl.read_parquet(folder / "mismatch.parquet").height == report.frame(MISMATCH).height
    assert pl.read_parquet(folder / "mutual_inclusion.parquet").height == 1


def test_the_key_joins_one_person_and_hides_the_number(folder: Path) -> None:
    read = pl.read_parquet(folder / "mismatch.parquet")
    key_of = dict(read.select("finding_id", "person_key").iter_rows())
    keys = [key_of[_keyed(number)] for number in ("f1", "f2", "f3", "f4")]
    assert keys[0] == _keyed(WANG)
    assert keys[1] is None
    assert keys[2] == keys[3] != _keyed(WANG)


def test_a_finding_id_leaves_only_keyed_for_it_is_made_of_a_number(folder: Path) -> None:
    assert set(pl.read_parquet(folder / "mutual_inclusion.parquet")["finding_id"]) == {_keyed("b1")}


def _keyed(text: str) -> str:
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()[:32]


def test_another_key_gives_other_keys() -> None:
    ids = pl.Series([WANG, LI, None])
    assert set(keyed_texts(ids, KEY).drop_nulls()).isdisjoint(keyed_texts(ids, b"other").drop_nulls())


def test_without_a_key_nothing_is_handed_over(report: Report, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="key"):
        write_supervision(report, tmp_path, Keyed(b""), ORIGIN)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("held", "text", "shown"),
    [
        (NAME, "欧阳春花", "欧*"),
        (NAME, "王 芳", "王*"),
        (NAME, " 阿卜杜拉·买买提", "阿*"),
        (NAME, "Li Mei", "L*"),
        (NUMBER, WANG, "4329********"),
        (NUMBER, "'432902195907300738", "4329********"),
        (NUMBER, "王芳4329021959", "********"),
        (NUMBER, "4.32921E+17", "4********"),
        (name_after(",配偶"), "2018-05-01结婚,配偶王建国", "2018-05-01结婚,配偶王*"),
        (name_after("账户名称 "), "账户名称 王建国", "账户名称 王*"),
        (name_after("账户名称 "), "账户名称 王 芳", "账户名称 王*"),
        (name_after("账户名称 "), "账户名称 王 芳 6217 0011", "账户名称 王*"),
        (name_after("账户名称 "), "账户名称  阿依古丽•买买提.艾力", "账户名称 阿*"),
        (name_after("账户名称 "), "账户名称 张\n三", "账户名称 张*"),
        (name_after("账户名称 "), "户名 王芳", "已隐去"),
        (BIRTH, "男 1959-07-30", "男 ****-**-**"),
        (BIRTH, "男", "男"),
        (WITHHELD, "王芳", "已隐去"),
        (PLAIN, "男 432902 1959 0730 0738 某", "男 4329******** 某"),
        (PLAIN, "432902-19590730-073x", "4329********"),
        (PLAIN, "432902.195907·300738", "4329********"),
        (PLAIN, "４３２９０２１９５９０７３００７３８", "４３２９********"),
        (PLAIN, f"农村低保 {WANG}", "农村低保 4329********"),
        (PLAIN, "2019-01-05死亡(火化,公安)", "2019-01-05死亡(火化,公安)"),
        (PLAIN, "低保在册自2014-03起,死亡后12个月以上", "低保在册自2014-03起,死亡后12个月以上"),
        (PLAIN, "机动车 2012-08-31 (收入财产_20190630.csv 第98行)", "机动车 2012-08-31 (收入财产_20190630.csv 第98行)"),
        (PLAIN, "384695.35元", "384695.35元"),
        (PLAIN, None, None),
        (WITHHELD, None, None),
    ],
)
def test_texts_are_masked_by_what_the_check_says_they_hold(held: Text, text: str | None, shown: str | None) -> None:
    row = one("Z1", held, declared=text, observed=text)
    assert (row["declared"], row["observed"]) == (shown, shown)


def test_what_a_check_does_not_declare_is_withheld() -> None:
    finding = {"finding_id": "x", "check_id": "Z1", "declared": "王芳", "observed": "李梅"}
    row = handed_over(findings_frame(MISMATCH, [finding]), {"Z1": CheckTitle("")}, Keyed(KEY)).row(0, named=True)
    assert (row["declared"], row["observed"]) == ("已隐去", "已隐去")


@pytest.mark.parametrize("number", [WANG, WANG[:6] + WANG[8:17]])
def test_a_household_number_that_is_a_resident_id_leaves_keyed(number: str) -> None:
    assert one("D1", household_no=number)["household_no"] == _keyed(number)


@pytest.mark.parametrize("number", ["4311030010000037", "431103000000036", "H1"])
def test_other_household_numbers_stay(number: str) -> None:
    assert one("D1", household_no=number)["household_no"] == number


def test_names_keep_their_first_character() -> None:
    assert one("D1")["name"] == "欧*"


def test_sums_and_digests_agree_with_the_files(folder: Path, report: Report) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["files"][0]
    assert (manifest["as_of"], entry["file"], entry["rows"]) == ("2019-06-30", "mismatch.parquet", 4)
    assert entry["sums"] == {"D1 差额(元)": "-1500.50", "M3 差额(元)": "20.25"}
    assert entry["rows_by_check"] == {"D1": 1, "M3": 1, "Q2": 1, "Q4": 1}
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert set(named) == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in named.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_a_text_that_no_finding_has_is_withheld_and_a_number_is_not(report: Report) -> None:
    odd = report.frame(MISMATCH).with_columns(
        note=pl.lit("王建国 432902195907300738"), visits=pl.lit(2), empty=pl.lit(None, pl.String)
    )
    left = handed_over(odd, report.checks, Keyed(KEY))
    assert set(left["note"]) == {"已隐去"}
    assert set(left["visits"]) == {2}
    assert left["empty"].is_null().all()


def test_the_dictionary_names_every_column(folder: Path, report: Report) -> None:
    text = (folder / "数据字典.md").read_text(encoding="utf-8")
    assert text == dictionary(report, ORIGIN)
    assert all(said in text for said in ("报送单位:某某区民政局", f"数据时点:{report.as_of}", "0123456789ab"))
    for table in ("mismatch", "mutual_inclusion"):
        schema = pq.read_schema(folder / f"{table}.parquet")
        part = re.split("## ", text)[1 if table == "mismatch" else 2]
        assert [line.split("|")[1].strip() for line in part.splitlines() if line.startswith("| ")][2:] == schema.names


def test_the_dictionary_says_what_each_check_holds_against_what(report: Report) -> None:
    check = CheckTitle("收入超过标准", "《某办法》第九条", meanings=Meanings("申报收入", "核对收入", "低保标准"))
    lines = dictionary(dataclasses.replace(report, checks={**report.checks, "P2": check}), ORIGIN).splitlines()
    assert "| P2 | 收入超过标准 | 《某办法》第九条 | 申报收入 | 核对收入 | 低保标准 |" in lines
    assert {line.split(" | ")[0].removeprefix("| ") for line in lines} >= set(report.checks)


def test_same_bytes_and_owner_only(report: Report, tmp_path: Path) -> None:
    folders = [tmp_path / "1", tmp_path / "2"]
    for folder, run in zip(folders, ("a", "b"), strict=True):
        folder.mkdir()
        write_supervision(dataclasses.replace(report, run_id=run), folder, Keyed(KEY), ORIGIN)
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
