"""A night whose parts workers look at where no Prefect server is at hand: it brings its own for its time."""

import shutil
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.workspace.folders import Workspace
from schemas.flow import Stage
from tests.flows.dask_workers import workers
from tests.flows.served import working_for
from tests.pipelines.small_district import AS_OF, files_of, hedui_process

pytestmark = pytest.mark.skipif(find_spec("prefect_dask") is None, reason="make setup-cluster installs it")


def test_a_night_brings_its_own_server_and_leaves_nothing_running(workspace: Workspace, tmp_path: Path) -> None:
    before = files_of(workspace.publication(AS_OF))
    shutil.rmtree(workspace.publication(AS_OF))
    with workers(tmp_path, 1) as cluster:
        done = hedui_process(
            "run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF, "--scheduler", cluster.address
        )
    assert done.returncode == 0, done.stderr
    assert files_of(workspace.publication(AS_OF)) == before
    log = max(workspace.runs.glob("*/run.log")).read_text()
    assert "cluster_failed" not in log
    with closing(sqlite3.connect(workspace.root / ".prefect" / "prefect.db")) as kept:
        assert (f"{Stage.VERIFY.label} {AS_OF}", "COMPLETED") in kept.execute(
            "select name, state_type from flow_run"
        ).fetchall()
    assert not working_for(workspace)
