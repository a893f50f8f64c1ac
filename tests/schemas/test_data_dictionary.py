from pathlib import Path

import pytest

from schemas.dictionary import dictionary, main
from schemas.extracts import EXTRACTS
from schemas.outputs import OUTPUTS
from schemas.terms import GapReason, QuarantineReason

COMMITTED = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_the_committed_dictionary_says_what_the_declarations_say() -> None:
    assert main(["--check", str(COMMITTED)]) == 0


def test_drift_is_told_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "docs" / "dictionary.md"
    assert main(["--check", str(file)]) == 1
    assert main([str(file)]) == 0
    assert main(["--check", str(file)]) == 0
    file.write_text(file.read_text(encoding="utf-8").replace("| 施保方式 |", "| 保障方式 |"), encoding="utf-8")
    capsys.readouterr()
    assert main(["--check", str(file)]) == 1
    told = capsys.readouterr().err
    assert "施保方式" in told
    assert f"python -m schemas.dictionary {file}" in told


def test_every_column_word_and_term_is_in_it() -> None:
    text = dictionary()
    rows = {line.split(" | ")[1] for line in text.splitlines() if line.count(" | ") > 2}
    for extract in EXTRACTS.values():
        assert f"### {extract.title} {extract.source}" in text
        assert {column.name for column in extract.columns} <= rows
        words = {word for column in extract.columns if column.codes for word in column.codes.words}
        assert all(f"| {word} |" in text for word in words)
    for table in OUTPUTS.values():
        assert all(f"| {field.name} | {field.label} |" in text for field in table.fields)
    for term in (*QuarantineReason, *GapReason):
        assert f"| {term.value} | {term.label} |" in text


def test_tables_have_as_many_cells_in_every_row() -> None:
    width = 0
    for line in dictionary().splitlines():
        cells = line.replace("\\|", "").count("|")
        if cells and width:
            assert cells == width, line
        width = cells
