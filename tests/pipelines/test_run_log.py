"""The log of a run is read by machines: what was read, with its counts, and a warning for all that was set aside."""

import json
import re
from pathlib import Path

import pytest

from pipelines.run.files import log_files
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.errors import InputRefusedError
from schemas.flow import Flow
from tests.pipelines.ingest.landing_files import ORPHANS, Row, orphan, read, write_xlsx
from tests.pipelines.small_district import AS_OF, copy_of, landed, run, table_of

Line = dict[str, object]
_HEAD = ["time", "level", "run", "stage", "event"]


def newest(workspace: Workspace) -> Path:
    return max(workspace.runs.iterdir())


def lines(folder: Path) -> list[Line]:
    return [json.loads(line) for line in (folder / "run.log").read_text(encoding="utf-8").splitlines()]


def told(log: list[Line], event: str, *facts: str) -> list[tuple[object, ...]]:
    return [tuple(line[fact] for fact in facts) for line in log if line["event"] == event]


@pytest.fixture(scope="module")
def night(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A night with a file that nobody claims, and without the disability register; not to be changed."""
    fresh = landed(district, tmp_path_factory.mktemp("log") / "workspace")
    (fresh.landing / "情况说明.txt").write_text("无")
    for path in fresh.landing.iterdir():
        if path.name.startswith(("disability_2", "残疾人证_")):
            path.unlink()
    run(fresh)
    return fresh


def test_every_file_and_all_that_was_set_aside_stands_in_the_log(night: Workspace) -> None:
    log, manifest = lines(newest(night)), json.loads((night.publication(AS_OF) / "manifest.json").read_text())
    assert all(list(line)[:5] == _HEAD and line["run"] == newest(night).name for line in log)
    counts = ("source", "file", "rows", "accepted", "quarantined")
    assert told(log, "file_read", *counts) == [tuple(one[name] for name in counts) for one in manifest["inputs"]]
    refused = table_of(night, "quarantine")
    rows = refused.select("file", "reason", "row_number").unique().group_by("file", "reason").len().rows()
    assert sorted(told(log, "rows_quarantined", "file", "reason", "rows")) == sorted(rows)
    assert told(log, "file_unclaimed", "file") == [("情况说明.txt",)]
    assert told(log, "not_run", "id") == [(one["id"],) for one in manifest["not_run"]] != []
    warned = {line["event"] for line in log if line["level"] == "WARNING"}
    assert warned == {"rows_quarantined", "file_unclaimed", "not_run"}


def test_what_the_warehouse_has_kept_stands_in_the_log_too(night: Workspace, tmp_path: Path) -> None:
    before = sorted(told(lines(newest(night)), "file_read", "file", "rows"))
    workspace = copy_of(night, tmp_path / "workspace")
    (workspace.publication(AS_OF) / "index.html").unlink()
    run(workspace)
    again = lines(newest(workspace))
    assert sorted(told(again, "file_read", "file", "rows")) == before
    assert set(told(again, "file_read", "read_from")) == {("warehouse",)}


def test_a_run_that_fails_ends_its_log_with_the_error(fresh: Workspace) -> None:
    for path in fresh.landing.iterdir():
        path.unlink()
    with pytest.raises(InputRefusedError):
        run(fresh)
    failed, ended = lines(newest(fresh))[-2:]
    assert (failed["level"], failed["event"], failed["error"]) == ("ERROR", "failed", "InputRefusedError")
    assert "户籍人口" in str(failed["message"])
    assert "Traceback" in str(failed["traceback"])
    assert (ended["event"], ended["exit_code"]) == ("run_ended", 3)


def test_a_sheet_of_notes_that_was_left_out_stands_in_the_log(tmp_path: Path) -> None:
    sheets: dict[str, list[Row]] = {"散居": [ORPHANS, orphan()], "说明": [["请核对"]]}
    write_xlsx(tmp_path / "孤儿保障_20190630.xlsx", sheets)
    with Run(Workspace(tmp_path), Flow.NIGHTLY, AS_OF) as work:
        log_files(work, {"orphans": read(tmp_path)}, "landing")
    (left_out,) = told(lines(work.folder), "sheet_left_out", "level", "source", "file")
    assert left_out == ("WARNING", "orphans", "孤儿保障_20190630.xlsx#说明")


def test_no_fact_shows_a_whole_number(tmp_path: Path) -> None:
    work = Run(Workspace(tmp_path), Flow.NIGHTLY, AS_OF)
    with work:
        work.set_aside("file_unclaimed", file="432902199001011234.csv", rows=123456789012)
        work.log.warning("432902199001011234")
        work.log.warning("4329021990\u202c01011234")
    text = work.log_file.read_text(encoding="utf-8")
    assert not re.search("[0-9]{17}|01011234", text)
    assert told(lines(work.folder), "file_unclaimed", "file", "rows") == [("432902**********34.csv", 123456789012)]
