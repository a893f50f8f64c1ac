"""A small district and its first night, made once a test session and copied by every test that changes something."""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.district import new_district
from pipelines.cli import main
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.extracts import EXTRACTS
from schemas.flow import Flow

PEOPLE = 3_000
AS_OF = date(2019, 6, 30)
HEDUI = [sys.executable, "-c", "import sys; from pipelines.cli import main; sys.exit(main())"]
_OURS = ("HEDUI_", "PREFECT_")


def made_district(base: Path) -> Path:
    """The folder of the district below the session's own folder."""
    folder = base / "district"
    if not folder.exists():
        new_district(folder, PEOPLE, seed=3, as_of=AS_OF)
    return folder


def night_before(base: Path) -> Workspace:
    """A workspace that has had its first night; not to be changed."""
    workspace = Workspace(base / "night-before")
    if not workspace.root.exists():
        shutil.copytree(made_district(base) / "landing", workspace.landing)
        run(workspace)
    return workspace


def copy_of(workspace: Workspace, target: Path) -> Workspace:
    """A workspace to do with as one likes."""
    shutil.copytree(workspace.root, target, symlinks=True)
    return Workspace(target)


def landed(district: Path, target: Path) -> Workspace:
    """A workspace in which files lie and nothing has run yet."""
    shutil.copytree(district / "landing", target / "landing")
    return Workspace(target)


def land(workspace: Workspace, source: str, day: date, rows: list[dict[str, str]]) -> None:
    """Lands an extract of a few rows: name of a column -> cell."""
    headers = {column.name: column.header for column in EXTRACTS[source].columns}
    path = workspace.landing / f"{source}_{day:%Y%m%d}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(headers.values()))
        writer.writeheader()
        writer.writerows({headers[name]: cell for name, cell in row.items()} for row in rows)


def run(workspace: Workspace, flow: Flow = Flow.NIGHTLY, as_of: date = AS_OF) -> RunOutcome:
    """Runs one flow here and now."""
    return run_flow(Run(workspace, flow, as_of))


def hedui(
    *arguments: object, cwd: Path | str | None = None, read: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Calls a command as people do, without a Prefect server; in this process, which has imported it already.

    Args:
        arguments: its words.
        cwd: the folder in which it is called.
        read: what it reads from standard input.
        environment: variables, beside which no other of ours is set.
    """
    words = [*map(str, arguments)]
    out, said = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    umask, core = os.umask(0o022), resource.getrlimit(resource.RLIMIT_CORE)
    try:
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(said):
            for name in [name for name in os.environ if name.startswith(_OURS)]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            if cwd is not None:
                patch.chdir(cwd)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(read.encode())))
            code = _code_of(words)
    finally:
        os.umask(umask)
        resource.setrlimit(resource.RLIMIT_CORE, core)
    return subprocess.CompletedProcess(words, code, *(_text(stream) for stream in (out, said)))


def _code_of(words: list[str]) -> int:
    try:
        return main(words)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else bool(ended.code)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def hedui_process(
    *arguments: object, cwd: Path | str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The same in a process of its own, where that is what matters."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return subprocess.run(
        [*HEDUI, *map(str, arguments)], capture_output=True, text=True, check=False, env=clean | environment, cwd=cwd
    )


def table_of(workspace: Workspace, name: str, day: date = AS_OF) -> pl.DataFrame:
    """A table as it was published."""
    return pl.read_parquet(workspace.publication(day) / f"{name}.parquet")


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the manifest, which alone may name runs and times."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
