"""Why a clue came or went: a hand-made district of ten, in which every cause has a tempting one beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.comparing.attribution import attributed
from pipelines.comparing.cause import Cause, Cell, Row, RowChange
from pipelines.comparing.compare import Comparison, compared
from pipelines.comparing.corrections import mended
from pipelines.comparing.rows import Moved
from pipelines.comparing.side import Side
from pipelines.comparing.told import cause_words
from pipelines.findings.intake import import_work
from pipelines.review.export import export_review
from pipelines.review.intake import import_review
from pipelines.workspace.folders import Workspace
from schemas import review
from schemas.errors import UnknownIdError
from tests.pipelines.filled_workbook import candidates, decided, read_lines, save_lines
from tests.pipelines.small_district import land, run, table_of

JUNE, JULY = date(2019, 6, 30), date(2019, 7, 1)
RaisedWhere = Callable[[frozenset[Cause]], bool]
DATA, DECISION, PARAMETER, CALENDAR = Cause.DATA, Cause.DECISION, Cause.PARAMETER, Cause.CALENDAR
ALLOWANCE = "data/parameters/nursing_allowance_fen.yaml"
NAMES = ("赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己", "郑庚", "王辛", "冯壬", "陈癸")
ROWS = {
    # name: (amount, village, stop month) of the nursing allowance in June, then in July
    "赵甲": (("50", "一村", ""), ("50", "二村", "")),  # the standard falls to what he gets; only his village changed
    "钱乙": (("70", "一村", ""), ("70", "一村", "")),  # differs from either standard
    "孙丙": (("60", "一村", ""), ("60", "一村", "")),  # the standard falls below what he gets
    "李丁": (("70", "一村", ""), ("50", "一村", "")),  # his amount and the standard come together: it took both
    "周戊": (("60", "一村", ""), ("50", "一村", "")),  # both moved together
    "吴己": (("70", "一村", ""), ("70", "三村", "")),  # his death is reported, and his village changed
    "郑庚": (("70", "一村", ""), ("70", "一村", "2019-03")),  # dead long since; his allowance was stopped
    "王辛": (("70", "一村", "2019-07"), ("70", "一村", "2019-07")),  # it was to stop in July anyway
}
STRANGER = "外来人"
"""On the roll in July under a number that is nobody's: no household and no person of the registry tells of him."""
DEAD = {JUNE: ("郑庚", "冯壬"), JULY: ("郑庚", "冯壬", "吴己", "陈癸")}
WED = ("钱乙", "陈癸")
"""A head on the roll and his spouse, who is missing in the household until he dies."""


