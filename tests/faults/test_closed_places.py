"""A place of the workspace that is closed, of another kind or a link to nowhere is told by its name, in Chinese."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.workspace.folders import Workspace
from tests.account import close, ordinary_account
from tests.faults.hamlet import Hamlet
from tests.pipelines.small_district import AS_OF, files_of, hedui, table_of

NIGHT = ("run", "nightly", "--no-prefect", "--as-of", AS_OF)
ENGLISH = re.compile(r"denied|No such|[Dd]irectory|exists|Errno|permitted|Error|Traceback|内部错误|系统错误")
PLACES = (
    ".",
    "published",
    f"published/{AS_OF}",
    "runs",
    ".staging",
    ".index",
    "keys",
    "keys/clues.key",
    "record",
    "record/record.jsonl",
    "deliveries",
    "warehouse.duckdb",
    "landing",
    "parameters",
    "hedui.toml",
    ".lock",
)


@pytest.fixture
def bureau(hamlet: Hamlet, tmp_path: Path) -> Workspace:
    """The hamlet's workspace before its next night, with files of the bureau's own."""
    workspace = hamlet.copy(tmp_path / "workspace")
    for folder in ("deliveries", "parameters", "themes", "corrections", "landing/receipts"):
        (workspace.root / folder).mkdir()
    workspace.settings_file.write_text("[notify]\nfile = 'told.txt'\nby_hand = true\n")
    return workspace


def said(workspace: Workspace, *words: object) -> tuple[int, str]:
    """How a command ends for an ordinary account, and all that it says."""
    with ordinary_account():
        done = hedui(*words, "--workspace", workspace.root)
    told = (done.stdout + done.stderr).replace(str(workspace.root), "")
    assert not ENGLISH.search(told), told
    return done.returncode, told


@pytest.mark.parametrize("place", PLACES)
def test_what_is_closed_is_named_and_never_an_internal_error(bureau: Workspace, hamlet: Hamlet, place: str) -> None:
    close(bureau.root / place)
    code, told = said(bureau, *NIGHT)
    assert code == (3 if place == "landing" else 2)
    assert place.strip(".") in told
    assert said(bureau, "doctor", "--as-of", AS_OF)[0] == code
    for look in (("status",), ("findings", "list"), ("params", "show", "--as-of", AS_OF), ("prune",)):
        assert said(bureau, *look)[0] in {0, 2, 3}
    assert files_of(bureau.publication(AS_OF)) == hamlet.before


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("runs", ("status",)),
        ("deliveries", ("status",)),
        ("deliveries", ("deliver", "--to", "/nowhere/at/all")),
        ("record/offered", ("review", "import", "review.xlsx")),
        ("replaced", ("diff", AS_OF, AS_OF)),
        ("replaced", ("diff", "20190701T000000.000Z-0000", AS_OF)),
    ],
)
def test_what_a_command_asks_of_a_closed_folder_is_never_taken_for_nothing(
    bureau: Workspace, place: str, words: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(bureau.root.parent)
    (bureau.root / place).mkdir(parents=True, exist_ok=True)
    assert hedui("review", "export", "review.xlsx", "--workspace", bureau.root).returncode == 0
    close(bureau.root / place)
    code, told = said(bureau, *words)
    assert (code, "权限不足" in told, "再试" in told) == (2, True, False)
    assert re.search(rf"{place}\b", told)


def test_deliveries_that_nobody_may_remember_are_not_begun(bureau: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there"
    close(bureau.deliveries, 0o555)
    code, told = said(bureau, "deliver", "--to", there)
    assert (code, "权限不足(/deliveries)" in told, "再试" in told, there.exists()) == (2, True, False, False)
    bureau.settings_file.write_text(f"deliver_to = '{there}'\n")
    code, told = said(bureau, *NIGHT)
    assert (code, "交换文件未送达: 权限不足(/deliveries)" in told, there.exists()) == (0, True, False)
    code, told = said(bureau, "doctor", "--as-of", AS_OF)
    assert code == 0
    assert re.search(r"注意.*无权写入 /deliveries", told)


@pytest.mark.parametrize("place", ["published", "runs", "keys", "record", "warehouse.duckdb", "parameters", ".index"])
def test_what_may_not_be_changed_or_is_of_another_kind_is_named(bureau: Workspace, place: str) -> None:
    path = bureau.root / place
    moved = path.rename(path.with_name("moved"))
    path.write_text("x") if moved.is_dir() else path.mkdir()
    code, told = said(bureau, *NIGHT)
    assert code == 2
    assert place in told


def _closed(path: Path) -> None:
    close(path)


def _file(path: Path) -> None:
    path.rmdir()
    path.write_text("x")


def _nowhere(path: Path) -> None:
    path.rmdir()
    path.symlink_to("/nowhere/at/all")


@pytest.mark.parametrize("spoil", [_closed, _file, _nowhere])
@pytest.mark.parametrize("folder", ["themes", "corrections"])
def test_themes_and_corrections_that_nobody_can_read_are_left_out_by_name(
    bureau: Workspace, folder: str, spoil: Callable[[Path], None]
) -> None:
    spoil(bureau.root / folder)
    code, told = said(bureau, *NIGHT)
    assert code == 7
    assert re.search(rf"未用 .*{folder}", told)
    left_out = json.loads((bureau.publication(AS_OF) / "manifest.json").read_text())["left_out"]
    assert [folder in one["file"] for one in left_out] == [True]
    assert folder in said(bureau, "doctor", "--as-of", AS_OF)[1]


@pytest.mark.parametrize("spoil", [_closed, _file, _nowhere])
def test_receipts_that_nobody_can_read_are_told_of(bureau: Workspace, spoil: Callable[[Path], None]) -> None:
    spoil(bureau.receipts)
    assert said(bureau, *NIGHT)[0] == 0
    refused = table_of(bureau, "quarantine").filter(pl.col("file") == "receipts")
    assert refused["reason"].to_list() == ["unreadable"]


@pytest.mark.parametrize("place", ["parameters", "hedui.toml"])
def test_a_link_to_nowhere_is_not_taken_for_nothing(bureau: Workspace, place: str) -> None:
    path = bureau.root / place
    path.rmdir() if path.is_dir() else path.unlink()
    path.symlink_to("/nowhere/at/all")
    code, told = said(bureau, *NIGHT)
    assert code == 2
    assert place in told


def test_an_extract_that_is_a_link_to_nowhere_is_refused_by_name(bureau: Workspace) -> None:
    deaths = bureau.landing / "deaths_20190630.csv"
    deaths.unlink()
    deaths.symlink_to("/nowhere/at/all")
    code, told = said(bureau, *NIGHT)
    assert code == 7
    assert re.search(r"拒收 .*deaths_20190630\.csv", told)


def test_a_file_in_the_place_of_a_publication_stays_and_stops_the_night(bureau: Workspace) -> None:
    target = bureau.publication(AS_OF)
    shutil.rmtree(target)
    target.write_text("x")
    code, told = said(bureau, *NIGHT)
    assert code == 2
    assert target.name in told
    assert target.read_text() == "x"


def test_the_manifest_of_the_run_and_the_message_say_it_in_chinese(bureau: Workspace) -> None:
    close(bureau.publication(AS_OF), 0o500)
    assert said(bureau, *NIGHT)[0] == 2
    bureau.publication(AS_OF).chmod(0o700)
    newest = max(bureau.runs.iterdir())
    for told in (json.loads((newest / "manifest.json").read_text())["error"], (bureau.root / "told.txt").read_text()):
        assert "权限不足" in told
        assert not ENGLISH.search(told)


def test_the_folder_of_a_message_file_is_made_in_the_workspace_and_wanted_elsewhere(
    bureau: Workspace, tmp_path: Path
) -> None:
    bureau.settings_file.write_text("[notify]\nfile = 'told/nights.txt'\n")
    assert said(bureau, "notify", "--test")[0] == 0
    assert (bureau.root / "told" / "nights.txt").exists()
    bureau.settings_file.write_text(f"[notify]\nfile = '{tmp_path}/elsewhere/nights.txt'\n")
    code, told = said(bureau, "notify", "--test")
    assert code == 2
    assert "不存在" in told
    assert "elsewhere" in said(bureau, "doctor", "--as-of", AS_OF)[1]


@pytest.mark.parametrize("place", ["keys", "record", "parameters", "landing/receipts", f"published/{AS_OF}"])
def test_a_backup_never_lacks_a_closed_folder_in_silence(bureau: Workspace, tmp_path: Path, place: str) -> None:
    close(bureau.root / place)
    code, told = said(bureau, "backup", tmp_path / "backup", "--landing")
    assert code == 2
    assert place in told
    assert not (tmp_path / "backup").exists()
