from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.column import Kind
from tests.schemas.reading import value, values

_EPOCH = date(1899, 12, 30)
DATE_SPELLINGS: dict[str, Callable[[date], str]] = {
    "eight digits": lambda day: f"{day:%Y%m%d}",
    "hyphens": lambda day: day.isoformat(),
    "hyphens without zeros": lambda day: f"{day.year}-{day.month}-{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "points": lambda day: f"{day.year}.{day.month}.{day.day}",
    "Chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "Chinese with zeros": lambda day: f"{day.year}年{day.month:02}月{day.day:02}日",
    "quote before": lambda day: f"'{day:%Y%m%d}",
    "blanks around": lambda day: f" \t{day.isoformat()}\u3000",
    "blanks within": lambda day: f"{day.year} 年 {day.month} 月 {day.day} 日",
    "full width": lambda day: day.isoformat().translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-"}),
    "time of day": lambda day: f"{day.year}-{day.month}-{day.day} 0:00",
    "time of day, Chinese": lambda day: f"{day.year}年{day.month}月{day.day}日 08:30:00",
}
MONTH_SPELLINGS: dict[str, Callable[[date], str]] = {
    "six digits": lambda day: f"{day:%Y%m}",
    "hyphen": lambda day: f"{day:%Y-%m}",
    "point": lambda day: f"{day.year}.{day.month}",
    "slash": lambda day: f"{day.year}/{day.month:02}",
    "Chinese": lambda day: f"{day.year}年{day.month}月",
    **DATE_SPELLINGS,
}
_DAYS = st.dates(date(1880, 1, 1), date(2099, 12, 31))


@given(day=_DAYS)
def test_a_date_is_read_in_every_spelling(day: date) -> None:
    written = {spelling: write(day) for spelling, write in DATE_SPELLINGS.items()}
    read = dict(zip(written, values(Kind.DATE, list(written.values())), strict=True))
    assert read == dict.fromkeys(written, day)


@given(day=_DAYS)
def test_a_month_is_read_in_every_spelling_also_from_a_full_date(day: date) -> None:
    written = {spelling: write(day) for spelling, write in MONTH_SPELLINGS.items()}
    read = dict(zip(written, values(Kind.MONTH, list(written.values())), strict=True))
    assert read == dict.fromkeys(written, day.year * 12 + day.month - 1)


@given(days=st.lists(st.dates(date(1928, 1, 1), date(2099, 12, 31)), max_size=20))
def test_a_serial_of_the_1900_system_is_its_day(days: list[date]) -> None:
    assert values(Kind.DATE, [str((day - _EPOCH).days) for day in days]).to_list() == days


@pytest.mark.parametrize(
    ("serial", "day"), [("43646", date(2019, 6, 30)), ("43646.5", date(2019, 6, 30)), ("9863", date(1927, 1, 1))]
)
def test_serials_known_from_spreadsheets(serial: str, day: date) -> None:
    assert value(Kind.DATE, serial) == day
    assert value(Kind.MONTH, serial) == day.year * 12 + day.month - 1


@pytest.mark.parametrize(
    "text",
    [
        "20190230",
        "2019-02-29",
        "2019/6/31",
        "2019年13月1日",
        "00000000",
        "2019-00-10",
        "201906",
        "2019-06",
        "1950",
        "2019",
        "19年6月30日",
        "30/6/2019",
        "999",
        "100000",
        "43646,5",
        "长期",
        "不详",
        "2019-06-30至2020-06-30",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert value(Kind.DATE, text) is None


@pytest.mark.parametrize(
    "text", ["0019-06-30", "00190630", "0019年6月30日", "0019/6/30 0:00", "0219-06-30", "1799-12-31"]
)
def test_a_year_in_which_there_were_no_registers_is_impossible(text: str) -> None:
    assert value(Kind.DATE, text) is None
    assert value(Kind.MONTH, text) is None


@pytest.mark.parametrize("text", ["001906", "0019-06", "0019.6", "0019年6月", "1799-12"])
def test_nor_is_it_the_year_of_a_month(text: str) -> None:
    assert value(Kind.MONTH, text) is None


@pytest.mark.parametrize("year", [1800, 1899, 1900, 2173, 9999])
def test_an_old_year_and_one_without_an_end_are_years(year: int) -> None:
    assert value(Kind.DATE, f"{year}-12-31") == date(year, 12, 31)
    assert value(Kind.MONTH, f"{year}-12") == year * 12 + 11


def test_a_leap_day_counts_in_leap_years_only() -> None:
    days = values(Kind.DATE, ["2020.2.29", "2000.2.29", "1900.2.29", "2019.2.29"]).to_list()
    assert days == [date(2020, 2, 29), date(2000, 2, 29), None, None]


@pytest.mark.parametrize(
    "text", ["201913", "201900", "2019.13", "2019年0月", "2019", "6", "2019-02-30", "20196", "六月"]
)
def test_what_is_no_month_is_not_read_as_one(text: str) -> None:
    assert value(Kind.MONTH, text) is None


def test_a_point_month_of_one_digit_is_january_and_of_two_october() -> None:
    assert values(Kind.MONTH, ["2019.1", "2019.10", "2019.01"]).to_list() == [24228, 24237, 24228]
