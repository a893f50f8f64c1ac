"""What is declared is not written by hand in the documents, and drift is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.cli.command import Command, commands, groups
from pipelines.cli.documents import PARTS, ROOT, documents, main, written_anew

SHOWN = {file: file.read_text(encoding="utf-8") for file in documents(ROOT)}
CHINESE = ".zh-CN.md"
TWINS = [file for file in SHOWN if file.parent.name == "docs" and file.name.endswith(CHINESE)]
FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
GENERATED = re.compile(r"<!-- generated: .*?<!-- end -->", re.DOTALL)
REMARK = re.compile(r"(?: {2,}|\t)#.*$")


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


def code_of(text: str) -> set[str]:
    """What stands in a document as code, by hand: in a line, or in a block without its remarks."""
    text = GENERATED.sub("", text)
    blocks = [REMARK.sub("", line).strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return {*re.findall("`([^`\n]+)`", FENCE.sub("", text)), *blocks}


def levels_of(text: str) -> list[int]:
    return [len(marks) for marks in re.findall("^(#+) ", FENCE.sub("", text), re.MULTILINE)]


@pytest.mark.parametrize("twin", TWINS, ids=lambda file: file.name)
def test_a_chinese_document_has_the_commands_codes_and_sections_of_its_english_twin(twin: Path) -> None:
    original = twin.with_name(twin.name.replace(CHINESE, ".md"))
    assert code_of(SHOWN[twin]) ^ code_of(SHOWN[original]) == set()
    assert levels_of(SHOWN[twin]) == levels_of(SHOWN[original])
    assert f"({twin.name})" in SHOWN[original]
    assert f"({original.name})" in SHOWN[twin]


def calls() -> Iterator[tuple[str, str]]:
    """Document, and a call of the program in it."""
    for file, text in SHOWN.items():
        for line in code_of(text):
            if line.removeprefix("$ ").startswith("hedui ") and "COMMAND" not in line and "命令" not in line:
                yield file.name, line.removeprefix("$ ").removeprefix("hedui ")


def test_every_call_in_a_document_is_one_that_the_program_takes() -> None:
    known = {one.name: {name for argument in one.all_arguments for name in argument.names} for one in commands()}
    for file, line in calls():
        words = line.split()
        name = " ".join(words[: 2 if words[0] in groups() and len(words) > 1 else 1])
        parts = [f"run {part}" for part in words[1].split("|")] if words[0] == "run" and len(words) > 1 else [name]
        for part in (one for one in parts if words != ["run", "…"] and part_is_named(one)):
            assert part in known, f"{file}: hedui {line}"
            assert set(re.findall(r"--[a-z-]+", line)) <= known[part] | {"--help"}, f"{file}: hedui {line}"


def part_is_named(name: str) -> bool:
    return not name.endswith("…") and name not in groups() and not name.startswith("--")


def anchors_of(text: str) -> set[str]:
    """Names by which the sections of a document are linked to."""
    titles = re.findall("^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_link_leads_to_a_file_and_a_section_of_it() -> None:
    for file, text in SHOWN.items():
        for target, _, section in re.findall(r"\]\(([^)#\s]*)(#([^)\s]+))?\)", FENCE.sub("", text)):
            there = (file.parent / target).resolve() if target else file
            assert "://" in target or there.exists(), f"{file.name}: {target}"
            if section and "://" not in target:
                assert section in anchors_of(SHOWN[there]), f"{file.name}: {target}#{section}"
