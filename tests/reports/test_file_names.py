"""Data choose no path: whatever a number says, its file lies in its folder, under a name that any system takes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.files import create, file_name, write

HOSTILE = [
    "../../etc/passwd",
    "..",
    ".",
    "",
    "/etc/passwd",
    "C:\\temp",
    "a\x00b",
    "a\nb",
    "-rf",
    "~",
    "con",
    "LPT1",
    "x" * 5000,
    "户" * 5000,
    "\u2024\u2024/",
    "．．／",
    "a" + "\u202e" + "gpj.exe",
    " ",
    "a.",
    "NUL.txt",
    "\ud800",
]


def test_a_usual_number_is_its_own_name() -> None:
    assert file_name("4311030010256", ".html") == "4311030010256.html"
    assert file_name("低保-2019_7", ".html") == "低保-2019_7.html"


@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_number_names_a_file_in_its_folder(said: str, tmp_path: Path) -> None:
    path = tmp_path / file_name(said, ".html")
    with create(path) as file:
        file.write(b"report")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.stem.casefold() not in {"con", "lpt1", "nul", ""}
    assert path.name[0] not in "-.~ "


@given(one=st.text(), other=st.text())
def test_other_numbers_have_other_names(one: str, other: str) -> None:
    assert (file_name(one, ".html") == file_name(other, ".html")) == (one == other)


@given(said=st.text())
def test_no_name_is_too_long_or_has_a_separator(said: str) -> None:
    name = file_name(said, ".html")
    assert len(name.encode()) < 200
    assert not set(name) & set('/\\:*?"<>|\x00\n')


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "report.html").symlink_to(tmp_path / "elsewhere")
    write(tmp_path / "report.html", b"new")
    assert (tmp_path / "elsewhere").read_text() == "kept"
    assert not (tmp_path / "report.html").is_symlink()


def test_who_has_a_file_open_reads_nothing_of_the_one_that_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("planted")
    with path.open() as held:
        write(path, b"new")
        assert held.read() == "planted"
    assert path.read_text() == "new"


def test_an_open_file_of_that_name_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    path.chmod(0o644)
    create(path).close()
    assert path.stat().st_mode & 0o777 == 0o600
