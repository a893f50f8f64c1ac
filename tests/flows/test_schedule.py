"""`hedui serve`: a server of its own, a cron that really gets its scheduled runs, and one of them that really runs."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.flows.server import is_healthy, reachable_server, served_file
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, HEDUI, copy_of, files_of, hedui

PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class Served:
    workspace: Workspace
    process: subprocess.Popen[bytes]
    address: str

    def ask(self, path: str, question: dict[str, object]) -> list[dict[str, object]]:
        request = urllib.request.Request(
            f"{self.address}/{path}", json.dumps(question).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            content: list[dict[str, object]] = json.load(answer)
            return content

    def runs(self, state: str) -> list[dict[str, object]]:
        wanted = {"state": {"type": {"any_": [state]}}}
        return self.ask("flow_runs/filter", {"flow_runs": wanted, "sort": "EXPECTED_START_TIME_ASC", "limit": 20})


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.5)


@pytest.fixture(scope="module")
def served(standing: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = copy_of(standing, tmp_path_factory.mktemp("served") / "workspace")
    command = [*HEDUI, "serve", "--workspace", str(workspace.root), "--cron", "* * * * *", "--port", "0"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HEDUI_", "PREFECT_"))}
    log = workspace.root / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--as-of", str(AS_OF)], stdout=output, stderr=output, env=clean)
    wait_for(lambda: process.poll() is not None or reachable_server(workspace))
    address = reachable_server(workspace)
    assert address is not None, log.read_text()
    yield Served(workspace, process, address)
    if process.poll() is None:
        process.kill()
        process.wait()


def test_the_cron_gets_its_runs_and_one_of_them_publishes(served: Served) -> None:
    folder = served.workspace.publication(AS_OF)
    before = files_of(folder)
    shutil.rmtree(folder)
    wait_for(lambda: served.runs("SCHEDULED"))
    wait_for(folder.exists)
    wait_for(lambda: served.runs("COMPLETED"))
    assert files_of(folder) == before
    assert served.runs("COMPLETED")[0]["auto_scheduled"] is True


def test_a_run_by_hand_is_a_run_of_the_server_with_its_stages_and_a_summary(served: Served) -> None:
    done = hedui("run", "mismatch", "--workspace", served.workspace.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    runs = {run["name"]: run for run in served.runs("COMPLETED")}
    run = runs[f"mismatch {AS_OF}"]
    tasks = served.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert {"取回上次结果", "数据比对", "写出报表", "审核发布"} <= {str(task["name"]) for task in tasks}
    artifacts = served.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert "数据比对" in str(artifacts[0]["data"])


def test_a_run_by_hand_that_is_refused_keeps_its_exit_code_and_fails_on_the_server(served: Served) -> None:
    done = hedui("run", "coverage", "--workspace", served.workspace.root, "--as-of", "2019-01-31")
    assert done.returncode == 2
    assert "hedui run ingest" in done.stderr
    failed = {str(run["name"]): str(run["state"]) for run in served.runs("FAILED")}
    assert "hedui run ingest" in failed["coverage 2019-01-31"]


def test_what_prefect_keeps_is_closed_to_others_and_names_nobody(served: Served) -> None:
    home = served.workspace.root / ".prefect"
    assert {oct(path.stat().st_mode & 0o077) for path in [home, *home.rglob("*")]} == {"0o0"}
    links = (served.workspace.publication(AS_OF) / "coverage_gaps.parquet").exists()
    assert links
    assert not list(home.rglob("storage/*"))


def test_told_to_stop_it_stops_cleanly_and_takes_its_server_along(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(60) == 0
    assert not served_file(served.workspace).exists()
    assert not is_healthy(served.address)
    log = Path(served.workspace.root / "serve.log").read_text()
    assert "never awaited" not in log
    assert "Traceback" not in log
