"""What stops a run says so with its exit code, what is wrong, and what to do; the last publication stays as it was."""

import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.extracts import EXTRACTS
from tests.pipelines.small_district import AS_OF, files_of, hedui


def night(workspace: Workspace, *more: str, **environment: str) -> tuple[int, str]:
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF, *more, **environment)
    return done.returncode, done.stderr


def newest_file(workspace: Workspace, source: str) -> Path:
    landed = (path for path in workspace.landing.iterdir() if path.suffix != ".json")
    files = [path for path in landed if path.stem.split("_2019")[0] in EXTRACTS[source].names]
    return max(files, key=lambda path: path.stem.split("_")[-1])


def test_a_second_run_is_refused_and_told_who_is_at_work(workspace: Workspace) -> None:
    with hold(workspace.lock_file, datetime(2019, 6, 30, 2, tzinfo=UTC)):
        code, said = night(workspace)
    assert code == 5
    assert "开始于 2019-06-30 10:00" in said
    assert f"进程 {os.getpid()}" in said


def without_death_dates(workspace: Workspace) -> Path:
    deaths = newest_file(workspace, "deaths")
    content = deaths.read_bytes()
    for encoding in ("utf-8", "gb18030"):
        content = content.replace("死亡日期".encode(encoding), "日期".encode(encoding))
    deaths.write_bytes(content)
    return deaths


def test_a_refused_file_is_named_and_the_one_before_is_used(workspace: Workspace) -> None:
    deaths = without_death_dates(workspace)
    code, said = night(workspace)
    assert code == 7
    assert deaths.name in said
    assert "death_date(死亡日期)" in said
    assert "deaths_20190531" in said
    assert "提示" in said
    published = workspace.publication(AS_OF)
    (fallback,) = json.loads((published / "manifest.json").read_text())["fallbacks"]
    (latest, *_) = json.loads(hedui("status", "--json", "--workspace", workspace.root).stdout)["runs"]
    assert (latest["without"], latest["error"]) == (f"拒收 {EXTRACTS[fallback['source']].title}", "")
    assert (fallback["source"], fallback["refused_file"]) == ("deaths", deaths.name)
    assert fallback["used_instead"].startswith("deaths_20190531")
    assert deaths.name in (published / "index.html").read_text()
    assert set(pl.read_parquet(published / "links.parquet").filter(source="deaths")["file"]) == {
        fallback["used_instead"]
    }
    told = pl.read_excel(published / "rejects" / "deaths.xlsx", sheet_name="说明", has_header=False)
    assert deaths.name in str(told.rows())
    again, said_again = night(workspace)
    assert (again, deaths.name in said_again, "未变化" in said_again) == (7, True, True)


def test_a_strict_night_is_stopped_by_a_refused_file(workspace: Workspace) -> None:
    deaths = without_death_dates(workspace)
    before = files_of(workspace.publication(AS_OF))
    for more, environment in (("--strict", {}), ("--json", {"HEDUI_STRICT": "1"})):
        code, said = night(workspace, more, **environment)
        assert code == 3
        assert deaths.name in said
    assert files_of(workspace.publication(AS_OF)) == before


def test_without_an_older_one_the_source_is_as_if_it_had_not_landed_and_no_id_is_told(workspace: Workspace) -> None:
    for day in ("20190531", "20190630"):
        (workspace.landing / f"孤儿保障_{day}_432902199001011234_乙.xlsx").write_bytes(b"no workbook at all")
    code, said = night(workspace)
    assert code == 7
    assert "孤儿保障_20190630_432902**********34_乙.xlsx" in said
    newest = max(workspace.runs.iterdir())
    for text in (said, (newest / "run.log").read_text(), (newest / "manifest.json").read_text()):
        assert "432902199001011234" not in text
        assert "432902**********34" in text
    published = workspace.publication(AS_OF)
    manifest = json.loads((published / "manifest.json").read_text())
    assert [one["used_instead"] for one in manifest["fallbacks"]] == [None, None]
    newer, older = re.findall("（([^（）]*rejects/[^）]*)）", (published / "index.html").read_text())
    assert newer == "详见 rejects/orphans.xlsx"
    assert re.fullmatch("rejects/orphans.xlsx 只写较新的 .*_20190630_4.*", older)
    assert "orphans" not in {one["source"] for one in manifest["inputs"]}
    assert "orphans" in {missing for one in manifest["not_run"] for missing in one["missing"]}


def test_without_the_registry_nothing_runs(workspace: Workspace) -> None:
    for path in workspace.landing.iterdir():
        if path.stem.split("_2019")[0] in EXTRACTS["civil_registry"].names:
            path.unlink()
    code, said = night(workspace)
    assert code == 3
    assert "户籍人口" in said


def test_a_workspace_without_landing_is_a_matter_of_usage(tmp_path: Path) -> None:
    code, said = night(Workspace(tmp_path))
    assert code == 2
    assert "landing" in said
    assert list(tmp_path.iterdir()) == []


def test_a_setting_nobody_knows_is_refused(workspace: Workspace) -> None:
    workspace.settings_file.write_text("contrl_strict = true\n")
    code, said = night(workspace)
    assert code == 2
    assert "contrl_strict" in said
    assert "control_strict" in said


