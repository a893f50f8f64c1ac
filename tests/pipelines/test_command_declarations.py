"""Commands stand where they are declared, speak Chinese, and do not make help wait."""

import argparse
import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from pipelines.cli.chinese import speak_chinese
from pipelines.cli.command import Command, commands, groups
from pipelines.cli.parser import parse

COMMANDS = commands()
LATIN_WORD = re.compile(r"(?<![-A-Za-z0-9_.])[A-Za-z]{3,}(?![-A-Za-z0-9_.])")
NAMES = {
    "Prefect",
    "CSV",
    "HTML",
    "JSON",
    "YYYY",
    "hedui",
    "landing",
    "reports",
    "xlsx",
    "Asia",
    "Shanghai",
    "workspace",
    "NAME",
    "nights",
    "receipts",
    "sftp",
    "timezone",
    "truth",
}
PLACES = [[], *([name] for name in groups()), *(one.name.split() for one in COMMANDS)]


def ended(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """How the parser ends with these words, and what it says."""
    with pytest.raises(SystemExit) as end:
        parse(words)
    said = capsys.readouterr()
    return end.value.code, said.out + said.err


def english(text: str, *words: str) -> set[str]:
    """Latin words of a text that are neither names nor words of the command line."""
    said = {part for one in COMMANDS for part in re.split("[ -]", one.name)}
    return set(LATIN_WORD.findall(text)) - NAMES - said - set(words)


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) + len(re.findall(r"[\u2e80-\uffef]", text))


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_help_is_chinese_throughout_and_its_texts_stand_under_each_other(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ended([*place, "--help"], capsys)
    assert code == 0
    assert said.startswith("用法: ")
    assert english(said) == set()
    heads = re.findall(r"^(  (?:-\S+ ?)+.*?  +)\S", said, re.MULTILINE)
    assert len({columns(head) for head in heads}) == 1


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["run", "nonsense"],
        ["run", "nightly", "--as-of"],
        ["run", "nightly", "--as-of", "nonsense"],
        ["explain"],
        ["explain", "1", "2"],
        ["explain", "1", "--nonsense"],
        ["explain", "1", "--full=nonsense"],
        ["demo", "--people", "nonsense"],
        ["report", "household"],
        ["new-district", "x", "--p", "1", "--seed", "-1"],
        ["review", "export", "x.xlsx", "--l", "1", "--linked"],
    ],
    ids=" ".join,
)
def test_a_mistake_of_typing_is_told_in_chinese_and_ends_in_2(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = ended(words, capsys)
    assert code == 2
    assert "用法有误" in said
    assert english(said, "nonsense") == set()


def test_a_mistake_of_typing_shows_nobodys_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert "432902199001011234" not in ended(["explain", "1", "432902199001011234"], capsys)[1]


def _asked_for() -> Iterator[str]:
    """What argparse has translated, as its source of this version of Python says."""
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "ngettext"}:
            yield from (str(one.value) for one in node.args if isinstance(one, ast.Constant))


# Said to whoever declares an argument wrongly, or of files that argparse opens itself and ours never does.
_OF_DECLARATIONS = re.compile(
    r"conflicting|not callable|__call__|mutually exclusive|invalid argument for|cannot (merge|have)|prefix_chars|dest="
    r"|conflict_resolution|unexpected option string|with mode"
)


def test_every_word_of_argparse_that_a_user_may_read_is_translated() -> None:
    speak_chinese()
    word = vars(argparse)["_"]
    left = {text for text in _asked_for() if word(text) == text and not _OF_DECLARATIONS.search(text)}
    assert left == set()


def test_help_and_declarations_bring_no_heavy_library_along() -> None:
    heavy = "{'polars', 'duckdb', 'prefect', 'pyarrow', 'numpy', 'pandera', 'faker'}"
    said = f"import sys; from pipelines.cli.command import commands; commands(); print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_a_command_is_declared_in_both_languages_beside_its_function(command: Command) -> None:
    assert re.search("[\u4e00-\u9fff]", command.text)
    assert not re.search("[\u4e00-\u9fff]", command.english.replace("核对报告", ""))
    assert command.function.__module__.startswith("pipelines.cli.")
    assert all(one.options.get("help") for one in command.arguments)
