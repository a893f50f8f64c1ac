import pytest

from schemas import codes
from schemas.codes import CodeSet
from schemas.column import Kind
from tests.schemas.reading import cleaned, value, values

CODE_SETS = [value for value in vars(codes).values() if isinstance(value, CodeSet)]


@pytest.mark.parametrize(
    ("table", "text", "word"),
    [
        (codes.SEX, "1", "男"),
        (codes.SEX, "女", "女"),
        (codes.SEX, "０２", "女"),
        (codes.COVERED, "0", "否"),
        (codes.COVERED, "00", "否"),
        (codes.COVERED, "1", "是"),
        (codes.LOW_INCOME_SCHEME, "1", "城市低保"),
        (codes.LOW_INCOME_SCHEME, "'02", "农村低保"),
        (codes.MARITAL_STATUS, "10", "未婚"),
        (codes.MARITAL_STATUS, "010", "未婚"),
        (codes.MEMBER_STATUS, "99", "其他"),
        (codes.CARE_MODE, "3", "集中"),
        (codes.DISABILITY_LEVEL, "四 级", "四级"),
        (codes.DISABILITY_LEVEL, "\u202a四\u2060级\u202c", "四级"),
        (codes.MARRIAGE_EVENT, "ica", "ICA"),
        (codes.MARRIAGE_EVENT, "补发离婚证", "ICB"),
        (codes.LOW_INCOME_CLASS, "ａ", "A"),
        (codes.HOUSEHOLD_ATTRIBUTE, "五保户", "特困供养贫困户"),
        (codes.HOUSEHOLD_ATTRIBUTE, "五保贫困户", "特困供养贫困户"),
        (codes.HOUSEHOLD_ATTRIBUTE, "低保户", "低保贫困户"),
    ],
)
def test_words_codes_and_synonyms(table: CodeSet, text: str, word: str) -> None:
    assert value(Kind.CODE, text, table) == word


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (codes.SEX, "0"),
        (codes.SEX, "未知"),
        (codes.YES_NO, "1"),  # only 是否保障对象 has numbers
        (codes.YES_NO, "0"),
        (codes.CARE_MODE, "1"),
        (codes.PLACEMENT, "3"),
        (codes.MARITAL_STATUS, "1"),
        (codes.DISABILITY_LEVEL, "五级"),
        (codes.LOW_INCOME_CLASS, "D"),
        (codes.SEX, "男1"),
    ],
)
def test_an_unknown_code_is_not_guessed(table: CodeSet, text: str) -> None:
    assert value(Kind.CODE, text, table) is None


@pytest.mark.parametrize("table", CODE_SETS, ids=lambda table: table.title)
def test_every_word_of_a_table_means_itself(table: CodeSet) -> None:
    assert values(Kind.CODE, table.words, table).to_list() == list(table.words)
    assert {word for _, word in (*table.codes, *table.synonyms)} <= set(table.words)


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (Kind.IDENTIFIER, "'4311030010001", "4311030010001"),
        (Kind.IDENTIFIER, "\t湘N4311030010001", "湘N4311030010001"),
        (Kind.IDENTIFIER, "４３１１", "4311"),
        (Kind.IDENTIFIER, "6217 0311 2974", "621703112974"),
        (Kind.IDENTIFIER, "\u202d6217\u20600311\u202c", "62170311"),
        (Kind.RESIDENT_ID, "'432902195907300738", "432902195907300738"),
        (Kind.RESIDENT_ID, "４３２９０２", "４３２９０２"),  # as written: what it means is for the linkage to say
        (Kind.RESIDENT_ID, "43290x", "43290x"),
        (Kind.TEXT, " \u3000王　利华 ", "王　利华"),
        (Kind.TEXT, "O'Brien", "O'Brien"),
        (Kind.TEXT, "高溪\n008村", "高溪\n008村"),
    ],
)
def test_text_loses_what_is_around_it_and_no_more(kind: Kind, text: str, kept: str) -> None:
    assert cleaned(kind, [text]) == [kept]


@pytest.mark.parametrize("kind", Kind)
def test_blank_is_empty_in_every_kind(kind: Kind) -> None:
    assert cleaned(kind, ["", " ", "\t", "\u3000 ", "\r\n", "'", None]) == [None] * 7