def test_a_date_that_nobody_has_verified_the_policy_for_is_refused(workspace: Workspace) -> None:
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", "2035-01-01")
    assert done.returncode == 2
    assert "hedui params confirm --until" in done.stderr


@pytest.mark.parametrize("strict", [True, False])
def test_a_control_file_that_disagrees_stops_the_night_only_where_it_is_strict(
    workspace: Workspace, *, strict: bool
) -> None:
    deaths = newest_file(workspace, "deaths")
    deaths.with_name(f"{deaths.stem}.ctl.json").write_text('{"rows": 100000}')
    before = files_of(workspace.publication(AS_OF))
    code, said = night(workspace, HEDUI_CONTROL_STRICT="1" if strict else "0")
    assert code == (1 if strict else 0)
    assert (files_of(workspace.publication(AS_OF)) == before) is strict
    assert ("control_strict" in said) is strict


def test_a_breaker_says_which_it_was_and_lets_nothing_out(workspace: Workspace) -> None:
    workspace.settings_file.write_text("min_linked_share = 1.0\nbreaker_min_rows = 1\n")
    before = files_of(workspace.publication(AS_OF))
    code, said = night(workspace)
    assert code == 1
    assert re.search(r"已关联占比\(低保在册\): [0-9.]+%,不得低于 100%", said)
    assert "min_linked_share" in said
    assert "low_income" not in said
    assert files_of(workspace.publication(AS_OF)) == before
    assert list(workspace.staging.iterdir()) == []

    # The failed run is on record with what went wrong.
    newest = max(workspace.runs.iterdir())
    manifest = json.loads((newest / "manifest.json").read_text())
    assert (manifest["status"], manifest["exit_code"]) == ("failed", 1)
    assert any(not one["holds"] for one in manifest["breakers"])
    assert "NotPublishedError" in (newest / "run.log").read_text()


def test_a_registry_without_a_row_is_refused(workspace: Workspace) -> None:
    registry = EXTRACTS["civil_registry"]
    for path in workspace.landing.iterdir():
        if path.stem.split("_2019")[0] in registry.names:
            path.unlink()
    empty = workspace.landing / "civil_registry_20190630.csv"
    empty.write_text(",".join(column.header for column in registry.columns) + "\n")
    code, said = night(workspace)
    assert code == 3
    assert empty.name in said


