from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.column import Kind
from schemas.money import yuan_amount
from tests.schemas.reading import value, values

_AMOUNTS = st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=4)


@given(yuan=_AMOUNTS)
def test_money_is_rounded_half_up_to_the_fen_with_or_without_commas(yuan: Decimal) -> None:
    fen = int((abs(yuan) * 100).quantize(Decimal(1), ROUND_HALF_UP)) * (-1 if yuan < 0 else 1)
    assert values(Kind.MONEY, [f"{yuan:f}", f"{yuan:,f}"]).to_list() == [fen, fen]


@given(fen=st.integers(1 - 10**15, 10**15 - 1))
def test_an_amount_in_fen_comes_back_as_it_was_written(fen: int) -> None:
    written = f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02}"
    assert value(Kind.MONEY, written) == fen


@given(fen=st.integers(1 - 10**18, 10**18 - 1))
def test_fen_become_the_yuan_that_they_are_however_many(fen: int) -> None:
    shown = pl.select(yuan_amount(pl.lit(fen, dtype=pl.Int64))).to_series()
    assert (shown.dtype, shown.item()) == (pl.Decimal(18, 2), Decimal(fen).scaleb(-2))


def test_money_is_never_a_float() -> None:
    parsed = values(Kind.MONEY, ["0.1", "0.2", "9007199254740.93"])
    assert parsed.dtype == pl.Int64
    assert parsed.to_list() == [10, 20, 900719925474093]


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0.005", 1),
        ("0.0049999", 0),
        ("1.005", 101),
        ("2.675", 268),
        ("-0.005", -1),
        ("999.995", 100000),
        ("'725.00", 72500),
        ("\t1,234.5", 123450),
        ("１，２３４．５", 123450),
        (" 1 234.50 ", 123450),
        ("0000000000000000012.30", 1230),
        ("+5", 500),
    ],
)
def test_money_as_agencies_write_it(text: str, fen: int) -> None:
    assert value(Kind.MONEY, text) == fen


@pytest.mark.parametrize(
    "text",
    ["12,34", "1,2345", ",123", "1.2.3", "12元", "¥12", "--5", "1e3", "NaN", "inf", "见附件", "432902650101123", "5-"],
)
def test_unreadable_money_is_no_amount(text: str) -> None:
    assert value(Kind.MONEY, text) is None


def test_an_empty_amount_is_unknown_unless_the_column_says_what_it_means() -> None:
    assert values(Kind.MONEY, ["", None, "'", "见附件"]).to_list() == [None, None, None, None]
    assert values(Kind.MONEY, ["", None, "'", "见附件"], default=0).to_list() == [0, 0, 0, None]


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), ("3.00", 3), ("03", 3), ("1,000", 1000), ("-1", -1), ("５", 5), ("2147483647", 2**31 - 1)],
)
def test_integers(text: str, number: int) -> None:
    assert value(Kind.INTEGER, text) == number


@pytest.mark.parametrize("text", ["3.5", "2147483648", "三", "3人", "1/2", "1,00"])
def test_what_is_no_integer(text: str) -> None:
    assert value(Kind.INTEGER, text) is None


def test_an_area_is_decimal() -> None:
    parsed = values(Kind.DECIMAL, ["120.55", "1,000.1", "0", "120㎡"])
    assert parsed.dtype == pl.Decimal(18, 4)
    assert parsed.to_list() == [Decimal("120.55"), Decimal("1000.1"), Decimal(0), None]
