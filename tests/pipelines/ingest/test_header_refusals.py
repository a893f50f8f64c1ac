from pathlib import Path

import pytest

from pipelines.ingest.landing import LandedFile
from pipelines.ingest.read import read_extract
from schemas.errors import InputRefusedError
from tests.pipelines.ingest.landing_files import AS_OF, ORPHANS, names, orphan, read, write_csv, write_xlsx

FILE = "orphans_20190630.csv"


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 4, 6])
def test_a_missing_required_column_is_named_with_the_headers_looked_for(tmp_path: Path, missing: int) -> None:
    header = [*ORPHANS[:missing], "其他", *ORPHANS[missing + 1 :]]
    write_csv(tmp_path / FILE, [["标题"], header, orphan()])
    with pytest.raises(InputRefusedError, match=f"{FILE}: 缺少必需列 ") as refused:
        read(tmp_path)
    english = ["name", "id_no", "placement", "monthly_amount", "start_month", "stop_month", "status"][missing]
    assert f"{english}(" in refused.value.message
    assert ORPHANS[missing] in refused.value.message
    assert refused.value.exit_code == 3


def test_every_spelling_looked_for_is_told(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [[*ORPHANS[:1], "户主身份证号", *ORPHANS[2:]], orphan()])
    with pytest.raises(InputRefusedError) as refused:
        read(tmp_path)
    for spelling in ("身份证号", "身份证号码", "公民身份号码", "证件号码"):
        assert spelling in refused.value.message


def test_an_optional_column_may_be_missing(tmp_path: Path) -> None:
    without = [[cell for at, cell in enumerate(row) if at != 5] for row in (ORPHANS, orphan("甲"))]
    write_csv(tmp_path / FILE, without)
    assert read(tmp_path).split.accepted.select("name", "stop_month").rows() == [("甲", None)]


def test_two_headers_of_one_meaning_are_refused_by_name(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [[*ORPHANS, "证件号码"], [*orphan(), "1"]])
    with pytest.raises(InputRefusedError, match="「身份证号」和「证件号码」"):
        read(tmp_path)


def test_an_english_name_beside_the_chinese_header_is_somebody_elses(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [["name", *ORPHANS, "status"], ["system", *orphan("甲"), "x"]])
    assert names(read(tmp_path)) == ["甲"]


@pytest.mark.parametrize("header", ["月标准(元)", " 月标准（单位：元）", "月标准:", "月标准/元", "月 标准【必填】"])
def test_a_note_behind_a_header_is_to_be_taken_away(tmp_path: Path, header: str) -> None:
    write_csv(tmp_path / FILE, [[header if name == "月标准" else name for name in ORPHANS], orphan()])
    with pytest.raises(InputRefusedError) as refused:
        read(tmp_path)
    assert refused.value.hint == "请补上该列或改正表头后重新报送;表头「月标准」之后的说明请删去"


@pytest.mark.parametrize("header", ["月标准说明", "原月标准", "标准(月标准)", "备注"])
def test_no_other_header_is_taken_for_the_missing_one(tmp_path: Path, header: str) -> None:
    write_csv(tmp_path / FILE, [[header if name == "月标准" else name for name in ORPHANS], orphan()])
    with pytest.raises(InputRefusedError) as refused:
        read(tmp_path)
    assert refused.value.hint == "请补上该列或改正表头后重新报送"


@pytest.mark.parametrize("unseen", ["\ufeff", "\u200b", "\u200e", "\u00ad\u2060", "\u202d", "\u2066"])
def test_what_nobody_sees_in_a_header_is_no_part_of_it(tmp_path: Path, unseen: str) -> None:
    seen = [f"{unseen}{name[0]}{unseen}{name[1:]}" for name in ORPHANS]
    write_csv(tmp_path / FILE, [seen, orphan("甲"), seen, orphan("乙")])
    assert names(read(tmp_path)) == ["甲", "乙"]


def test_the_sheet_is_named_too(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "orphans_20190630.xlsx", {"一": [ORPHANS, orphan()], "二": [ORPHANS[1:], orphan()[1:]]})
    with pytest.raises(InputRefusedError, match=r"orphans_20190630\.xlsx#二: 缺少必需列 name\(姓名\)"):
        read(tmp_path)


def test_spellings_of_the_real_headers(tmp_path: Path) -> None:
    header = [
        "县",
        "乡（镇）",
        "村 居",
        "户编号",
        "人编号",
        "姓　名",
        "公民身份号码",
        "与户主关系",
        "脱贫属性",
        "贫困户属性",
    ]
    row = [
        "冷水滩区",
        "蔡市镇",
        "某村",
        "431103000020001",
        "43110300002000101",
        "王龙",
        "1",
        "户主",
        "未脱贫",
        "五保户",
    ]
    write_csv(tmp_path / "建档立卡_20190630.csv", [[*header, " 人均纯收入* "], [*row, "4,652.00"]], "|")
    got = read(tmp_path, "poverty_register").split.accepted.row(0, named=True)
    assert (got["town"], got["village"], got["name"], got["household_attribute"]) == (
        "蔡市镇",
        "某村",
        "王龙",
        "特困供养贫困户",
    )
    assert got["annual_net_income_per_head_fen"] == 465200


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match=f"{FILE}: 无法读取文件"):
        read_extract([LandedFile(tmp_path / FILE, "orphans", AS_OF)])
