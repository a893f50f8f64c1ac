"""What a bureau installs: the wheel runs outside the checkout, and the files of `packaging/` hold what they promise."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from pipelines.cli.sample_settings import SAID, sample
from pipelines.telling.settings import Metrics, Notify, load_metrics, load_notify
from pipelines.workspace.folders import Workspace
from pipelines.workspace.program import ROOMS
from pipelines.workspace.settings import TABLES, Settings, load_settings

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
UNITS = sorted(path for path in (PACKAGING / "systemd").iterdir() if path.suffix in {".service", ".timer"})
ANALYZE = shutil.which("systemd-analyze")
EXPOSED_AT_MOST = "15"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a fresh environment that has the wheel, and borrows what it depends on from this one."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    uv = Path(sys.executable).with_name("uv")
    install = [uv, "pip", "install", "--offline", "--no-deps", "--python", folder / "bin" / "python", wheel]
    subprocess.run(list(map(str, install)), check=True, capture_output=True)
    return folder / "bin" / "hedui"


def outside(command: Path | str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command as one does who has no checkout."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd), "LANG": "C.UTF-8"}
    return subprocess.run(
        [command, *map(str, arguments)], cwd=cwd, env=environment, text=True, capture_output=True, check=False
    )


def test_the_wheel_holds_every_file_of_the_program(wheel: Path) -> None:
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", *ROOMS], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
    assert set(listed.splitlines()) <= names
    assert {name.partition("/")[0] for name in names} - set(ROOMS) == {f"hedui-{version('hedui')}.dist-info"}


def test_the_wheel_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    told = outside(installed, "--version", cwd=tmp_path)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert told.stdout == f"hedui {declared}\n", told.stderr
    where = outside(installed.with_name("python"), "-c", "import pipelines; print(pipelines.__file__)", cwd=tmp_path)
    assert Path(where.stdout).is_relative_to(installed.parents[1])
    shown = outside(installed, "demo", "--people", 300, "--workspace", tmp_path / "demo", cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert (tmp_path / "demo" / "published" / "latest" / "index.html").stat().st_size > 0


def test_the_sample_says_every_setting_and_its_default(tmp_path: Path) -> None:
    text = (PACKAGING / "hedui.toml").read_text(encoding="utf-8")
    assert text == sample(), "run: make docs"
    workspace = Workspace(tmp_path)
    workspace.settings_file.write_text(text)
    assert load_settings(workspace, {}) == Settings()
    assert load_notify(workspace, {}) == Notify()
    assert load_metrics(workspace) == Metrics()
    names = {one.name for one in fields(Settings)} | set(TABLES)
    assert set(tomllib.loads(text)) == names == {name for name in SAID if "." not in name}


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here")
def test_the_units_are_what_systemd_takes_and_hardened(tmp_path: Path) -> None:
    for unit in UNITS:
        there = unit.read_text(encoding="utf-8").replace("/opt/hedui/.venv/bin/hedui", "/bin/true")
        (tmp_path / unit.name).write_text(there)
    units = [str(tmp_path / unit.name) for unit in UNITS]
    checked = subprocess.run([str(ANALYZE), "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    for service in (name for name in units if name.endswith(".service")):
        rated = [str(ANALYZE), "security", "--offline=yes", f"--threshold={EXPOSED_AT_MOST}", service]
        assert subprocess.run(rated, capture_output=True, check=False).returncode == 0, service


def test_the_container_is_nobodys_root_and_is_built_from_what_is_there() -> None:
    lines = (PACKAGING / "container" / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert {name for names in copied for name in names if not (ROOT / name).exists()} == set()
    assert set(ROOMS) <= {name for names in copied for name in names}
    composed = yaml.safe_load((PACKAGING / "container" / "compose.yaml").read_text(encoding="utf-8"))
    service = composed["services"]["hedui"]
    assert f"USER {service['user']}" in lines
    assert service["user"].split(":")[0] not in {"0", "root"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert (PACKAGING / "container" / service["build"]["context"]).samefile(ROOT)
    assert (ROOT / service["build"]["dockerfile"]).is_file()
