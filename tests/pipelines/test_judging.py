"""Which extract a night uses: the newest that is whole, beside the last accepted one of an earlier date."""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest.choose import choose
from pipelines.ingest.errors import FileChangedError
from pipelines.run.judging import Judge, Judged
from pipelines.warehouse import Warehouse
from pipelines.warehouse.verdicts import store_verdicts
from pipelines.workspace.fingerprint import sha256_of
from pipelines.workspace.settings import Settings
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from tests.pipelines.ingest.landing_files import ORPHANS, orphan, write_csv, write_xlsx

AS_OF = date(2019, 12, 31)
REGISTRY = ["户号", "与户主关系", "姓名", "性别", "出生日期", "公民身份号码", "乡镇街道", "村居", "人员状态"]
PERSON = ["1", "户主", "王芳", "女", "19600101", "432902196001011234", "蔡市镇", "一村", "正常"]
USUAL = Settings()
YEARLY = {"applications", "reviews", "low_income_payments"}


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    write_csv(folder / "civil_registry_20190601.csv", [REGISTRY, PERSON])
    return folder


def lands(folder: Path, day: str, rows: int, part: str = "", *, spoilt: int = 0) -> Path:
    """Orphans of one date, of whom `spoilt` have a month that is none."""
    good = [orphan(f"廖{number}") for number in range(rows - spoilt)]
    bad = [orphan(f"坏{number}", start_month="昨天") for number in range(spoilt)]
    return write_csv(folder / f"orphans_2019{day}{part}.csv", [ORPHANS, *good, *bad])


def judged(folder: Path, *, taken: frozenset[str] = frozenset(), settings: Settings = USUAL) -> Judged:
    """What becomes of the orphans, judged twice: by reading, and by what the first judge put on record."""
    found = []
    with Warehouse(folder.parent / "warehouse.duckdb") as warehouse:
        for _ in range(2):
            judge = Judge(warehouse, settings, taken, "program")
            found.append(judge.judge(choose(folder, AS_OF))[Feed("orphans")])
            store_verdicts(warehouse, judge.verdicts)
    assert outcome(found[0]) == outcome(found[1])
    return found[1]


def outcome(one: Judged) -> tuple[str | None, list[str]]:
    """Date of what is used; why each newer one was refused."""
    used = one.used.landed.cut_off.strftime("%m%d") if one.used else None
    return used, [refused.why.message for refused in one.refused]


def test_the_newest_is_used(landing: Path) -> None:
    lands(landing, "0531", 300)
    lands(landing, "0630", 250)
    assert outcome(judged(landing)) == ("0630", [])


@pytest.mark.parametrize(("before", "now", "used"), [(200, 160, "0630"), (200, 159, "0531"), (199, 1, "0630")])
def test_less_than_its_share_of_the_last_one_is_refused(landing: Path, before: int, now: int, used: str) -> None:
    lands(landing, "0531", before)
    lands(landing, "0630", now)
    assert outcome(judged(landing))[0] == used


def test_a_refusal_names_file_rows_and_what_was_expected(landing: Path) -> None:
    lands(landing, "0531", 1000)
    lands(landing, "0630", 799)
    (why,) = outcome(judged(landing))[1]
    assert all(word in why for word in ("orphans_20190630.csv", "799", "1000", "800", "min_share", "2019-05-31"))


def test_the_bureau_may_want_another_share(landing: Path) -> None:
    lands(landing, "0531", 400)
    lands(landing, "0630", 200)
    assert outcome(judged(landing, settings=Settings(min_share={"orphans": 0.5})))[0] == "0630"
    assert outcome(judged(landing, settings=Settings(min_share={"orphans": 0.6})))[0] == "0531"


def test_an_extract_is_held_against_the_last_accepted_one_not_the_last_sent(landing: Path) -> None:
    lands(landing, "0430", 1000)
    lands(landing, "0531", 300)  # refused
    lands(landing, "0630", 310)  # no smaller than the refused one, yet less than a third of the accepted one
    used, whys = outcome(judged(landing))
    assert used == "0430"
    assert [why[:20] for why in whys] == ["orphans_20190630.csv", "orphans_20190531.csv"]


def test_what_was_refused_before_a_good_one_is_no_longer_said(landing: Path) -> None:
    lands(landing, "0430", 1000)
    lands(landing, "0531", 300)
    lands(landing, "0630", 990)
    assert outcome(judged(landing)) == ("0630", [])


def test_a_file_taken_on_purpose_is_used_and_is_the_new_measure(landing: Path) -> None:
    lands(landing, "0430", 1000)
    shrunken = lands(landing, "0531", 300)
    lands(landing, "0630", 250)
    assert outcome(judged(landing, taken=frozenset({sha256_of(shrunken)}))) == ("0630", [])
    shrunken.write_bytes(shrunken.read_bytes().replace("廖1".encode(), "廖2".encode(), 1))
    assert outcome(judged(landing, taken=frozenset({"another"})))[0] == "0430"


def test_a_file_cut_short_may_be_taken_on_purpose(landing: Path) -> None:
    lands(landing, "0531", 30)
    cut = lands(landing, "0630", 30)
    cut.write_bytes(cut.read_bytes()[:-20])
    assert outcome(judged(landing))[0] == "0531"
    assert outcome(judged(landing, taken=frozenset({sha256_of(cut)})))[0] == "0630"


