"""A clue in a theme, over nights on which an older number comes to light, or that nobody keeps any more."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.keeping.prune import prune
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import hedui, land, run, table_of

FIRST, SECOND, THIRD = (date(2019, 6, day) for day in (1, 5, 9))
THEME = "死亡人员领取救助"
NUMBERS = {
    "赵甲": ("432902195001010013", "432902195001010056"),
    "钱乙": ("432902195001010099", "432902195001010136"),
    "孙丙": ("432902195001010179", ""),
    "李丁": ("432902195001010216", ""),
}
"""Name -> the number that he had first, and the one he got later."""
BORN = {"sex": "男", "birth_date": "1950-01-01"}
HOME = {"town": "伊塘镇", "village": "一村"}


def land_all(workspace: Workspace, day: date, dead: str, borne: dict[str, tuple[str, str]]) -> None:
    """Of each person the number that he bears on a date, and the former one that the registry tells."""
    of = {name: {"name": name, "id_no": number} for name, (number, _) in borne.items()}
    people = BORN | HOME | {"relation": "户主", "head_name": "赵甲", "household_no": "1", "person_status": "正常"}
    told = [people | one | {"former_id_no": borne[name][1]} for name, one in of.items()]
    land(workspace, "civil_registry", day, told)
    given = HOME | {"allowance": "护理补贴", "amount": "60", "start_month": "2018-01", "status": "在册"}
    land(workspace, "disability_allowances", day, [given | one for one in of.values()])
    died = BORN | {"death_date": "2019-02-03", "death_source": "卫健"}
    land(workspace, "deaths", day, [died | of[name] for name in of if name[0] in dead])


def clues(workspace: Workspace, day: date) -> pl.DataFrame:
    return pl.read_parquet(workspace.publication(day) / "supervision" / THEME / "clues.parquet")


def own_id(workspace: Workspace, called: str) -> str:
    """The clue that goes by a number."""
    told = hedui("findings", "history", called, "--workspace", workspace.root, "--json")
    assert told.returncode == 0, told.stderr
    return str(json.loads(told.stdout)["clue"]["finding_id"])


def test_a_clue_stands_once_when_its_persons_older_number_comes_to_light(tmp_path: Path) -> None:
    bureau = Workspace(tmp_path)
    bureau.landing.mkdir()
    first, later = (
        {name: (one, "") for name, one in zip(NUMBERS, of, strict=True)} for of in zip(*NUMBERS.values(), strict=True)
    )
    # 赵甲 has his first number; of 钱乙 nobody has ever told it.
    land_all(bureau, FIRST, "赵钱孙", first | {"钱乙": later["钱乙"]})
    run(bureau, as_of=FIRST)
    land_all(bureau, SECOND, "赵钱孙", first | {"赵甲": later["赵甲"], "钱乙": later["钱乙"]})
    run(bureau, as_of=SECOND)
    before = clues(bureau, SECOND)
    assert max(before.select("seq", "name", "data_status").rows()) == (4, "赵*", "new")
    land_all(
        bureau, THIRD, "赵钱孙李", first | {name: (NUMBERS[name][1], NUMBERS[name][0]) for name in ("赵甲", "钱乙")}
    )
    run(bureau, as_of=THIRD)

    now = clues(bureau, THIRD)
    was = dict(clues(bureau, FIRST).select("name", "seq").iter_rows())
    assert dict(now.select("name", "seq").iter_rows()) == was | {"李*": 5}
    assert now.height == 4
    assert now["data_status"].to_list() == ["standing"] * 3 + ["new"]
    ids = dict(now.select("name", "finding_id").iter_rows())
    for name, seq, handed in before.select("name", "seq", "finding_id").iter_rows():
        assert own_id(bureau, f"{THEME}/{seq}") == own_id(bureau, handed) == own_id(bureau, ids[name]), seq
    listed = hedui("findings", "list", "--theme", THEME, "--workspace", bureau.root, "--json")
    assert sorted(one["seq"] for one in json.loads(listed.stdout)["clues"]) == [1, 2, 3, 5]


def test_a_date_made_anew_still_knows_what_nights_said_that_were_pruned(tmp_path: Path) -> None:
    bureau = Workspace(tmp_path)
    nights_after_a_row_was_sent_back(bureau, [SECOND, THIRD])
    stood = clues(bureau, THIRD)
    assert stood.sort("name").select("name", "data_status").rows() == [("赵*", "standing"), ("钱*", "gone")]
    assert stood["months"].null_count() == 0
    assert returned(bureau) == [SECOND]

    for day in (FIRST, SECOND):
        shutil.rmtree(bureau.publication(day))
    assert run(bureau, as_of=THIRD).unchanged_since is None
    assert clues(bureau, THIRD).equals(stood)
    assert returned(bureau) == [SECOND]


def test_a_date_that_was_pruned_itself_says_since_when_rows_were_sent_back(tmp_path: Path) -> None:
    bureau = Workspace(tmp_path)
    nights_after_a_row_was_sent_back(bureau, [SECOND, THIRD, *(THIRD + timedelta(days=number) for number in (1, 2))])
    bureau.settings_file.write_text("keep_publications = 1\nkeep_month_ends = false\n")
    assert set(prune(bureau).leaving.publications) >= {FIRST, SECOND, THIRD}
    made_again = run(bureau, as_of=THIRD).made_again
    assert returned(bureau) == [SECOND]
    assert made_again is not None
    assert f"相比的上期(当时 {SECOND},本次 没有" in made_again.text  # it alone told of clues of themes that were gone


def nights_after_a_row_was_sent_back(bureau: Workspace, later: list[date]) -> None:
    """Nights of the first date, whose clue about 赵甲 the city platform sends back, and of later ones."""
    bureau.receipts.mkdir(parents=True)
    borne = {name: (number, "") for name, (number, _) in NUMBERS.items()}
    land_all(bureau, FIRST, "赵钱", borne)
    run(bureau, as_of=FIRST)
    back = table_of(bureau, "mismatch", FIRST).filter(check_id="D1", name="赵甲")
    line = f"1,mismatch.csv,{back['finding_id'].item()},退回,缺少字段\n"
    (bureau.receipts / "a.csv").write_text("批次号,文件,主键,结果,原因\n" + line, encoding="utf-8")
    for day in later:
        land_all(bureau, day, "赵", borne)
        run(bureau, as_of=day)


def returned(workspace: Workspace) -> list[date]:
    """Since when the rows that the city platform sent back are listed."""
    return table_of(workspace, "city_returned", THIRD)["since"].to_list()
