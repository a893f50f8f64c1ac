"""Which parsed rows pandera refuses, and for which column: tables of rows, each with the entries it must give."""

from collections.abc import Mapping
from datetime import date

import polars as pl
import pytest

from schemas.extracts import EXTRACTS
from schemas.validation import FAILURES, failures

_DAY = date(2019, 6, 30)
_ID = "432902195907300738"
_GOOD: dict[str, dict[str, object]] = {
    "deaths": {"name": "王龙", "id_no": _ID, "death_date": _DAY, "death_source": "火化"},
    "civil_registry": {
        "household_no": "1",
        "relation": "户主",
        "name": "王龙",
        "sex": "男",
        "birth_date": _DAY,
        "id_no": _ID,
        "person_status": "正常",
    },
    "marriages": {"event_type": "IA", "husband_name": "王龙", "registered_on": _DAY},
    "reviews": {"review_year": 2019, "household_no": "1"},
    "dossiers": {"household_no": "1"},
    "disability": {
        "name": "王龙",
        "certificate_no": f"{_ID}44",
        "category": "肢体",
        "level": "四级",
        "certificate_status": "正常",
    },
    "disability_allowances": {
        "name": "王龙",
        "allowance": "生活补贴",
        "amount_fen": 6000,
        "start_month": 24233,
        "status": "在册",
    },
    "economic_items": {"register": "个税", "item": "保险", "name": "王龙", "id_no": _ID},
    "orphans": {
        "name": "王龙",
        "placement": "散居",
        "monthly_amount_fen": 60000,
        "start_month": 24233,
        "status": "在册",
    },
}
_MISSING, _NOBODY, _UNKNOWN = "missing_value", "no_identity", "unknown_code"


def _refused(source: str, *changes: Mapping[str, object]) -> list[tuple[int, str, str]]:
    rows = [{**_GOOD[source], **change} for change in changes]
    frame = pl.DataFrame(rows, schema=EXTRACTS[source].dtypes)
    return sorted(failures(frame, EXTRACTS[source]).rows())


@pytest.mark.parametrize("source", _GOOD)
def test_a_good_row_is_not_refused(source: str) -> None:
    assert _refused(source, {}, {}) == []


@pytest.mark.parametrize("source", EXTRACTS)
def test_no_rows_are_no_failure_in_any_source(source: str) -> None:
    nothing = failures(pl.DataFrame(schema=EXTRACTS[source].dtypes), EXTRACTS[source])
    assert nothing.is_empty()
    assert nothing.schema == pl.Schema(FAILURES)


def test_every_empty_required_value_is_an_entry_of_its_own() -> None:
    assert _refused("deaths", {}, {"death_date": None, "death_source": None}, {"death_date": None}) == [
        (1, "death_date", _MISSING),
        (1, "death_source", _MISSING),
        (2, "death_date", _MISSING),
    ]


def test_a_word_outside_the_table_is_refused_in_optional_columns_too() -> None:
    assert _refused("deaths", {"sex": "未知"}, {"sex": None}) == [(0, "sex", _UNKNOWN)]


@pytest.mark.parametrize("nothing", [None, "0", "000000000000000000", "０００", "'0000", "0 0"])
def test_neither_name_nor_id(nothing: str | None) -> None:
    assert _refused("deaths", {"name": None, "id_no": nothing}) == [(0, "id_no", _NOBODY)]


def test_a_name_or_an_id_alone_is_enough_and_a_bad_id_is_one() -> None:
    assert _refused("deaths", {"id_no": None}, {"name": None}, {"name": None, "id_no": "无"}) == []


def test_the_registry_needs_a_number_that_is_one() -> None:
    assert _refused("civil_registry", {"id_no": "000000000000000000"}, {"id_no": None}, {"id_no": "1"}) == [
        (0, "id_no", _MISSING),
        (1, "id_no", _MISSING),
    ]


