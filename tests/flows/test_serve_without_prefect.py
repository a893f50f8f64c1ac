"""What becomes of a due night where Prefect cannot be had, and of the children of a serve that ends badly."""

import json
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.workspace.folders import Workspace
from tests.flows.served import PATIENCE_SECONDS, Served, serving, wait_for, working_for
from tests.pipelines.small_district import AS_OF, files_of

LONG_AGO = "2019-06-01T02:00:00+08:00"
IN_HALF_A_YEAR = f"0 2 1 {(datetime.now(UTC).month + 5) % 12 + 1} *"
"""So that no other night falls due meanwhile."""


def missed_nights(workspace: Workspace) -> Path:
    home = workspace.root / ".prefect"
    home.mkdir(mode=0o700)
    (home / "night.json").write_text(json.dumps({"due": LONG_AGO, "attempts": 1, "ended": True}))
    return home


def test_a_locked_database_ends_in_one_message_and_one_night_without_prefect(workspace: Workspace) -> None:
    folder = workspace.publication(AS_OF)
    before = files_of(folder)
    (folder / "manifest.json").unlink()  # so that there is something to publish
    with closing(sqlite3.connect(missed_nights(workspace) / "prefect.db", isolation_level=None)) as database:
        database.execute("create table runs (id)")
        database.execute("begin exclusive")
        with serving(workspace, "--as-of", str(AS_OF), "--cron", IN_HALF_A_YEAR) as served:
            wait_for(lambda: "已发布" in served.log)
            wait_for(lambda: json.loads((workspace.root / ".prefect" / "night.json").read_text())["ended"])
            wait_for(lambda: "不可用" in served.log)
            assert served.log.count("锁定") == 1
            assert served.log.count("不可用") == 1
            assert served.log.count("直接运行") == 2  # that it will, and that it does: one night, not a thousand
            assert files_of(folder) == before
            assert "Traceback" not in served.log
            assert served.threads_that_take(signal.SIGTERM) == []
            served.process.send_signal(signal.SIGTERM)
            assert served.process.wait(PATIENCE_SECONDS) == 0
    wait_for(lambda: not working_for(workspace))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ended_while_it_starts_it_leaves_nobody_behind(fresh: Workspace, number: signal.Signals) -> None:
    with serving(fresh) as served:
        wait_for(lambda: _starts(served))
        served.process.send_signal(number)
        assert served.process.wait(PATIENCE_SECONDS) == (-number if number == signal.SIGKILL else 0)
        wait_for(lambda: not working_for(fresh))
        assert "Traceback" not in served.log


def _starts(served: Served) -> bool:
    assert served.process.poll() is None, served.log
    return bool(served.children("server_child"))
