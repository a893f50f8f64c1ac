"""A small district and its first night, made once a test session and copied by every test that changes something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from data.district import new_district
from pipelines.night.start import run_flow
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.flow import Flow

PEOPLE = 3_000
AS_OF = date(2019, 6, 30)
HEDUI = [sys.executable, "-c", "import sys; from pipelines.cli import main; sys.exit(main())"]


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


def run(workspace: Workspace, flow: Flow = Flow.NIGHTLY, as_of: date = AS_OF) -> RunOutcome:
    """Runs one flow here and now."""
    return run_flow(Run(workspace, flow, as_of))


def hedui(*arguments: object, cwd: Path | str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as people do, without a Prefect server."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("HEDUI_", "PREFECT_"))}
    return subprocess.run(
        [*HEDUI, *map(str, arguments)], capture_output=True, text=True, check=False, env=clean | environment, cwd=cwd
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder but the manifest, which alone may name runs and times."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / "manifest.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