def test_half_a_registry_is_no_smaller_world(workspace: Workspace) -> None:
    whole = newest_file(workspace, "civil_registry")
    lines = whole.read_bytes().splitlines(keepends=True)
    half = workspace.landing / f"civil_registry_20190701{whole.suffix}"
    half.write_bytes(b"".join(lines[: len(lines) // 2]))
    tomorrow = AS_OF + timedelta(days=1)
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", tomorrow)
    assert done.returncode == 7, done.stderr
    assert half.name in done.stderr
    assert "min_share" in done.stderr
    inputs = json.loads((workspace.publication(tomorrow) / "manifest.json").read_text())["inputs"]
    assert whole.name in {one["file"] for one in inputs}


def test_half_a_roll_may_be_taken_on_purpose(workspace: Workspace) -> None:
    whole = newest_file(workspace, "civil_registry")
    lines = whole.read_bytes().splitlines(keepends=True)
    half = workspace.landing / f"civil_registry_20190701{whole.suffix}"
    half.write_bytes(b"".join(lines[: len(lines) // 2]))
    taken = hedui("accept", f"landing/{half.name}", "--by", "张丽", "--workspace", workspace.root, cwd=workspace.root)
    assert taken.returncode == 0, taken.stderr
    tomorrow = AS_OF + timedelta(days=1)
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", tomorrow)
    assert done.returncode == 0, done.stderr
    inputs = json.loads((workspace.publication(tomorrow) / "manifest.json").read_text())["inputs"]
    assert half.name in {one["file"] for one in inputs}


def test_what_is_too_old_is_not_used_and_said(workspace: Workspace) -> None:
    late = AS_OF + timedelta(days=46)
    for path in list(workspace.landing.iterdir()):
        if path.stem.split("_2019")[0] in EXTRACTS["civil_registry"].names:
            path.rename(path.with_name(path.name.replace("20190630", "20190810")))
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", late)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((workspace.publication(late) / "manifest.json").read_text())
    assert {one["source"] for one in manifest["inputs"]} == {"civil_registry"}
    told = {one["source"]: one for one in manifest["late"]}
    assert (told["low_income"]["age_days"], told["low_income"]["used"]) == (46, False)
    assert "超过允许时效" in done.stdout


def test_a_registry_that_is_too_old_stops_the_night(workspace: Workspace) -> None:
    late = AS_OF + timedelta(days=46)
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", late)
    assert done.returncode == 3
    assert "户籍人口" in done.stderr
    assert not workspace.publication(late).exists()


def test_a_file_name_may_hold_the_mark_of_a_sheet(fresh: Workspace) -> None:
    for source in ("civil_registry", "deaths", "low_income"):
        path = newest_file(fresh, source)
        path.rename(path.with_name(f"{path.stem}_#1#甲{path.suffix}"))
    code, said = night(fresh)
    assert code == 0, said


def test_a_damaged_publication_is_named_and_mended_by_its_own_night(workspace: Workspace) -> None:
    table = workspace.publication(AS_OF) / "mismatch.parquet"
    before = files_of(workspace.publication(AS_OF))
    damages: tuple[Callable[[Path], object], ...] = (Path.unlink, lambda file: file.write_bytes(b"junk"))
    for damage in damages:
        damage(table)
        done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF + timedelta(days=1))
        assert done.returncode == 2, done.stderr
        assert str(table) in done.stderr
    page = workspace.publication(AS_OF) / "index.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert night(workspace)[0] == 0
    assert files_of(workspace.publication(AS_OF)) == before


def _without(name: str) -> Callable[[Path], object]:
    def damage(path: Path) -> None:
        path.write_text(json.dumps({key: value for key, value in json.loads(path.read_text()).items() if key != name}))

    return damage


@pytest.mark.parametrize(
    "damage",
    [
        Path.unlink,
        lambda path: path.write_text('{"run_id": '),
        _without("outputs"),
        _without("run_id"),
        lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | {"ended": "yesterday"})),
        lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | {"inputs": [1]})),
        lambda path: path.write_text(json.dumps(json.loads(path.read_text()) | {"left_out": [{}]})),
    ],
)
def test_a_night_says_that_the_publication_before_it_is_damaged(
    workspace: Workspace, damage: Callable[[Path], object]
) -> None:
    following = AS_OF + timedelta(days=1)
    command = ("run", "nightly", "--workspace", workspace.root, "--as-of", following)
    damage(workspace.publication(AS_OF) / "manifest.json")
    told = f"{AS_OF} 的发布清单 manifest.json 缺失或已损坏,本期没有可以相比的上期"
    for how in ("已发布", "沿用"):
        done = hedui(*command)
        assert done.returncode == 0, done.stderr
        assert told in done.stderr, done.stderr
        assert f"hedui run nightly --as-of {AS_OF}" in done.stderr
        assert how in done.stderr
    folder = workspace.publication(following)
    assert told in (folder / "index.html").read_text("utf-8")
    said = json.loads((folder / "manifest.json").read_text("utf-8"))["passed_over"]
    assert said == {"dates": [AS_OF.isoformat()], "compared_with": None}
    for asked in ("status", "doctor"):
        looked = hedui(asked, "--workspace", workspace.root)
        assert f"{AS_OF}/manifest.json 缺失或已损坏" in looked.stdout + looked.stderr
    assert night(workspace)[0] == 0
    done = hedui(*command)
    assert "损坏" not in done.stderr
    assert "损坏" not in (folder / "index.html").read_text("utf-8")


def test_a_damaged_manifest_is_not_taken_for_none(workspace: Workspace) -> None:
    (run_of,) = workspace.runs.iterdir()
    shutil.copytree(run_of, workspace.runs / f"{run_of.name}1")
    (workspace.runs / f"{run_of.name}1" / "manifest.json").unlink()
    publication = workspace.publication(AS_OF)
    for folder in (run_of, publication):
        (folder / "manifest.json").write_text('{"run_id": ')
    done = hedui("status", "--json", "--workspace", workspace.root)
    said = json.loads(done.stdout)
    assert [one["reports"] for one in said["publications"]] == ["清单无法读取"]
    assert [one["status"] for one in said["runs"]] == ["进行中或中断", "清单无法读取"]
    assert all(str(folder / "manifest.json") in done.stderr for folder in (run_of, publication))
    assert f"hedui run nightly --as-of {AS_OF}" in done.stderr
    looked = hedui("doctor", "--as-of", AS_OF, "--workspace", workspace.root)
    assert re.search(rf"注意 *发布: *{publication}/manifest.json 缺失或已损坏", looked.stdout + looked.stderr)
    assert night(workspace)[0] == 0
    assert "已损坏" not in hedui("doctor", "--as-of", AS_OF, "--workspace", workspace.root).stdout


@pytest.mark.parametrize("sources", [("civil_registry",), ("civil_registry", "assistance_measures")])
def test_a_night_with_nobody_to_link_is_a_night(workspace: Workspace, sources: tuple[str, ...]) -> None:
    kept = {name for source in sources for name in EXTRACTS[source].names}
    for path in workspace.landing.iterdir():
        if path.stem.split("_2019")[0] not in kept:
            path.unlink()
    workspace.settings_file.write_text("max_findings_growth = 1000.0\n")
    code, said = night(workspace)
    assert code == 0, said
    published = workspace.publication(AS_OF)
    told = {one["id"]: one for one in json.loads((published / "manifest.json").read_text())["not_run"]}
    assert told["K2"] == {"id": "K2", "title": "在保对象复核率", "missing": ["low_income", "reviews"]}
    assert {"D1", "M6"} < told.keys()
    assert told.keys().isdisjoint(pl.read_parquet(published / "coverage.parquet")["kpi"])
