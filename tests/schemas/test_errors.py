"""Every error of the domain says what to do, and its exit code is the one that people are told of."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from pipelines.cli.parser import parse
from schemas import errors
from schemas.errors import EXIT_CODES, WITHOUT_SOMETHING, ConfigurationError, HeduiError

ROOT = Path(__file__).parents[2]
ERRORS = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, HeduiError)]
CODES = {0, WITHOUT_SOMETHING} | {one.exit_code for one in ERRORS}
CAUSES = [one for one in ERRORS if issubclass(one, ConfigurationError)]


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_says_what_it_is_and_what_to_do(error: type[HeduiError]) -> None:
    raised = error("出错")
    assert "__doc__" in vars(error)
    assert (error.__doc__ or "").strip()
    assert raised.exit_code > 0
    assert re.search("[\u4e00-\u9fff]", raised.hint)
    assert str(raised) == f"出错。{raised.hint}"


def test_a_hint_of_its_own_goes_before_that_of_the_class() -> None:
    assert ConfigurationError("出错", hint="请重试").hint == "请重试"


def test_what_a_person_can_mend_ends_in_one_code_under_a_name_each() -> None:
    assert {one.exit_code for one in CAUSES} == {2}
    assert all("default_hint" in vars(one) for one in CAUSES)


def test_every_exit_code_is_told_of_and_no_other() -> None:
    assert EXIT_CODES.keys() == CODES
    for told in EXIT_CODES.values():
        assert re.search("[\u4e00-\u9fff]", told.chinese)
        assert told.english.isascii()
        assert told.remedy.isascii()


@pytest.mark.parametrize("place", ["README.md", "README.zh-CN.md", "docs/running-nightly.md", "docs/commands.md"])
def test_people_are_told_of_every_exit_code_and_no_other(place: str) -> None:
    text = (ROOT / place).read_text(encoding="utf-8")
    assert sorted(map(int, re.findall(r"^\| (\d+) \|", text, re.MULTILINE))) == sorted(CODES)


def test_the_help_tells_of_every_exit_code_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    told = capsys.readouterr().out.partition("退出码:")[2].partition("\n\n")[0]
    assert sorted(map(int, re.findall(r"(?:^|·|\n)\s*(\d+) \S", told))) == sorted(CODES)
