"""What stays of a publication whose place another run takes: enough to compare the two, of the last few runs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pipelines.publishing.replaced import find_replaced, forget_replaced, keep_replaced, replaced_runs
from pipelines.workspace.folders import Workspace

DAY = date(2019, 6, 30)


def replaced(folder: Path, run: str) -> Path:
    folder.mkdir()
    for name in ("mismatch.parquet", "mutual_inclusion.parquet", "coverage.parquet", "links.parquet", "index.html"):
        (folder / name).write_bytes(b"table")
    (folder / "manifest.json").write_text(json.dumps({"run_id": run}), encoding="utf-8")
    return folder


def test_what_a_killed_run_had_begun_to_keep_goes_with_the_next(tmp_path: Path) -> None:
    """It cannot be compared, holds numbers and names whole, and counts as none of the last runs."""
    workspace = Workspace(tmp_path)
    keep_replaced(workspace, replaced(tmp_path / "old0", "run0"), DAY)
    killed = workspace.replaced / str(DAY) / "run1"
    replaced(killed, "run1")
    (killed / "manifest.json").unlink()  # which is moved last
    keep_replaced(workspace, replaced(tmp_path / "old2", "run2"), DAY)
    assert sorted(path.name for path in killed.parent.iterdir()) == ["run0", "run2"]


def test_the_compared_tables_of_the_last_runs_stay_and_nothing_else(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    for number in range(5):
        keep_replaced(workspace, replaced(tmp_path / f"old{number}", f"run{number}"), DAY)
    kept = replaced_runs(workspace, DAY)
    assert [folder.name for folder in kept] == ["run2", "run3", "run4"]
    assert {path.name for path in kept[0].iterdir()} == {
        "mismatch.parquet",
        "mutual_inclusion.parquet",
        "coverage.parquet",
        "manifest.json",
    }
    assert [path.stat().st_mode & 0o777 for path in (kept[0], kept[0] / "mismatch.parquet")] == [0o700, 0o600]
    assert find_replaced(workspace, "run3") == kept[1]
    assert find_replaced(workspace, "run0") is None
    forget_replaced(workspace, DAY)
    assert replaced_runs(workspace, DAY) == []
