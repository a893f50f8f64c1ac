"""A number is masked in a table's texts whatever stands between its digits, as it is in a single text."""

import polars as pl
import pytest

from reports.masks import masked_numbers, without_long_numbers, without_numbers
from schemas.masking import mask_numbers

TYPED = [(chr(code), f"{chr(code)}".join(("432902", "19590730", "0738"))) for code in range(0x20000)]
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
