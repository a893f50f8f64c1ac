"""A number is masked in a table's texts whatever stands between its digits, as it is in a single text."""

import polars as pl
import pytest

from reports.masks import (
    household_number,
    masked_numbers,
    without_long_numbers,
    without_numbers,
    without_resident_ids,
)
from schemas.masking import mask_numbers

TYPED = [
    (chr(code), f"{chr(code)}".join(("432902", "19590730", "0738")))
    for code in [*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]
]
MASKED = [text for between, text in TYPED if not between.isdigit() and mask_numbers(text) != text and between != "\n"]


@pytest.mark.parametrize("check_id", ["R1", "Q1"])
def test_no_sign_between_its_digits_lets_a_number_through(check_id: str) -> None:
    frame = pl.DataFrame({"check_id": check_id, "text": MASKED})
    shown = frame.select(
        inside=masked_numbers("text"),
        long=without_long_numbers(pl.col("text")),
        leaving=without_numbers(pl.col("text")),
    )
    assert len(MASKED) > 20
    assert [row for row in shown.iter_rows() if any("0730" in text or "0738" in text for text in row)] == []


def test_nor_does_any_script_in_which_they_are_written() -> None:
    arabic = "".join(chr(0x660 + int(digit)) for digit in "432902195907300738")
    frame = pl.DataFrame({"check_id": ["Q1", "R1"], "text": arabic})
    assert not any(arabic[4:12] in text for text in frame.select(masked_numbers("text")).to_series())


ID = "432902195907300738"
CIRCLED = "".join(chr(0x245F + int(one)) if int(one) else "⓪" for one in ID)
FULL_WIDTH = "".join(chr(0xFF10 + int(one)) for one in ID)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (ID, "尾号0738"),
        (f"{ID}|B", "尾号0738|B"),
        (f"coverage_gaps.csv|K3|{ID}", "coverage_gaps.csv|K3|尾号0738"),
        ("coverage_gaps.csv|K5a|431103000000030|住房", "coverage_gaps.csv|K5a|431103000000030|住房"),
        (FULL_WIDTH, f"尾号{FULL_WIDTH[-4:]}"),
        (CIRCLED, f"尾号{CIRCLED[-4:]}"),
        (f"{ID[:-1]}⁸|B", "尾号073⁸|B"),
        (f"户{ID}", "户432902**********38"),
        ("431103001025600001", "431103001025600001"),
        ("432902195913300738", "432902195913300738"),
        ("１２３", "１２３"),
        ("DB-0001", "DB-0001"),
        (None, None),
    ],
)
def test_of_many_household_numbers_those_are_masked_that_are_somebodys(number: str | None, shown: str | None) -> None:
    rows = pl.DataFrame({"household_no": [number, "DB-0001", number]})
    assert rows.select(household_number("household_no")).to_series().to_list() == [shown, "DB-0001", shown]


def test_a_resident_id_in_the_name_of_a_file_is_masked_on_every_row() -> None:
    files = pl.DataFrame({"file": [f"低保花名册_20190630_{ID}.csv", "deaths_20190630.csv", None]})
    assert files.select(without_resident_ids(pl.col("file"))).to_series().to_list() == [
        "低保花名册_20190630_432902**********38.csv",
        "deaths_20190630.csv",
        None,
    ]
