"""A run that is killed, at whatever point, leaves the last publication and a workspace in which the next run works."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pipelines.publishing.place import recover
from pipelines.workspace.folders import Workspace
from schemas.flow import Stage
from tests.pipelines.small_district import AS_OF, HEDUI, files_of, hedui, run

PATIENCE_SECONDS = 120


def kill_after(workspace: Workspace, stage: Stage) -> None:
    """Starts a night and kills it once its log says that a stage is done."""
    known = set(workspace.runs.glob("*"))
    command = [*HEDUI, "run", "nightly", "--no-prefect", "--workspace", str(workspace.root), "--as-of", str(AS_OF)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE_SECONDS
    while not any(_says(folder / "run.log", stage) for folder in set(workspace.runs.glob("*")) - known):
        assert process.poll() is None, "the night ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def _says(log: Path, stage: Stage) -> bool:
    return log.exists() and f'"stage": "{stage.value}", "event": "stage_ended"' in log.read_text()


@pytest.mark.parametrize("stage", [Stage.LOOK, Stage.INGEST, Stage.LINK, Stage.WRITE])
def test_a_killed_night_leaves_the_last_publication(workspace: Workspace, stage: Stage) -> None:
    before = files_of(workspace.publication(AS_OF))
    registry = next(
        path for path in workspace.landing.iterdir() if path.name.startswith(("civil_registry", "户籍人口"))
    )
    renamed = registry.with_name(f"{registry.stem}_甲{registry.suffix}")
    registry.rename(renamed)  # another name is another extract: there is work to do
    kill_after(workspace, stage)
    assert files_of(workspace.publication(AS_OF)) == before
    renamed.rename(registry)
    (workspace.publication(AS_OF) / "index.html").unlink()
    assert run(workspace).unchanged_since is None
    assert files_of(workspace.publication(AS_OF)) == before
    assert list(workspace.staging.iterdir()) == []


def test_a_lock_whose_holder_is_dead_holds_nothing(workspace: Workspace) -> None:
    workspace.lock_file.write_text('{"pid": 1, "host": "gone", "started": "2019-06-30T02:00:00"}')
    assert hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF).returncode == 0


def test_a_publication_set_aside_by_a_killed_run_comes_back(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    workspace.publication(AS_OF).rename(workspace.staging / f"replaced-{AS_OF}")
    recover(workspace)
    assert files_of(workspace.publication(AS_OF)) == before
    assert (workspace.published / "latest").resolve() == workspace.publication(AS_OF).resolve()


def test_findings_of_a_run_killed_before_it_could_record_them_are_recorded_later(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    workspace.warehouse.unlink()  # nothing is on record any more, as if the run had died right after it published
    run(workspace)
    assert files_of(workspace.publication(AS_OF)) == before


@pytest.mark.parametrize("bytes_allowed", [100_000, 300_000])
def test_a_disk_that_fills_up_leaves_the_last_publication(workspace: Workspace, bytes_allowed: int) -> None:
    before = files_of(workspace.publication(AS_OF))
    (workspace.publication(AS_OF) / "index.html").rename(workspace.root / "aside")
    workspace.warehouse.unlink()
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({bytes_allowed}, {bytes_allowed})); "
    command = [HEDUI[0], "-c", limit + HEDUI[2], "run", "nightly", "--no-prefect", "--as-of", str(AS_OF)]
    done = subprocess.run([*command, "--workspace", str(workspace.root)], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "错误" in done.stderr
    (workspace.root / "aside").rename(workspace.publication(AS_OF) / "index.html")
    assert files_of(workspace.publication(AS_OF)) == before
    workspace.warehouse.unlink(missing_ok=True)
    (workspace.publication(AS_OF) / "index.html").unlink()
    run(workspace)
    assert files_of(workspace.publication(AS_OF)) == before
