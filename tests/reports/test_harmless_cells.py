from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.harmless import harmless, harmless_frame

OPENS_A_FORMULA = "=+-@\t\r\n＝＋－＠"


@pytest.mark.parametrize(
    "text",
    ["=cmd|' /C calc'!A0", "+86 746", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠a"],
)
def test_what_opens_a_formula_gets_a_quote(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "王=建", "432902195907300738", "2019-06-30", "'=1", " 1"])
def test_plain_text_stays(text: str) -> None:
    assert harmless(text) == text


@given(st.lists(st.one_of(st.none(), st.text()), max_size=8))
def test_no_cell_opens_a_formula_and_nothing_is_lost(texts: list[str | None]) -> None:
    cells = harmless_frame(pl.DataFrame({"text": texts}, schema={"text": pl.String}))["text"].to_list()
    assert not any(cell and cell[0] in OPENS_A_FORMULA for cell in cells)
    assert [cell and cell.removeprefix("'") for cell in cells] == [text and text.removeprefix("'") for text in texts]
    assert [None if text is None else harmless(text) for text in texts] == cells


def test_numbers_stay_numbers() -> None:
    frame = pl.DataFrame({"amount": [-5], "text": ["-5"]})
    assert harmless_frame(frame).row(0) == (-5, "'-5")