def test_a_part_taken_on_purpose_does_not_answer_for_one_that_is_cut_short(landing: Path) -> None:
    lands(landing, "0430", 50)
    taken = lands(landing, "0531", 30, "_甲")
    cut = lands(landing, "0531", 30, "_乙")
    cut.write_bytes(cut.read_bytes()[:-30])
    used, (why,) = outcome(judged(landing, taken=frozenset({sha256_of(taken)})))
    assert (used, cut.name in why, "不完整" in why) == ("0430", True, True)


@pytest.mark.parametrize(("spoilt", "rows", "used"), [(100, 200, "0630"), (101, 200, "0531"), (150, 199, "0630")])
def test_too_many_refused_rows_refuse_the_file(landing: Path, spoilt: int, rows: int, used: str) -> None:
    lands(landing, "0531", 10)
    lands(landing, "0630", rows, spoilt=spoilt)
    assert outcome(judged(landing))[0] == used


def test_one_bad_part_refuses_the_extract_of_its_date(landing: Path) -> None:
    lands(landing, "0531", 10)
    lands(landing, "0630", 10, "_甲镇")
    (landing / "orphans_20190630_乙镇.csv").write_bytes(b"junk")
    used, (why,) = outcome(judged(landing))
    assert used == "0531"
    assert "orphans_20190630_乙镇.csv" in why


@pytest.mark.parametrize(("rows", "used"), [(20, "0531"), (19, "0630")])
def test_a_part_that_is_gone_is_missed_from_twenty_rows_on(landing: Path, rows: int, used: str) -> None:
    lands(landing, "0531", 300, "_甲镇")
    lands(landing, "0531", rows, "_乙镇")
    lands(landing, "0630", 300, "_甲镇")
    found, whys = outcome(judged(landing))
    assert found == used
    assert all("乙镇" in why for why in whys)


def book(folder: Path, day: str, **sheets: int) -> None:
    rows = {name: [ORPHANS, *(orphan(f"{name}{n}") for n in range(number))] for name, number in sheets.items()}
    write_xlsx(folder / f"orphans_2019{day}.xlsx", rows)


def test_a_sheet_that_is_gone_is_missed(landing: Path) -> None:
    book(landing, "0531", 甲=40, 乙=20)
    book(landing, "0630", 甲=60)
    used, (why,) = outcome(judged(landing))
    assert used == "0531"
    assert "乙" in why
    assert "甲" not in why


def test_the_only_sheet_may_be_called_anew(landing: Path) -> None:
    book(landing, "0531", 五月=40)
    book(landing, "0630", 六月=40)
    assert outcome(judged(landing)) == ("0630", [])


def test_without_an_earlier_one_a_refused_source_has_nothing(landing: Path) -> None:
    (landing / "orphans_20190630.csv").write_bytes(b"junk")
    used, whys = outcome(judged(landing))
    assert (used, len(whys)) == (None, 1)


def test_a_file_that_is_still_being_copied_is_waited_for_or_done_without(landing: Path) -> None:
    lands(landing, "0531", 10)
    newest = lands(landing, "0630", 10)
    for more in ("廖,", "廖,甲\n"):  # while it is read it ends in half a line, or whole and longer
        chosen = choose(landing, AS_OF)
        with newest.open("a", encoding="utf-8") as file:
            file.write(more)
        with Warehouse(landing.parent / "warehouse.duckdb") as warehouse:
            with pytest.raises(FileChangedError, match="读取期间文件发生变化"):
                Judge(warehouse, USUAL, frozenset(), "program", patient=True).judge(chosen)
            judge = Judge(warehouse, USUAL, frozenset(), "program")
            used, (why,) = outcome(judge.judge(chosen)[Feed("orphans")])
            assert (used, "读取期间文件发生变化" in why) == ("0531", True)
            assert {one.cut_off.month for one in judge.verdicts if one.source == "orphans"} == {5}


def test_one_that_changes_when_its_rows_are_fetched_is_done_without(landing: Path) -> None:
    lands(landing, "0430", 10)
    lands(landing, "0531", 10)
    (landing / "orphans_20190630.csv").write_bytes(b"junk")
    with Warehouse(landing.parent / "warehouse.duckdb") as warehouse:
        judge = Judge(warehouse, USUAL, frozenset(), "program")
        judge.judge(choose(landing, AS_OF))
        store_verdicts(warehouse, judge.verdicts)
        spoilt = landing / "orphans_20190531.csv"
        seen = spoilt.stat()
        spoilt.write_bytes(bytes(spoilt.stat().st_size))
        os.utime(spoilt, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # it looks as it did when it was accepted
        assert (
            outcome(Judge(warehouse, USUAL, frozenset(), "program").judge(choose(landing, AS_OF))[Feed("orphans")])[0]
            == "0430"
        )


def test_what_begins_anew_every_year_is_compared_within_it(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {source for source, one in EXTRACTS.items() if one.expected.within_year} == YEARLY
    monkeypatch.setitem(EXTRACTS, "orphans", replace(EXTRACTS["orphans"], expected=EXTRACTS["reviews"].expected))
    lands(landing, "0531", 300)
    lands(landing, "0630", 10)
    assert outcome(judged(landing))[0] == "0531"
    (landing / "orphans_20190531.csv").rename(landing / "orphans_20181231.csv")
    assert outcome(judged(landing))[0] == "0630"
