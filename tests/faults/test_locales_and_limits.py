"""A night under any locale, and on a small machine, is the same night."""

import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, HEDUI, files_of, hedui

ADDRESS_SPACE = 4 << 30


def _gb18030(folder: Path) -> dict[str, str]:
    """The environment of a GB18030 locale, compiled for the test."""
    compiler = shutil.which("localedef")
    if compiler is None:
        pytest.skip("there is no localedef to make the locale with")
    target = folder / "zh_CN.GB18030"
    subprocess.run([compiler, "-c", "-i", "zh_CN", "-f", "GB18030", str(target)], check=False, capture_output=True)
    if not target.exists():
        pytest.skip("the sources of the locale are not installed")
    return {"LOCPATH": str(folder), "LC_ALL": "zh_CN.GB18030"}


@pytest.mark.parametrize("locale", ["ASCII", "GB18030"])
def test_a_night_does_not_depend_on_the_locale(workspace: Workspace, tmp_path: Path, locale: str) -> None:
    before = files_of(workspace.publication(AS_OF))
    (workspace.publication(AS_OF) / "index.html").unlink()
    stray = "说明.txt".encode("gb18030").decode(errors="surrogateescape")
    (workspace.landing / stray).write_bytes(b"")
    environments = {
        "ASCII": lambda: {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        "GB18030": lambda: _gb18030(tmp_path),
    }
    done = subprocess.run(
        [*HEDUI, "run", "nightly", "--no-prefect", "--workspace", str(workspace.root), "--as-of", str(AS_OF)],
        capture_output=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", **environments[locale]()},
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    assert "已发布" in done.stderr.decode()
    (workspace.landing / stray).unlink()
    assert files_of(workspace.publication(AS_OF)) == before


def test_a_night_of_a_small_district_needs_no_large_address_space(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    workspace.warehouse.unlink()
    shutil.rmtree(workspace.publication(AS_OF))
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE})); "
    command = [HEDUI[0], "-c", limit + HEDUI[2], "run", "nightly", "--no-prefect", "--as-of", str(AS_OF)]
    done = subprocess.run([*command, "--workspace", str(workspace.root)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert files_of(workspace.publication(AS_OF)).keys() == before.keys()


def test_a_command_leaves_no_core_file() -> None:
    code = HEDUI[2].replace("sys.exit(main())", "main(['status', '--workspace', '/nowhere']); print(limit())")
    asks = "import resource; limit = lambda: resource.getrlimit(resource.RLIMIT_CORE)[0]; "
    done = subprocess.run([HEDUI[0], "-c", asks + code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "0"


def test_a_spoilt_file_ends_the_check_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "orphans_20190630.parquet").write_bytes(b"PAR1" + b"\xff" * 60 + b"PAR1")
    done = hedui("check-inputs", tmp_path)
    assert done.returncode == 3
    assert "orphans_20190630.parquet" in done.stderr