def number(name: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    body = f"43290219500101{NAMES.index(name):02}1"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def land_deaths(workspace: Workspace, day: date, names: tuple[str, ...]) -> None:
    said = {"sex": "男", "birth_date": "1950-01-01", "death_date": "2019-02-03", "death_source": "卫健"}
    land(workspace, "deaths", day, [{"name": name, "id_no": number(name)} | said for name in names])


def land_all(workspace: Workspace, day: date) -> None:
    person = {"relation": "户主", "sex": "男", "birth_date": "1950-01-01", "town": "伊塘镇", "village": "一村"}
    more = {"household_no": "1", "person_status": "正常", "head_name": NAMES[0]}
    land(workspace, "civil_registry", day, [person | more | {"name": name, "id_no": number(name)} for name in NAMES])
    given = {"allowance": "护理补贴", "start_month": "2018-01", "town": "伊塘镇", "status": "在册"}
    rows = [
        given
        | {"name": name, "id_no": number(name)}
        | dict(zip(("amount", "village", "stop_month"), said, strict=True))
        for name, months in ROWS.items()
        for said in [months[day == JULY]]
    ]
    if day == JULY:
        rows.append(given | {"name": STRANGER, "id_no": "4329021950", "amount": "50", "village": "一村"})
    land(workspace, "disability_allowances", day, rows)
    land_deaths(workspace, day, DEAD[day])
    land_couple(workspace, day)


def land_couple(workspace: Workspace, day: date) -> None:
    head, spouse = WED
    row = {"name": head, "id_no": number(head), "head_name": head, "head_id_no": number(head), "relation": "户主"}
    home = {"household_no": "1", "scheme": "农村低保", "town": "伊塘镇", "village": "一村", "covered": "是"}
    given = {"coverage_mode": "整户", "monthly_income_per_head": "100", "monthly_benefit": "200", "status": "在保"}
    land(workspace, "low_income", day, [row | home | given | {"start_month": "2018-01"}])
    couple = {"husband_name": head, "husband_id_no": number(head), "wife_name": spouse, "wife_id_no": number(spouse)}
    land(workspace, "marriages", day, [couple | {"event_type": "IA", "registered_on": "2019-01-05"}])


def standard(workspace: Workspace, yuan: int) -> None:
    folder = workspace.root / "parameters"
    folder.mkdir(exist_ok=True)
    text = Path(ALLOWANCE).read_text(encoding="utf-8")
    (folder / Path(ALLOWANCE).name).write_text(text.replace("value: 60", f"value: {yuan}"), encoding="utf-8")


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A night in June, and one in July with another standard."""
    workspace = Workspace(tmp_path_factory.mktemp("ten") / "workspace")
    workspace.landing.mkdir(parents=True)
    land_all(workspace, JUNE)
    run(workspace, as_of=JUNE)
    land_all(workspace, JULY)
    standard(workspace, 50)
    run(workspace, as_of=JULY)
    return workspace


def why(found: Comparison) -> dict[tuple[str, str], tuple[str, tuple[Cause, ...]]]:
    """(check, name) -> what became of the clue and its causes."""
    rows = found.moved.iter_rows(named=True)
    return {
        (row["check_id"], row["name"]): (
            row["data_status"],
            tuple(one.cause for one in found.causes[row["finding_id"]]),
        )
        for row in rows
        if row["check_id"] in ("M2", "D1")
    }


def rows_of(found: Comparison, check: str, name: str) -> tuple[Row, ...]:
    about = found.moved.filter((pl.col("check_id") == check) & (pl.col("name") == name))["finding_id"].item()
    return tuple(row for one in found.causes[about] for row in one.rows)


def said_of(found: Comparison, check: str, name: str) -> str:
    about = found.moved.filter((pl.col("check_id") == check) & (pl.col("name") == name))["finding_id"].item()
    return cause_words(found.causes[about])


def decide_that_he_is_somebody_else(workspace: Workspace, name: str) -> None:
    book = workspace.root / "review.xlsx"
    export_review(workspace, JULY, book, linked=len(NAMES))
    offered = [line for line in candidates(read_lines(book)) if line[review.NAME] == name and line[review.ID_NO]]
    lines = [decided(line, "不是同一人", reviewer="复核乙") for line in offered]
    import_review(workspace, save_lines(lines, workspace.root / "filled.xlsx"), JULY, datetime(2019, 7, 2, tzinfo=UTC))


def test_each_clue_is_told_what_it_took_and_not_what_only_happened_too(two_nights: Workspace) -> None:
    found = compared(two_nights, str(JUNE), str(JULY))
    assert why(found) == {
        ("M2", "赵甲"): ("gone", (PARAMETER,)),
        ("M2", "孙丙"): ("new", (PARAMETER,)),
        ("M2", "李丁"): ("gone", (DATA, PARAMETER)),
        ("M2", "郑庚"): ("gone", (DATA,)),
        ("M2", "王辛"): ("gone", (CALENDAR,)),
        ("D1", "吴己"): ("new", (DATA,)),
        ("D1", "郑庚"): ("gone", (DATA,)),
    }
    (reported,) = rows_of(found, "D1", "吴己")
    assert (reported.source, reported.change, reported.number) == ("deaths", RowChange.APPEARED, 4)
    (stopped,) = rows_of(found, "D1", "郑庚")
    assert [(cell.column, cell.before, cell.after) for cell in stopped.cells] == [("stop_month", "", "2019-03")]
    # A death bears clues of checks that ask who lives, though they name no register of deaths.
    (died,) = rows_of(found, "D3", WED[0])
    assert (died.source, died.change, died.number) == ("deaths", RowChange.APPEARED, 5)
    # Of a row that is linked to nobody the row itself tells.
    (came,) = rows_of(found, "Q5", STRANGER)
    assert (came.source, came.change, came.number) == ("disability_allowances", RowChange.APPEARED, len(ROWS) + 2)
    assert compared(two_nights, str(JULY), str(JULY)).moved.is_empty()


def test_the_command_names_who_and_why_and_json_has_all(
    two_nights: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["diff", str(JUNE), str(JULY), "--workspace", str(two_nights.root)]
    assert main(asked) == 0
    shown = capsys.readouterr().out
    (line,) = (line for line in shown.splitlines() if "赵甲" in line and "M2" in line)
    assert "重度残疾人护理补贴(nursing_allowance_fen) 60.00 → 50.00" in line
    assert "二村" not in line
    assert not any(number(name) in shown for name in NAMES)
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (clue,) = (one for one in told["clues"] if (one["check_id"], one["name"]) == ("D1", "吴己"))
    assert clue["person_id_no"] == f"尾号{number('吴己')[-4:]}"
    assert [row["source"] for one in clue["causes"] for row in one["rows"]] == ["deaths"]


def test_words_of_what_changed_are_chinese(
    two_nights: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(tmp_path / "assigned")
    shutil.copytree(two_nights.root, workspace.root, symlinks=True)
    stands = table_of(workspace, "mismatch", JULY).filter(check_id="M2", name="钱乙")
    given = f"线索编号,交办单位,交办日期,办理期限\n{stands['finding_id'].item()},伊塘镇人民政府,{JULY},2019-07-31\n"
    form = workspace.root / "given.csv"
    form.write_text(given, encoding="utf-8")
    import_work(workspace, form, JULY, datetime(2019, 7, 2, tzinfo=UTC))
    run(workspace, as_of=JULY)
    assert main(["diff", str(JUNE), str(JULY), "--workspace", str(workspace.root)]) == 0
    assert "状态 待核实→已交办" in capsys.readouterr().out


def test_two_runs_for_one_date_are_compared_also_where_other_files_lay_there(
    two_nights: Workspace, tmp_path: Path
) -> None:
    workspace = Workspace(tmp_path / "again")
    shutil.copytree(two_nights.root, workspace.root, symlinks=True)
    first = json.loads((workspace.publication(JULY) / "manifest.json").read_text())["run_id"]
    decide_that_he_is_somebody_else(workspace, "钱乙")
    standard(workspace, 60)
    land_deaths(workspace, JULY, DEAD[JUNE])
    run(workspace, as_of=JULY)
    expected = {
        ("M2", "钱乙"): ("not_run", (DECISION,)),
        ("M2", "赵甲"): ("standing", (PARAMETER,)),
        ("M2", "孙丙"): ("gone", (PARAMETER,)),
        ("M2", "李丁"): ("standing", (PARAMETER,)),
        ("M2", "周戊"): ("new", (PARAMETER,)),
        ("D1", "吴己"): ("gone", (DATA,)),
    }
    for before, after in ((str(JULY), str(JULY)), (first, str(JULY))):
        found = compared(workspace, before, after)
        assert why(found) == expected
    (row,) = rows_of(found, "D1", "吴己")
    assert (row.source, row.change) == ("deaths", RowChange.VANISHED)
    assert "经办甲、复核乙 判定 残疾人两补中的「钱乙」与户籍「钱乙」 不是同一人" in said_of(found, "M2", "钱乙")
    with pytest.raises(UnknownIdError, match="没有运行"):
        compared(workspace, "20190701T000000.000Z-0000", str(JULY))


def test_what_neither_data_nor_policy_account_for_is_the_program(two_nights: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "older")
    shutil.copytree(two_nights.root, workspace.root, symlinks=True)
    june = workspace.publication(JUNE)
    manifest = json.loads((june / "manifest.json").read_text())
    (june / "manifest.json").write_text(json.dumps(manifest | {"code": "another", "version": "0.0.9"}))
    findings = pl.read_parquet(june / "mismatch.parquet")
    findings.remove((pl.col("name") == "钱乙") & (pl.col("check_id") == "M2")).write_parquet(june / "mismatch.parquet")
    told = why(compared(workspace, str(JUNE), str(JULY)))
    assert told["M2", "钱乙"][1] == (Cause.PROGRAM,)
    assert told["M2", "赵甲"][1] == (PARAMETER,)


@pytest.mark.parametrize(
    ("differing", "raised_where", "after", "expected"),
    [
        # Only the standard matters; that the row changed too is no cause.
        ((DATA, PARAMETER), lambda s: PARAMETER not in s, False, (PARAMETER,)),
        ((DATA, PARAMETER, CALENDAR), lambda s: DATA in s, True, (DATA,)),
        # Both were needed.
        ((DATA, PARAMETER), lambda s: DATA in s and PARAMETER in s, True, (DATA, PARAMETER)),
        # Each alone would have done; the calendar would not.
        ((DATA, DECISION, CALENDAR), lambda s: DATA in s or DECISION in s, True, (DATA, DECISION)),
        # The one is needed, whatever the other; of those two either would do.
        ((DATA, DECISION, PARAMETER), lambda s: DATA in s and (DECISION in s or PARAMETER in s), True, (DATA,)),
        # Nothing alone does it and nothing alone undoes it: all together.
        (
            (DATA, DECISION, PARAMETER, CALENDAR),
            lambda s: len(s & {DATA, DECISION}) == 2 or len(s & {PARAMETER, CALENDAR}) == 2,
            True,
            (DATA, DECISION, PARAMETER, CALENDAR),
        ),
        # Nothing else differs: nobody need ask.
        ((CALENDAR,), lambda s: False, True, (CALENDAR,)),
    ],
)
def test_what_it_took(
    differing: tuple[Cause, ...], raised_where: RaisedWhere, after: bool, expected: tuple[Cause, ...]
) -> None:
    def raised_with(later: frozenset[Cause]) -> frozenset[str]:
        return frozenset({"clue"} if raised_where(later) else ())

    found = attributed(["clue"], frozenset({"clue"} if after else ()), differing, raised_with)
    assert found == {"clue": expected}


def corrected(*lines: Mapping[str, object]) -> Side:
    said = {"source": "deaths", "file": "d.csv", "row_number": 2, "column": "death_date", "before": "", "after": ""}
    more = {"basis": "死亡证明", "prepared_by": "张一", "reviewed_by": "李二", "corrections_file": "c.csv", "line": 2}
    frame = pl.DataFrame([said | more | dict(line) for line in lines])
    return Side(JUNE, {}, {"corrections": frame} if lines else {}, stands=True)


def moved(*columns: str, file: str = "d.csv") -> Moved:
    cells = tuple(Cell(column, column, "甲", "乙") for column in columns)
    return Moved(Row("deaths", RowChange.CHANGED, file, 2, cells), ("old.csv", 9), (file, 2), frozenset())


@pytest.mark.parametrize(
    ("before", "after", "row", "by_correction"),
    [
        ((), ({},), moved("death_date"), True),
        ((), ({},), moved("death_date", "link"), True),  # who it was found to be follows from what is mended
        ((), ({},), moved("death_date", "name"), False),  # the supplier changed the row as well
        ((), ({},), moved("name"), False),
        ((), ({},), moved("death_date", file="other.csv"), False),  # a row of that number in another file
        (({"file": "old.csv", "row_number": 9},), (), moved("death_date"), True),  # one that was taken back
        (({"file": "old.csv", "row_number": 9},), ({},), moved("death_date"), False),  # both mend it alike
    ],
)
def test_a_mended_cell_is_a_correction_and_no_change_of_the_data(
    before: tuple[dict[str, object], ...], after: tuple[dict[str, object], ...], row: Moved, by_correction: bool
) -> None:
    mends = mended(corrected(*before), corrected(*after))
    by_hand, supplied, said = mends.explain([row])
    assert (bool(by_hand), bool(supplied)) == (by_correction, not by_correction)
    assert said == (["死亡证明（张一、李二）"] if by_correction else [])


@pytest.mark.parametrize(("sha256", "by_correction"), [("same", True), ("other", False)])
def test_a_row_that_a_correction_lets_in_is_no_news_of_the_supplier(sha256: str, by_correction: bool) -> None:
    before, after = (
        replace(one, manifest={"inputs": [{"source": "deaths", "cut_off": "2019-06-30", "sha256": hashed}]})
        for one, hashed in ((corrected(), "same"), (corrected({}), sha256))
    )
    row = Moved(Row("deaths", RowChange.APPEARED, "d.csv", 2), None, ("d.csv", 2), frozenset())
    by_hand, supplied, said = mended(before, after).explain([row])
    assert (bool(by_hand), bool(supplied)) == (by_correction, not by_correction)
    assert said == (["死亡证明（张一、李二）"] if by_correction else [])
