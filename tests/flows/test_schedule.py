"""`hedui serve`: a server that asks who calls, a cron that gets its runs, one of which runs; and what it survives."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.flows.home import auth_file, served_file
from pipelines.flows.scheduler import seen_as
from pipelines.flows.server import API_VARIABLE, AUTH_VARIABLE, is_ready, reachable_server
from pipelines.workspace.folders import Workspace, write_private
from pipelines.workspace.lock import hold
from schemas.errors import SchedulerError, WorkspaceBusyError
from schemas.flow import Stage
from tests.faults.halted import halting, wait_until_halted
from tests.faults.traces import below, people_of, strays
from tests.flows.dask_workers import workers
from tests.flows.served import (
    PATIENCE_SECONDS,
    SAFELY,
    WITHOUT_PREFECT,
    Served,
    clean_environment,
    command_of,
    living,
    serving,
    wait_for,
    working_for,
)
from tests.pipelines.small_district import AS_OF, copy_of, files_of, hedui_process

BUSY = WorkspaceBusyError.exit_code


@pytest.fixture(scope="module")
def served(standing: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Served from a folder with modules of a stranger, on a database that is none; what is published is lost."""
    workspace = copy_of(standing, tmp_path_factory.mktemp("served") / "workspace")
    shutil.rmtree(workspace.publication(AS_OF))
    strange = tmp_path_factory.mktemp("strange")
    for name in ("prefect.py", "random.py", "pipelines.py"):
        (strange / name).write_text("raise SystemExit('a stranger was imported')")
    (strange / "prefect.toml").write_text("[api]\nurl = 'http://127.0.0.1:9/api'\n")
    (workspace.root / ".prefect").mkdir()
    write_private(workspace.root / ".prefect" / "prefect.db", b"no database" * 1000)
    with serving(workspace, "--cron", "* * * * *", "--as-of", str(AS_OF), cwd=strange) as one:
        wait_for(lambda: one.process.poll() is not None or reachable_server(workspace))
        yield one


def test_a_damaged_database_is_put_aside_and_said_once(served: Served) -> None:
    assert served.log.count("已损坏") == 1
    assert list((served.workspace.root / ".prefect").glob("prefect.db.damaged-*"))


def test_nobody_is_answered_without_the_string_and_no_foreign_page_ever(served: Served) -> None:
    for path, method in (("flow_runs/filter", "POST"), ("admin/version", "GET"), ("deployments/filter", "POST")):
        request = urllib.request.Request(f"{served.address}/{path}", b"{}" if method == "POST" else None, method=method)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)
        refused.value.close()
        assert refused.value.code == 401
    foreign = urllib.request.Request(f"{served.address}/ready", headers={"Origin": "http://localhost:9"})
    with urllib.request.urlopen(foreign, timeout=PATIENCE_SECONDS) as answer:
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_string_stands_in_its_file_alone_and_serve_names_the_file(served: Served) -> None:
    file = auth_file(served.workspace)
    secret = file.read_bytes().strip().partition(b":")[2]
    assert len(secret) >= 32
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(file) in served.log
    said = [path.read_bytes() for path in (served.workspace.root / ".prefect").glob("*.log")]
    commands = [command_of(pid).encode() for pid in living()]
    assert not [text for text in (served.log.encode(), *said, *commands) if secret in text]


def test_a_second_serve_is_refused_and_names_the_first(served: Served) -> None:
    done = hedui_process("serve", "--workspace", served.workspace.root)
    assert done.returncode == 5
    assert f"进程 {served.process.pid}" in done.stderr


