"""Campaign themes over whole nights: strict reading, numbers given once, nobody's name or number whole."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from data.themes import load_themes
from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from tests.pipelines.small_district import AS_OF, copy_of, hedui, night_before, run, table_of

OWN = "name: 关联\ntitle: 未关联\nchecks: [Q5, B3]\nfrom: 2019-01-01\nto: 2019-12-31\n"
NEXT = AS_OF + timedelta(days=1)


@pytest.fixture
def workspace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    bureau = copy_of(night_before(tmp_path_factory.getbasetemp()), tmp_path / "workspace")
    bureau.themes.mkdir()
    return bureau


@pytest.mark.parametrize(
    "text",
    [
        OWN + "tows: [甲]\n",
        OWN.replace("Q5", "Q99"),
        OWN.replace("关联", "a/b"),
        OWN + "name: 又\n",
        OWN.replace("2019-12-31", "2018-12-31"),
        OWN + "min_cell: 0\n",
        "- 1\n",
        "a: [\n",
    ],
)
def test_a_theme_is_read_strictly(tmp_path: Path, text: str) -> None:
    (tmp_path / "自.yaml").write_text(text, encoding="utf-8")
    found = load_themes(AS_OF, tmp_path, CHECKS.keys())
    assert len(found.usable) == 3
    assert "自.yaml" in found.left_out[0].reason


def test_where_a_theme_is_no_yaml_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "自.yaml").write_text(OWN + "towns: [甲\nunit: 乙\n", encoding="utf-8")
    (left,) = load_themes(AS_OF, tmp_path, CHECKS.keys()).left_out
    assert f"不是有效的 YAML(第 {OWN.count(chr(10)) + 2} 行附近有误" in left.reason


@pytest.mark.parametrize("day", ["2019/5/1", "2019-5-1", "2019-02-30", "20190501", "2019-05-01 08:00:00"])
def test_what_is_no_date_is_told_with_how_to_write_one(tmp_path: Path, day: str) -> None:
    (tmp_path / "自.yaml").write_text(OWN.replace("2019-01-01", day), encoding="utf-8")
    found = load_themes(AS_OF, tmp_path, CHECKS.keys())
    assert found.left_out[0].reason.endswith("日期应写成 2019-05-01 这样(YYYY-MM-DD)")
    assert day in found.left_out[0].reason or day == "2019-02-30"


def test_capitals_in_the_ending_of_a_file_are_as_good(tmp_path: Path) -> None:
    (tmp_path / "夏.YAML").write_text(OWN, encoding="utf-8")
    (tmp_path / "冬.Yml").write_text("name: 冬\n", encoding="utf-8")
    found = load_themes(AS_OF, tmp_path, CHECKS.keys())
    assert len(found.usable) == 4
    assert [one.file for one in found.left_out] == ["冬.Yml"]


def test_a_theme_may_run_to_the_end_of_all_dates(tmp_path: Path) -> None:
    (tmp_path / "夏.yaml").write_text(OWN.replace("2019-12-31", "9999-12-31"), encoding="utf-8")
    (tmp_path / "冬.yaml").write_text(OWN.replace("关联", "冬") + "follow_up: 2\n", encoding="utf-8")
    for day, published in (
        (date(2018, 12, 31), []),
        (date(2019, 1, 1), ["关联", "冬"]),
        (date(2020, 1, 2), ["关联", "冬"]),
        (date(2020, 1, 3), ["关联"]),
        (date.max, ["关联"]),
    ):
        found = load_themes(day, tmp_path, CHECKS.keys()).usable
        own = [one for one in found if not one.shipped]
        assert sorted(one.name for one in own if one.is_published(day)) == sorted(published), day


def test_a_name_given_twice_is_nobodys(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(OWN, encoding="utf-8")
    found = load_themes(AS_OF, tmp_path, CHECKS.keys())
    assert [one.file for one in found.left_out] == ["a.yaml", "b.yaml"]


def test_shipped_ones_run_to_the_end_of_the_quarter(tmp_path: Path) -> None:
    for day, end in ((date(2019, 2, 28), date(2019, 3, 31)), (date(2019, 12, 1), date(2019, 12, 31))):
        found = load_themes(day, tmp_path, CHECKS.keys()).usable
        assert {(one.since, one.until) for one in found} == {(date(2019, 1, 1), end)}


def test_themes_of_a_workspace_that_is_not_there_are_not_all_right(tmp_path: Path) -> None:
    ended = hedui("themes", "check", "--workspace", tmp_path / "mistyped", "--as-of", AS_OF)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "mistyped" in ended.stderr


def test_own_themes_over_two_nights(workspace: Workspace) -> None:
    (workspace.themes / "own.yaml").write_text(OWN, encoding="utf-8")
    (workspace.themes / "坏.yaml").write_text("name: 1\n", encoding="utf-8")
    assert run(workspace).exit_code == 7
    assert run(workspace).exit_code == 7
    folder = workspace.publication(AS_OF) / "supervision" / "关联"
    first = pl.read_parquet(folder / "clues.parquet")
    assert first.height > 0
    assert first["seq"].to_list() == list(range(1, first.height + 1))

    names = set(table_of(workspace, "links")["name"].drop_nulls())
    texts = set(first.select(pl.col(pl.String)).unpivot()["value"].drop_nulls())
    assert not texts & {name for name in names if len(name) > 1}
    assert not [text for text in texts if sum(sign.isdigit() for sign in text) >= 12 and len(text) != 32]

    next(workspace.landing.glob("建档立卡_*")).unlink()
    run(workspace, as_of=NEXT)
    second = pl.read_parquet(workspace.publication(NEXT) / "supervision" / "关联" / "clues.parquet")
    both = first.join(second, on="finding_id", suffix="_later")
    assert both.height == first.height
    assert both["seq"].equals(both["seq_later"].rename("seq"))
    assert set(both["data_status_later"]) <= {"standing", "not_run"}
    assert set(both.filter(check_id="B3")["data_status_later"]) <= {"not_run"}

    ended = hedui("themes", "check", "--workspace", workspace.root, "--as-of", AS_OF)
    assert ended.returncode == 2
    assert "坏.yaml" in ended.stderr

    # What once belonged is told of again after a night that could not use the theme's file.
    (workspace.themes / "own.yaml").write_text("name: 关联\n", encoding="utf-8")
    run(workspace, as_of=NEXT)
    assert not (workspace.publication(NEXT) / "supervision" / "关联").exists()
    (workspace.themes / "own.yaml").write_text(OWN, encoding="utf-8")
    run(workspace, as_of=NEXT + timedelta(days=1))
    later = pl.read_parquet(workspace.publication(NEXT + timedelta(days=1)) / "supervision" / "关联" / "clues.parquet")
    assert later.select("seq", "finding_id").equals(second.select("seq", "finding_id"))


def test_a_theme_made_later_has_the_clues_that_a_night_does_not_raise(workspace: Workspace) -> None:
    (workspace.themes / "own.yaml").write_text(OWN, encoding="utf-8")
    strong = OWN.replace("关联", "强") + "strengths: [strong]\n"
    (workspace.themes / "strong.yaml").write_text(strong, encoding="utf-8")
    next(workspace.landing.glob("建档立卡_*")).unlink()
    run(workspace, as_of=NEXT)
    folder = workspace.publication(NEXT)
    ledger = pl.read_parquet(folder / "ledger.parquet").filter(pl.col("check_id").is_in(["Q5", "B3"]))
    clues = pl.read_parquet(folder / "supervision" / "关联" / "clues.parquet")
    columns = ["check_id", "data_status", "town", "state"]
    words = {"open": "待核实"}
    told = ledger.with_columns(pl.col("state").replace_strict(words)).select(columns)
    assert clues.select(columns).sort(columns).equals(told.sort(columns))
    lost = clues.filter(check_id="B3")
    assert lost.height > 0
    assert lost["data_status"].unique().to_list() == ["not_run"]
    assert lost.select("kind", "person_key", "observed_source").null_count().row(0) == (0, 0, 0)
    assert not set(lost["name"]) & set(ledger["name"])
    # What is not kept cannot be asked for: nobody knows any more how strong these clues were.
    assert "not_run" not in pl.read_parquet(folder / "supervision" / "强" / "clues.parquet")["data_status"]
