"""What is declared is not written by hand in the documents, and drift is told."""

from pathlib import Path

import pytest

from pipelines.cli.command import Command, commands
from pipelines.cli.documents import PARTS, ROOT, documents, main, written_anew

SHOWN = {file: file.read_text(encoding="utf-8") for file in documents(ROOT)}


def test_the_committed_documents_say_what_the_declarations_say() -> None:
    assert main(["--check"]) == 0


@pytest.mark.parametrize("part", PARTS)
def test_every_part_stands_in_a_document(part: str) -> None:
    assert any(f"<!-- generated: {part} -->\n" in text for text in SHOWN.values())


@pytest.mark.parametrize("command", commands(), ids=lambda one: one.name)
@pytest.mark.parametrize("place", ["README.md", "README.zh-CN.md", "docs/commands.md"])
def test_every_command_stands_in_the_documents(place: str, command: Command) -> None:
    assert f"`hedui {command.name}" in SHOWN[ROOT / place]


def test_drift_is_told_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text("before\n<!-- generated: checks -->\n| D1 | old |\n<!-- end -->\nafter\n", encoding="utf-8")
    assert main(["--check"], tmp_path) == 1
    told = capsys.readouterr().err
    assert "-| D1 | old |" in told
    assert "make docs" in told
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- generated: checks -->\n| 编号 |")
    assert text.endswith("|\n<!-- end -->\nafter\n")


def test_a_part_that_nobody_writes_is_an_error() -> None:
    with pytest.raises(KeyError, match="no such"):
        written_anew("<!-- generated: no such part -->\n<!-- end -->\n")
