"""Spreading and rounding: whatever the periods, nothing is stretched, lost or rounded twice."""

from fractions import Fraction

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from policies.economy.exact import HOUSEHOLD, common_scale, half_up, rounded_shares, with_share
from policies.economy.periods import months_inside, months_of_period
from schemas.month import month_of, month_start
from tests.policies.economy_case import AS_OF

WINDOW = (month_of(AS_OF) - 12, month_of(AS_OF) - 1)
LONGEST = 240
MONTHS = st.integers(WINDOW[0] - LONGEST, WINDOW[1] + LONGEST)
AMOUNTS = st.integers(-(10**9), 10**12)
PERIODS = st.tuples(MONTHS, st.integers(1, LONGEST))
LINES = st.lists(st.tuples(AMOUNTS, PERIODS), min_size=1, max_size=8)

Line = tuple[int, tuple[int, int]]


def spread(lines: list[Line]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [("low_income", "H1", amount, month_start(first), month_start(first + n - 1)) for amount, (first, n) in lines],
        schema=["kind", "household_no", "amount_fen", "period_start", "period_end"],
        orient="row",
    ).with_columns(months=months_of_period(), months_inside=months_inside(WINDOW))
    scaled = with_share(frame, common_scale(frame)).with_columns(pl.col("scale").fill_null(1))
    return scaled.with_row_index("line").with_columns(fen=rounded_shares(["line"]))


def expected(line: Line) -> Fraction:
    amount, (first, months) = line
    inside = len(set(range(first, first + months)) & set(range(WINDOW[0], WINDOW[1] + 1)))
    return Fraction(amount * inside, months)


@given(LINES)
@example([(1, (WINDOW[0] - n, n + 1)) for n in range(2, 10)])
def test_shares_are_exact(lines: list[Line]) -> None:
    shares = spread(lines)
    exact = [Fraction(int(share), int(scale)) for share, scale in shares.select("share", "scale").iter_rows()]
    assert exact == [expected(line) for line in lines]


@given(LINES)
def test_lines_add_up_to_the_rounded_sum(lines: list[Line]) -> None:
    shares = spread(lines)
    total = sum(map(expected, lines), Fraction(0))
    assert shares["fen"].sum() == (2 * total + 1) // 2
    assert all(abs(fen - expected(line)) < 1 for fen, line in zip(shares["fen"], lines, strict=True))


@given(st.tuples(st.integers(0, 10**12), PERIODS))
def test_a_share_never_exceeds_its_amount(line: Line) -> None:
    assert 0 <= spread([line])["fen"].item() <= line[0]


@given(st.integers(0, 10**12), st.integers(1, LONGEST), st.booleans())
def test_months_outside_the_window_never_count(amount: int, months: int, after: bool) -> None:
    first = WINDOW[1] + 1 if after else WINDOW[0] - months
    assert spread([(amount, (first, months))])["fen"].item() == 0


@given(st.lists(PERIODS, min_size=1, max_size=8))
def test_a_scale_makes_every_share_whole(periods: list[tuple[int, int]]) -> None:
    shares = spread([(1, period) for period in periods])
    inside = shares.filter(pl.col("months_inside") > 0)
    assert inside.filter(pl.col("months_inside") * pl.col("scale") % pl.col("months") != 0).is_empty()


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_half_is_rounded_up(numerator: int, denominator: int) -> None:
    frame = pl.DataFrame({"n": [numerator], "d": [denominator]}, schema={"n": pl.Int128, "d": pl.Int128})
    rounded = frame.select(half_up(pl.col("n"), pl.col("d"))).item()
    assert -Fraction(1, 2) < rounded - Fraction(numerator, denominator) <= Fraction(1, 2)


def test_absurd_periods_do_not_overflow() -> None:
    primes = [101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167]
    lines = [(10**9, (WINDOW[1], months)) for months in primes]
    assert spread(lines)["fen"].sum() == (2 * sum(map(expected, lines), Fraction(0)) + 1) // 2


def test_households_do_not_share_a_running_sum() -> None:
    frame = pl.DataFrame(
        [("low_income", number, 1, 2, 1) for number in ("H1", "H2", "H1", "H2")],
        schema=["kind", "household_no", "amount_fen", "months", "months_inside"],
        orient="row",
    )
    lines = with_share(frame, common_scale(frame)).with_row_index("line").with_columns(fen=rounded_shares(["line"]))
    assert lines.group_by(HOUSEHOLD).agg(pl.col("fen").sum())["fen"].to_list() == [1, 1]
