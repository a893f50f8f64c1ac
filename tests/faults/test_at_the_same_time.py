"""Commands at the same time: one night at a time holds the workspace, and whoever looks on sees whole publications."""

import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import cycle
from pathlib import Path

import polars as pl

from pipelines.publishing.place import publish
from pipelines.publishing.published import published_tables
from pipelines.record.store import read_record, verified_record
from pipelines.warehouse import Warehouse
from reports.diff import COMPARED
from schemas.flow import Stage
from tests.faults.halted import wait_until_halted
from tests.faults.hamlet import ENTRIES, Hamlet, clues_of, found_out, landed
from tests.faults.killed import PATIENCE_SECONDS, night_that_kills_itself, started
from tests.pipelines.filled_workbook import candidates, decided, read_lines, save_lines
from tests.pipelines.small_district import AS_OF, files_of, hedui, hedui_process, table_of


def test_of_two_nights_at_once_one_is_told_that_the_other_is_at_work(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    words = ("run", "nightly", "--no-prefect", "--workspace", workspace.root, "--as-of", AS_OF)
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: hedui_process(*words), range(2)))
    assert sorted(one.returncode for one in done) in ([0, 5], [0, 0])  # [0, 0]: one had ended when the other began
    assert not [one for one in done if "Traceback" in one.stderr]
    assert files_of(workspace.publication(AS_OF)) == hamlet.after


def test_of_two_imports_at_once_each_is_taken_whole_or_told_to_wait(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    forms = [found_out(clue, tmp_path / f"{clue}.csv") for clue in clues_of(workspace, 3)[1:]]

    def take(form: Path) -> int:
        done = hedui_process("findings", "import", form, "--workspace", workspace.root)
        assert "Traceback" not in done.stderr
        return done.returncode

    with ThreadPoolExecutor(2) as both:
        codes = dict(zip(forms, both.map(take, forms), strict=True))
    assert sorted(codes.values()) in ([0, 0], [0, 5])
    assert len(read_record(workspace)) == ENTRIES + [*codes.values()].count(0)
    assert [take(form) for form in forms] == [0, 0]
    with Warehouse(workspace.warehouse) as warehouse:
        assert len(verified_record(workspace, warehouse)) == ENTRIES + len(forms)


def test_whoever_reads_while_a_night_publishes_reads_one_publication(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    full, emptied = tmp_path / "full", tmp_path / "emptied"
    shutil.copytree(workspace.publication(AS_OF), full)
    shutil.copytree(full, emptied)
    for table in COMPARED:
        pl.read_parquet(full / table.file).clear().write_parquet(emptied / table.file)

    def seen() -> list[frozenset[bool]]:
        looks, until = list[frozenset[bool]](), time.monotonic() + PATIENCE_SECONDS
        while len(looks) < 300 or (len(set(looks)) < 2 and time.monotonic() < until):
            tables = published_tables(workspace, AS_OF, COMPARED).values()
            looks.append(frozenset(frame.is_empty() for frame in tables))
        return looks

    with ThreadPoolExecutor(1) as reader:
        reading = reader.submit(seen)
        for written in cycle([emptied, full]):
            publish(workspace, AS_OF, Path(shutil.copytree(written, workspace.staging / "written")))
            if reading.done():
                break
    assert set(reading.result()) == {frozenset([True]), frozenset([False])}


def test_whoever_decides_or_looks_on_while_a_night_runs_is_answered_or_told_to_wait(
    hamlet: Hamlet, tmp_path: Path
) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    at = ("--workspace", workspace.root)
    book, filled = tmp_path / "review.xlsx", tmp_path / "filled.xlsx"
    assert hedui("review", "export", book, "--linked", 3, *at).returncode == 0
    save_lines([decided(line, "同一人", reviewer="复核乙") for line in candidates(read_lines(book))[:1]], filled)
    clue = table_of(workspace, "mismatch")["finding_id"][0]

    # It halts, so that it is at work until all were answered.
    night = started(night_that_kills_itself, workspace.root, Stage.INGEST, signal.SIGSTOP)
    assert night.pid is not None
    try:
        wait_until_halted(night.pid, night.is_alive)
        told = {
            "import": hedui("review", "import", filled, *at),
            "accept": hedui("accept", landed(workspace, "deaths").name, "--by", "张丽", *at),
            "explain": hedui("explain", clue, *at),
            "status": hedui("status", *at),
            "diff": hedui("diff", AS_OF, AS_OF, *at),
            "audit": hedui("audit", "verify", *at),
        }
    finally:
        with suppress(ProcessLookupError):
            os.kill(night.pid, signal.SIGCONT)
        night.join(PATIENCE_SECONDS)
    assert night.exitcode == 0
    assert {words: one.returncode for words, one in told.items()} == {
        "import": 5,
        "accept": 5,
        "explain": 5,
        "status": 0,
        "diff": 0,
        "audit": 5,
    }
    assert not [words for words, one in told.items() if "Traceback" in one.stderr or "内部错误" in one.stderr]
    assert files_of(workspace.publication(AS_OF)) == hamlet.after
    assert hedui("review", "import", filled, *at).returncode == 0
