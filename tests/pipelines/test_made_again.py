"""A date whose publication is no more comes out as it did, or the night says what is otherwise."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, files_of, hedui, run

DEATHS, MEASURES = f"deaths_{AS_OF:%Y%m%d}.csv", f"行业帮扶_{AS_OF:%Y%m%d}.csv"


def again(workspace: Workspace) -> str:
    """What a night says that makes the publication of its date again, which is no more."""
    shutil.rmtree(workspace.publication(AS_OF))
    done = hedui("run", "nightly", "--as-of", AS_OF, "--workspace", workspace.root)
    assert done.returncode == 0, done.stderr
    return done.stderr


def manifest(folder: Path) -> dict[str, object]:
    said: dict[str, object] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return said


def test_what_comes_out_as_it_was_needs_no_words(workspace: Workspace) -> None:
    folder = workspace.publication(AS_OF)
    before = files_of(folder)
    run(workspace, as_of=AS_OF + timedelta(days=1))
    assert "原有的发布" not in again(workspace)
    assert files_of(folder) == before
    assert manifest(folder)["made_again"] is None


def test_a_night_says_what_is_otherwise_and_that_there_is_no_batch_again(workspace: Workspace) -> None:
    folder = workspace.publication(AS_OF)
    first = manifest(folder)["run_id"]
    run(workspace, as_of=AS_OF + timedelta(days=1))
    deaths = workspace.landing / DEATHS
    lines = deaths.read_bytes().splitlines(keepends=True)
    deaths.write_bytes(b"".join([*lines[:5], *lines[6:]]))
    measures = workspace.landing / MEASURES
    other = measures.rename(workspace.landing / f"行业帮扶_{AS_OF - timedelta(days=1):%Y%m%d}.csv")

    said = again(workspace)
    assert f"该日原有的发布(运行 {first})已不在,重建的与它不尽相同" in said
    assert f"数据文件(当时 {MEASURES},本次 {other.name})、{DEATHS} 的内容" in said
    assert "当时报送市平台的第 1 批不能重现,不另编批次" in said
    assert "landing 恢复为当时的文件" in said
    assert not (folder / "city_platform").exists()
    assert manifest(folder)["made_again"] == {
        "run_id": first,
        "files_then": [MEASURES],
        "files_now": [other.name],
        "files_changed": [DEATHS],
        "others": [],
        "city_batch": 1,
    }
