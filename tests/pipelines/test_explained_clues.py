"""`hedui explain` of a clue by each of its numbers: while it is listed, when it is gone, while nobody can say."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.findings.intake import import_work
from pipelines.findings.names import clue_names, handed_over
from pipelines.findings.standing import looked_at
from pipelines.workspace.folders import Workspace
from tests.pipelines.explained import lines, told
from tests.pipelines.small_district import copy_of, land, run, table_of

FIRST, SECOND, THIRD = date(2019, 6, 1), date(2019, 6, 5), date(2019, 8, 20)
STILL, GONE, REFUSED = "赵甲", "钱乙", "孙丙"
NUMBERS = {STILL: "432902195001010013", GONE: "432902195001010056", REFUSED: "432902195001010099"}
PEOPLE = [{"name": name, "id_no": number} for name, number in NUMBERS.items()]
HOME = {"town": "伊塘镇", "village": "一村"}
BORN = {"sex": "男", "birth_date": "1950-01-01"}


def land_registry(workspace: Workspace, day: date) -> None:
    people = BORN | HOME | {"relation": "户主", "head_name": STILL, "household_no": "1", "person_status": "正常"}
    land(workspace, "civil_registry", day, [people | one for one in PEOPLE])


def died(name: str, on: str = "2019-02-03") -> dict[str, str]:
    return BORN | {"name": name, "id_no": NUMBERS[name], "death_date": on, "death_source": "卫健"}


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three nights: all three are dead; one death is gone and one refused; all but the registry is too old."""
    workspace = Workspace(tmp_path_factory.mktemp("bureau"))
    workspace.landing.mkdir()
    land_registry(workspace, FIRST)
    given = HOME | {"allowance": "护理补贴", "amount": "60", "start_month": "2018-01", "status": "在册"}
    land(workspace, "disability_allowances", FIRST, [given | one for one in PEOPLE])
    land(workspace, "deaths", FIRST, [died(name) for name in NUMBERS])
    run(workspace, as_of=FIRST)
    form = workspace.root.with_name("form.csv")
    head = "线索编号,交办单位,交办日期,办理期限,核实结果,核实日期,经办人,复核人"
    gone, refused = (clue(workspace, name) for name in (GONE, REFUSED))
    form.write_text(f"{head}\n{gone},,,,属实,2019-06-02,张一,李二\n{refused},民政所,2019-06-01,2019-06-02,,,,")
    import_work(workspace, form, SECOND, datetime(2019, 6, 5, tzinfo=UTC))
    land(workspace, "deaths", SECOND, [died(STILL) | {"sex": "女"}, died(REFUSED, on="")])
    run(workspace, as_of=SECOND)
    land_registry(workspace, THIRD)
    run(workspace, as_of=THIRD)
    return workspace


def clue(workspace: Workspace, name: str) -> str:
    ledger = table_of(workspace, "ledger", FIRST)
    return str(ledger.filter(pl.col("name") == name, pl.col("check_id") == "D1")["finding_id"].item())


@pytest.mark.parametrize(("name", "day"), [(STILL, FIRST), (GONE, SECOND), (REFUSED, SECOND)])
def test_a_clue_is_told_alike_by_each_of_its_numbers(bureau: Workspace, name: str, day: date) -> None:
    own = clue(bureau, name)
    with looked_at(bureau, THIRD) as (warehouse, stands):
        ids = stands.clues["finding_id"]
        (of_theme,) = (one for one in clue_names(bureau, warehouse, ids).of(own) if "/" in one)
        (keyed,) = (handed for handed, one in handed_over(bureau, warehouse, ids).items() if one == own)
    first = told(bureau, own, "--as-of", day)
    assert first[-1]["title"] == "经过"
    assert len(first) > 1
    for called in (own.upper(), keyed, keyed.upper(), of_theme, f"'{own}"):
        assert told(bureau, called, "--as-of", day) == first, called


def test_a_listed_clue_shows_its_evidence_under_the_number_of_a_hand_over(bureau: Workspace) -> None:
    titles = [section["title"] for section in told(bureau, "死亡人员领取救助/1", "--as-of", FIRST)]
    assert titles[1:4] == ["线索", "检查规则", "死亡登记"]


def test_a_gone_clue_says_since_when_and_why_though_something_is_due_on_it(bureau: Workspace) -> None:
    own = clue(bureau, GONE)
    why, gap, life = told(bureau, own, "--as-of", SECOND)
    absent = f"{GONE}的线索“死亡后仍享受待遇”在 {SECOND} 的发布中已没有"
    assert why["title"] == f"{absent}: 本期重新核对,数据已不再显示这一情况。"
    entry = why["entries"][0]
    assert [entry[label] for label in ("数据状态", "最近列出", "数据消除日")] == ["数据已消除", str(FIRST), str(SECOND)]
    assert (gap["title"], gap["entries"][0]["指标"]) == ("未达标", "K12")
    assert lines(life)[1:3] == [f"{FIRST} 查出", f"{SECOND} 未查出"]
    later = told(bureau, own, "--as-of", THIRD)[0]["title"]
    assert f"已没有: {SECOND} 一期重新核对" in later  # nothing was looked at that night, and nothing is unknown of it


def test_a_clue_that_was_raised_later_says_so_for_a_day_before(bureau: Workspace) -> None:
    later = table_of(bureau, "mismatch", SECOND).filter(pl.col("check_id") == "Q7")
    why, life = told(bureau, str(later["finding_id"].item()), "--as-of", FIRST)
    assert f"在 {FIRST} 的发布中没有列出: 到该日尚未查出过" in why["title"]
    assert f"{SECOND} 查出" in lines(life)


def test_a_clue_that_a_night_cannot_answer_is_not_called_gone(bureau: Workspace) -> None:
    own = clue(bureau, REFUSED)
    why, gap, life = told(bureau, own, "--as-of", SECOND)
    assert f"在 {SECOND} 的发布中没有列出: 这项检查本期运行了,但对这条线索无法作答(" in why["title"]
    assert "被退回、待复核或未关联" in why["title"]
    assert why["title"].endswith("结果未知,不等于消除。")
    assert why["entries"][0]["数据状态"] == "本期未核对"
    assert gap["entries"][0]["指标"] == "K11"
    assert f"{SECOND} 无法作答" in lines(life)
    assert f"{THIRD} 检查项未运行" in lines(life)


def test_a_clue_whose_check_did_not_run_says_what_was_missing(bureau: Workspace) -> None:
    for name in (STILL, REFUSED):
        why = told(bureau, clue(bureau, name), "--as-of", THIRD)[0]
        assert re.search("没有列出: 这项检查本期没有运行\\(缺少 .*残疾人两补.*\\),结果未知,不等于消除", why["title"])


def test_a_publication_that_is_pruned_leaves_the_reason_and_the_life(bureau: Workspace, tmp_path: Path) -> None:
    other = copy_of(bureau, tmp_path / "other")
    shutil.rmtree(other.publication(FIRST))
    why, _, life = told(other, clue(bureau, GONE), "--as-of", SECOND)
    assert why["entries"][0]["最近列出"] == str(FIRST)
    assert "当时依据" not in why["entries"][0]
    assert life["title"] == "经过"
