"""Prefect on PostgreSQL instead of SQLite: one setting, with a real server where the machine has one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.workspace.folders import Workspace
from tests.flows.served import PATIENCE_SECONDS, serving, wait_for
from tests.pipelines.small_district import AS_OF

NOBODY_BUT_ROOT = 0


def _program(name: str) -> str | None:
    """A program of PostgreSQL, also from where Debian keeps those of a server."""
    places = [*map(str, Path("/usr/lib/postgresql").glob("*/bin")), os.environ.get("PATH", os.defpath)]
    return shutil.which(name, path=os.pathsep.join(places))


@pytest.fixture
def database() -> Iterator[str]:
    """Address of a database of a server of its own, which listens on a socket alone."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL on this machine (initdb and pg_ctl): nothing was tried")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a socket's path must be short
    as_other: list[str] = []
    if os.getuid() == NOBODY_BUT_ROOT:  # a PostgreSQL server refuses to be run by root
        shutil.chown(folder, "nobody")
        as_other = ["setpriv", "--reuid=nobody", "--clear-groups", "--"]
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    data, log, patiently = str(folder / "data"), str(folder / "log"), ("--timeout", str(PATIENCE_SECONDS))
    for command in (
        [initdb, "--pgdata", data, "--username", "hedui", "--auth", "trust"],
        [pg_ctl, "--pgdata", data, "--log", log, "--options", options, "--wait", *patiently, "start"],
    ):
        subprocess.run([*as_other, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    try:
        yield f"postgresql+asyncpg://hedui@/postgres?host={folder}"
    finally:
        stop = [pg_ctl, "--pgdata", data, "--mode", "immediate", *patiently, "stop"]
        subprocess.run([*as_other, *stop], check=True, cwd=folder)
        shutil.rmtree(folder)


def test_a_run_is_kept_in_postgresql_and_no_sqlite_file_is_made(workspace: Workspace, database: str) -> None:
    with serving(workspace, PREFECT_API_DATABASE_CONNECTION_URL=database) as served:
        done = served.by_hand("mismatch", "--as-of", AS_OF)
        assert done.returncode == 0, done.stderr
        names = [str(run["name"]) for run in served.runs("COMPLETED")]
        assert [name for name in names if name.startswith(f"mismatch {AS_OF}")]
        wait_for(lambda: served.runs("SCHEDULED"))
        assert not list((workspace.root / ".prefect").glob("prefect.db*"))