@pytest.mark.skipif(find_spec("prefect_dask") is None, reason="make setup-cluster installs it")
def test_a_night_on_a_cluster_that_loses_a_worker_publishes_the_same_and_shows_its_parts(
    served: Served, workspace: Workspace, tmp_path: Path
) -> None:
    before = files_of(workspace.publication(AS_OF))
    shutil.rmtree(workspace.publication(AS_OF))
    (shared := tmp_path / "shared").mkdir()
    server = {API_VARIABLE: served.address, AUTH_VARIABLE: auth_file(served.workspace).read_text().strip()}
    with workers(tmp_path, 2) as cluster:
        words = ["run", "nightly", "--workspace", str(workspace.root), "--as-of", str(AS_OF), "--json"]
        night = subprocess.Popen(
            [*halting(SAFELY, Stage.LINK), *words, "--scheduler", cluster.address, "--shared", f"file://{shared}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=clean_environment(**server),
        )
        try:
            wait_until_halted(night.pid, lambda: night.poll() is None)
            cluster.kill_one_at_work(night)
            told = night.communicate()[1].decode()
        finally:
            night.kill()
            night.wait()
    assert night.returncode == 0, told
    assert files_of(workspace.publication(AS_OF)) == before
    assert not [path for path in shared.rglob("*") if path.is_file()]
    logs = [path.read_text() for path in workspace.runs.glob("*/run.log")]
    assert not [log for log in logs if "cluster_failed" in log]
    runs = [run for run in served.runs("COMPLETED") if run["name"] == f"{Stage.VERIFY.label} {AS_OF}"]
    assert len(runs) == 1
    wait_for(lambda: served.tasks(runs[0]) == {"1/4", "2/4", "3/4", "4/4"})


def test_the_cron_gets_its_runs_and_one_of_them_publishes(served: Served, standing: Workspace) -> None:
    def of_the_cron() -> list[dict[str, object]]:
        return [run for run in served.runs("COMPLETED") if run["auto_scheduled"] and run["state_name"] != "Skipped"]

    wait_for(lambda: served.runs("SCHEDULED"))
    wait_for(served.workspace.publication(AS_OF).exists)
    wait_for(of_the_cron)
    assert files_of(served.workspace.publication(AS_OF)) == files_of(standing.publication(AS_OF))
    assert re.fullmatch(rf"nightly {AS_OF} \([0-9-]{{10}} [0-9:]{{5}}\)", str(of_the_cron()[0]["name"]))


def test_a_run_by_hand_is_a_run_of_the_server_with_its_stages_and_a_summary(served: Served) -> None:
    done = served.by_hand("mismatch", "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    runs = {str(run["name"]).partition(" (")[0]: run for run in served.runs("COMPLETED")}
    run = runs[f"mismatch {AS_OF}"]
    wait_for(lambda: {"取回上次结果", "数据比对", "写出报表", "审核发布"} <= served.tasks(run))
    artifacts = served.ask("artifacts/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    assert "数据比对" in str(artifacts[0]["data"])


def test_a_run_by_hand_that_is_refused_keeps_its_exit_code_and_fails_on_the_server(served: Served) -> None:
    done = served.by_hand("coverage", "--as-of", "2019-01-31")
    assert done.returncode == 2
    assert "hedui run ingest" in done.stderr
    failed = {str(run["name"]).partition(" (")[0]: str(run["state"]) for run in served.runs("FAILED")}
    assert "hedui run ingest" in failed["coverage 2019-01-31"]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1:1", "tcp://127.0.0.1:none"])
def test_a_scheduler_that_nobody_is_at_is_named_before_anything_is_started(address: str) -> None:
    with pytest.raises(SchedulerError, match=re.escape(address)) as told:
        seen_as(address)
    assert told.value.exit_code == 2


def test_of_nights_that_a_sleeping_machine_missed_the_earlier_are_not_caught_up(served: Served) -> None:
    (deployment,) = served.ask("deployments/filter", {})
    missed = (datetime.now(UTC) - timedelta(days=3)).replace(second=0, microsecond=0)
    state = {"type": "SCHEDULED", "state_details": {"scheduled_time": missed.isoformat()}}
    served.ask(f"deployments/{deployment['id']}/create_flow_run", {"state": state})
    wait_for(lambda: [run for run in served.runs("COMPLETED") if run["state_name"] == "Skipped"])


def test_what_prefect_keeps_is_closed_to_others(served: Served) -> None:
    home = served.workspace.root / ".prefect"
    open_to_others = 0o077
    assert not [path for path in [home, *below(home)] if mode_of(path) & open_to_others]
    assert not [path for path in below(home) if path.parent.name == "storage"]


def test_a_schedule_leaves_nobody_where_nobody_belongs(served: Served, standing: Workspace) -> None:
    people = people_of(standing)
    with at_rest(served.workspace):
        assert strays(people, served.workspace) == []
    # Not all that runs on the machine: tests that run beside these ask for somebody of the same district.
    commands = [command_of(served.process.pid), *working_for(served.workspace)]
    assert not [command for command in commands if people.numbers_in(command.encode())]


def mode_of(path: Path) -> int:
    """Mode of a file; none of one that has gone meanwhile, as those beside a database do."""
    try:
        return path.lstat().st_mode & 0o777
    except FileNotFoundError:
        return 0


@contextmanager
def at_rest(workspace: Workspace) -> Iterator[None]:
    """No night of the schedule, one a minute, is at work within the block."""
    with ExitStack() as holding:

        def is_held() -> bool:
            with suppress(WorkspaceBusyError):
                holding.enter_context(hold(workspace.lock_file, datetime.now(UTC)))
                return True
            return False

        wait_for(is_held)
        yield


@contextmanager
def halted_by_hand(served: Served) -> Iterator[subprocess.Popen[bytes]]:
    """A run by hand that has halted in the middle of its work, begun again while it is not one of the server."""
    words = ["run", "mismatch", "--workspace", str(served.workspace.root), "--as-of", str(AS_OF), "--json"]
    command = [*halting(SAFELY, Stage.RECALL), *words]
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        wait_for(lambda: reachable_server(served.workspace))
        with subprocess.Popen(
            command, env=clean_environment(), cwd=served.called_in, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as run:
            assert run.stderr is not None
            said = run.stderr.readline().decode()
            if Stage.RECALL.label in said:
                wait_until_halted(run.pid, lambda: run.poll() is None)
                try:
                    yield run
                finally:
                    run.kill()  # nobody waits for one that is halted still
                return
            if WITHOUT_PREFECT in said:
                run.kill()  # it would halt, too
            run.communicate()
            assert run.returncode == BUSY or WITHOUT_PREFECT in said, said
            assert time.monotonic() < until, said


def test_a_run_by_hand_that_is_told_to_stop_says_so_and_nothing_else(served: Served) -> None:
    with halted_by_hand(served) as run:
        run.send_signal(signal.SIGTERM)
        run.send_signal(signal.SIGCONT)
        said, told = run.communicate()
    assert (run.returncode, json.loads(said)["exit_code"]) == (143, 143)
    # Steps that it was still told of before it halted stand above what it says of the stop.
    assert re.fullmatch(r"(· .*\n)*错误 已被停止.*\n提示 运行日志 .*\n", told.decode())


def test_a_server_killed_in_mid_run_costs_a_run_by_hand_nothing_and_is_started_again(served: Served) -> None:
    wait_for(lambda: len(served.children("server_child")) == 1)
    (server,) = served.children("server_child")
    with halted_by_hand(served) as run:
        os.kill(server, signal.SIGKILL)
        run.send_signal(signal.SIGCONT)
        said, _ = run.communicate()
    assert run.returncode == 0
    assert json.loads(said)["status"] == "published"
    wait_for(lambda: reachable_server(served.workspace))
    assert served.children("server_child") != [server]
    assert "本机 Prefect 服务意外停止" in served.log


def test_told_to_stop_it_stops_cleanly_and_takes_its_children_along(served: Served) -> None:
    address = served.address
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE_SECONDS) == 0
    assert not served_file(served.workspace).exists()
    assert not is_ready(address)
    wait_for(lambda: not working_for(served.workspace))
    assert "Traceback" not in served.log
