"""Whatever a message holds, it shows no resident id."""

import pytest

from pipelines.cli import console

ID = "432902195907300738"


@pytest.mark.parametrize("number", [ID, f"{ID[:-1]}⁸", "".join(chr(0xFF10 + int(one)) for one in ID)])
def test_a_message_shows_no_resident_id(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    console.note(f"低保花名册_20190630_{number}.csv: 无法读取")
    told = capsys.readouterr().err
    assert number[6:14] not in told
    assert "****" in told
    console.note("20261130T083830.047Z-7069: 816,260 行")
    assert capsys.readouterr().err == "20261130T083830.047Z-7069: 816,260 行\n"
