"""What all the commands leave behind holds nobody's number or name but where it belongs, and is closed to others."""

import io
import subprocess
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.workspace.folders import Workspace
from tests.faults.hamlet import Hamlet
from tests.faults.traces import People, open_to_others, people_of, strays
from tests.pipelines.filled_workbook import candidates, decided, read_lines, save_lines
from tests.pipelines.small_district import AS_OF, HEDUI


@dataclass(frozen=True)
class Used:
    """A workspace that has seen every command, what they said, and whom they must not have named."""

    workspace: Workspace
    people: People
    around: Path
    said: dict[str, str]


@pytest.fixture(scope="module")
def used(hamlet: Hamlet, tmp_path_factory: pytest.TempPathFactory) -> Used:
    around = tmp_path_factory.mktemp("used")
    workspace = Workspace(around / "workspace")
    workspace.root.mkdir(mode=0o700)
    hamlet.copy(around / "copied").landing.rename(workspace.landing)
    for name in ("temp", "home", "called-in"):
        (around / name).mkdir()
    said: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(around / "temp"))
        for variable, folder in (("TMPDIR", "temp"), ("HOME", "home")):
            patch.setenv(variable, str(around / folder))
        patch.chdir(around / "called-in")
        _use(workspace, said, patch)
    return Used(workspace, people_of(workspace), around, said)


def _use(workspace: Workspace, said: dict[str, str], patch: pytest.MonkeyPatch) -> None:
    def call(*words: object, read: str = "") -> None:
        out = io.StringIO()
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(read.encode())))
        with redirect_stdout(out), redirect_stderr(out):
            code = main([*map(str, words), "--workspace", str(workspace.root)])
        said[" ".join(map(str, words[:2]))] = out.getvalue()
        assert code == 0, out.getvalue()

    call("check-inputs")
    call("run", "nightly", "--no-prefect", "--as-of", AS_OF)
    published = workspace.publication(AS_OF)
    clues = pl.read_parquet(published / "mismatch.parquet")
    clue = clues.drop_nulls(["household_no", "person_id_no"]).row(0, named=True)
    households = pl.read_parquet(published / "households.parquet")["household_no"]
    call("explain", "-", read=clue["finding_id"])
    call("explain", "-", "--json", read=clue["person_id_no"])
    call("report", "household", "-", read=households[0])
    book = workspace.root / "review.xlsx"
    call("review", "export", book, "--linked", 3)
    lines = [decided(line, "同一人", reviewer="复核乙") for line in candidates(read_lines(book))[:1]]
    call("review", "import", save_lines(lines, workspace.root / "filled.xlsx"), "--decided-on", "2019-07-01")
    (workspace.root / "filled.xlsx").unlink()
    book.unlink()
    call("run", "nightly", "--no-prefect", "--as-of", AS_OF)
    for words in (("status",), ("audit", "verify"), ("diff", AS_OF, AS_OF), ("params", "show", "--as-of", AS_OF)):
        call(*words)


def test_nobody_stands_where_nobody_belongs(used: Used) -> None:
    assert len(used.people.numbers) > 300
    assert len(used.people.names) > 200
    assert used.people.numbers_in((used.workspace.publication(AS_OF) / "city_platform" / "mismatch.csv").read_bytes())
    assert strays(used.people, used.workspace) == []


def test_nothing_is_left_outside_the_workspace(used: Used) -> None:
    left = [path for name in ("temp", "home", "called-in") for path in (used.around / name).rglob("*")]
    assert left == []


def test_no_command_says_anybodys_number(used: Used) -> None:
    assert [words for words, text in used.said.items() if used.people.numbers_in(text.encode())] == []
    for words in ("run nightly", "check-inputs", "status", "audit verify", "review import"):
        assert not used.people.names_in(used.said[words].encode()), words


def test_all_that_the_commands_made_is_closed_to_others(used: Used) -> None:
    assert open_to_others(used.workspace) == []


def test_what_is_asked_on_standard_input_stands_in_no_list_of_processes(used: Used) -> None:
    number = min(used.people.numbers)
    words = [*HEDUI, "explain", "-", "--workspace", str(used.workspace.root)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as asked:
        assert asked.stdin is not None
        asked.stdin.write(number.encode())
        asked.stdin.flush()
        while b"explain" not in (told := _said_of(asked.pid)):  # a program has no words yet when it has only just begun
            assert asked.poll() is None  # it cannot end before it has read all
        seen = [told]
        asked.stdin.close()
        while asked.poll() is None:
            seen.append(_said_of(asked.pid))
            time.sleep(0.01)  # for the sake of whoever it is that is looked at
    assert asked.returncode == 0
    assert not [one for one in seen if number.encode() in one]


def _said_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""
