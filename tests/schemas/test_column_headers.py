import pytest

from schemas.column import Column, Kind, normalise_header
from schemas.extracts import EXTRACTS


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("身份证号", "公民身份号码"),
        ("公民身份号码", "证件号码"),
        ("户主身份证号", "户主证件号码"),
        ("户主证件号码", "户主公民身份号码"),
        ("男方证件号码", "男方身份证号"),
        ("女方证件号码", "女方身份证号码"),
        ("乡镇街道", "乡(镇)"),
        ("乡镇街道", "乡（镇）"),
        ("村居", "行政村"),
        ("姓名", " 姓 　名\n"),
        ("与户主关系", "*与户主关系"),
        ("身份证号", "身份证号*"),
    ],
)
def test_spellings_that_mean_the_same(declared: str, written: str) -> None:
    assert normalise_header(written) in Column("x", declared).headers


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("身份证号", "户主身份证号"),
        ("户主身份证号", "身份证号"),
        ("男方证件号码", "女方证件号码"),
        ("身份证号", "原公民身份号码"),
        ("身份证号", "残疾人证号"),
        ("残疾人证号", "残疾证号"),
        ("乡镇街道", "村居"),
        ("行政村", "自然村"),
        ("致贫原因", "主要致贫原因"),
        ("姓名", "户主姓名"),
        ("备注", "备注栏"),
    ],
)
def test_spellings_that_tempt(declared: str, written: str) -> None:
    assert normalise_header(written) not in Column("x", declared).headers


@pytest.mark.parametrize("source", EXTRACTS)
def test_no_header_of_a_source_means_two_columns(source: str) -> None:
    extract = EXTRACTS[source]
    spelled = [header for column in extract.columns for header in (*column.headers, column.name)]
    assert len(spelled) == len(set(spelled)) == len(extract.column_of_header)


@pytest.mark.parametrize("blank", [" ", "\u3000", "\t", "\n", "\xa0"])
@pytest.mark.parametrize("source", EXTRACTS)
def test_blanks_and_width_make_no_other_header(source: str, blank: str) -> None:
    for column in EXTRACTS[source].columns:
        written = (blank + blank.join(column.header) + blank).replace("(", "（").replace(")", "）")
        assert EXTRACTS[source].column_of_header[normalise_header(written)] is column


def test_money_carries_its_unit_in_the_field_and_not_in_the_name() -> None:
    assert Column("amount", "金额", Kind.MONEY).field == "amount_fen"
    assert Column("area", "面积", Kind.DECIMAL).field == "area"