@pytest.mark.parametrize("side", ["husband", "wife"])
def test_a_marriage_needs_one_of_two_sides(side: str) -> None:
    nobody = {"husband_name": None, "husband_id_no": "000", "wife_name": None, "wife_id_no": None}
    assert _refused("marriages", nobody) == [(0, "husband_id_no", _NOBODY), (0, "wife_id_no", _NOBODY)]
    assert _refused("marriages", nobody | {f"{side}_name": "王龙"}) == []
    assert _refused("marriages", nobody | {f"{side}_id_no": _ID}) == []


@pytest.mark.parametrize("source", ["reviews", "dossiers"])
def test_reviews_and_dossiers_may_lack_both(source: str) -> None:
    assert _refused(source, {"name": None, "id_no": None}, {"name": None, "id_no": "000"}) == []


@pytest.mark.parametrize("source", ["disability", "disability_allowances"])
@pytest.mark.parametrize(
    ("certificate", "stands_for_an_id"),
    [
        (f"{_ID}44", True),
        (f"{_ID}44B1", True),
        ("43290219640101058x23", True),
        ("000000000000000000", False),
        ("43290219590730073", False),  # one short
        ("43290219591330073844", False),  # a thirteenth month
        ("湘冷残0001", False),
    ],
)
def test_a_certificate_with_a_good_id_part_stands_for_an_id(
    source: str, certificate: str, *, stands_for_an_id: bool
) -> None:
    entries = _refused(source, {"name": None, "id_no": None, "certificate_no": certificate})
    assert entries == ([] if stands_for_an_id else [(0, "id_no", _NOBODY)])


@pytest.mark.parametrize("item", ["工资薪金", "经营收入", "职工养老金", "城乡居民养老金"])
def test_income_needs_its_amount_and_both_bounds(item: str) -> None:
    whole = {"item": item, "amount_fen": 100, "period_start": _DAY, "period_end": _DAY}
    assert _refused("economic_items", whole) == []
    for column, field in (("amount", "amount_fen"), ("period_start", "period_start"), ("period_end", "period_end")):
        assert _refused("economic_items", whole | {field: None}) == [(0, column, _MISSING)]


def test_balances_need_an_amount_and_nothing_else() -> None:
    rows = [{"item": item} for item in ("存款余额", "证券市值", "在编人员", "公积金缴存", "住宅", "机动车", "保险")]
    assert _refused("economic_items", *rows) == [(0, "amount", _MISSING), (1, "amount", _MISSING)]


@pytest.mark.parametrize("letters", ["A", "A,B", "a，q", "Ａ、Ｇ", "A, G", "L,M,N,O,P,Q", "C,D,E,H,I,J,K", None])
def test_vehicle_letters(letters: str | None) -> None:
    assert _refused("economic_items", {"item": "机动车", "item_status": letters}) == []


@pytest.mark.parametrize("letters", ["F", "A,F", "R", "正常", "AB", "A B", "1"])
def test_unknown_vehicle_letters(letters: str) -> None:
    assert _refused("economic_items", {"item": "机动车", "item_status": letters}) == [(0, "item_status", _UNKNOWN)]
    assert _refused("economic_items", {"item": "企业法人", "item_status": letters}) == []


def test_rows_of_another_form_are_a_fault_of_the_program() -> None:
    rows = pl.DataFrame([_GOOD["deaths"]], schema=EXTRACTS["deaths"].dtypes)
    with pytest.raises(TypeError, match="deaths"):
        failures(rows.with_columns(death_date=pl.lit("2019-06-30")), EXTRACTS["deaths"])


@pytest.mark.parametrize("source", EXTRACTS)
def test_a_column_that_is_not_there_is_a_fault_of_the_program(source: str) -> None:
    nothing = pl.DataFrame(schema=EXTRACTS[source].dtypes)
    for field in EXTRACTS[source].dtypes:
        with pytest.raises(TypeError, match=field):
            failures(nothing.drop(field), EXTRACTS[source])
