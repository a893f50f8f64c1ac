"""A date that nobody has checked is refused with one command; two people run it, and the night goes on."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from data.parameters import SHIPPED, declared_parameters, load_parameters
from data.parameters.writing import confirmed_text
from pipelines.checkup.checkup import check_up
from pipelines.record.entry import Kind
from pipelines.record.store import read_record
from pipelines.run.confirmed import Confirmation, confirm_parameters
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError, MissingParameterError, ParameterError
from schemas.parameter import ParameterStatus
from tests.pipelines.small_district import hedui

NEXT_YEAR = date(2026, 1, 15)
SHIPPED_UNTIL = date(2019, 12, 31)
NOW = datetime(2026, 1, 16, tzinfo=UTC)
STANDARD = "rural_low_income_standard_fen"


def confirm(workspace: Workspace, until: date = NEXT_YEAR, *names: str, by: str = "张三", other: str = "李四") -> int:
    return len(confirm_parameters(workspace, Confirmation(until, by, other, names), NOW))


@pytest.fixture
def bureau(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "bureau")
    workspace.prepare()
    return workspace


def own(workspace: Workspace, name: str, before: str, after: str) -> Path:
    folder = workspace.root / "parameters"
    folder.mkdir(exist_ok=True)
    text = (SHIPPED / f"{name}.yaml").read_text("utf-8")
    assert before in text
    (folder / f"{name}.yaml").write_text(text.replace(before, after), "utf-8")
    return folder / f"{name}.yaml"


def test_a_refused_night_says_the_command_that_lets_it_run(fresh: Workspace) -> None:
    for landed in fresh.landing.glob("*_20190[0-9]*"):
        stem = landed.name.replace(landed.name.split("_2019")[1][:4], "0110").replace("_2019", "_2026")
        landed.rename(landed.with_name(stem))
    night = ("run", "nightly", "--workspace", fresh.root, "--as-of", NEXT_YEAR, "--no-prefect")
    refused = hedui(*night)
    assert refused.returncode == 2
    assert refused.stderr.count("错误") == 1
    said = refused.stderr.partition("后运行 hedui ")[2].partition(",或用")[0]
    command = said.replace("姓名", "张三", 1).replace("姓名", "李四", 1).split()
    done = hedui(*command)
    assert done.returncode == 0, done.stderr
    ran = hedui(*night)
    assert ran.returncode in {0, 7}, ran.stderr
    assert fresh.published_dates() == [NEXT_YEAR]


def test_what_is_confirmed_stands_on_record_and_in_private_files(bureau: Workspace) -> None:
    confirm(bureau)
    folder = bureau.root / "parameters"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    declared = declared_parameters(folder)
    assert {one.verified_until for one in declared.values() if one.values} == {NEXT_YEAR}
    assert {one.status for one in declared.values() if one.values} == {ParameterStatus.CONFIRMED}
    assert load_parameters(NEXT_YEAR, folder).values == load_parameters(SHIPPED_UNTIL).values
    (recorded,) = read_record(bureau)
    assert (recorded.entry.kind, recorded.entry.by, recorded.entry.reviewed_by) == (Kind.PARAMETERS, "张三", "李四")
    assert recorded.entry.payload["verified_until"] == "2026-01-15"
    said = {one["name"]: one for one in recorded.entry.payload["parameters"]}
    assert said[STANDARD]["values"] == [["2019-01-01", 300_00]]
    assert said[STANDARD]["verified_until_before"] == "2019-12-31"


def test_a_parameter_that_is_named_twice_is_confirmed_once(bureau: Workspace) -> None:
    assert confirm(bureau, NEXT_YEAR, STANDARD, STANDARD) == 1
    (recorded,) = read_record(bureau)
    assert [one["name"] for one in recorded.entry.payload["parameters"]] == [STANDARD]


def test_a_parameter_that_has_no_value_is_confirmed_by_nobody(bureau: Workspace) -> None:
    confirm(bureau)
    assert not (bureau.root / "parameters" / "extreme_poverty_care_fee_fen.yaml").exists()
    with pytest.raises(MissingParameterError, match="特困人员照料护理费"):
        confirm(bureau, NEXT_YEAR, "extreme_poverty_care_fee_fen")


@pytest.mark.parametrize("source", ["", ".deaths"])
def test_one_that_has_no_value_and_is_needed_stops_the_confirmation(bureau: Workspace, source: str) -> None:
    path = own(bureau, "late_register", "value: unknown", "value: carry_forward")
    if source:
        text = path.read_text("utf-8").replace("name: late_register", f"name: late_register{source}")
        path.rename(path.with_name(f"late_register{source}.yaml")).write_text(text, "utf-8")
    with pytest.raises(MissingParameterError, match="carry_forward_days"):
        confirm(bureau)
    assert read_record(bureau) == ()


def test_the_bureaus_own_text_stays_but_for_two_lines(bureau: Workspace) -> None:
    path = own(bureau, STANDARD, "value: 300", 'value: "305.50"   # 会议纪要')
    before = path.read_text("utf-8").splitlines()
    assert confirm(bureau, NEXT_YEAR, STANDARD) == 1
    changed = [new for old, new in zip(before, path.read_text("utf-8").splitlines(), strict=True) if old != new]
    assert changed == ["verified_until: 2026-01-15"]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("by", "other"), [("张三", "张三"), ("张三", " 张 三"), ("Zhang San", "zhang san"), ("", "李四"), ("张三", " ")]
)
def test_two_people_look(bureau: Workspace, by: str, other: str) -> None:
    with pytest.raises(ArgumentError):
        confirm(bureau, by=by, other=other)
    assert not (bureau.root / "parameters").exists()


@pytest.mark.parametrize("names", [(), (STANDARD,)])
def test_a_date_is_never_taken_back(bureau: Workspace, names: tuple[str, ...]) -> None:
    with pytest.raises(ArgumentError, match="2019-12-31"):
        confirm(bureau, date(2019, 12, 30), *names)


def test_one_that_is_confirmed_for_longer_stays_so_beside_the_others(bureau: Workspace) -> None:
    confirm(bureau, date(2027, 12, 31), STANDARD)
    confirm(bureau, NEXT_YEAR)
    declared = declared_parameters(bureau.root / "parameters")
    assert declared[STANDARD].verified_until == date(2027, 12, 31)
    assert declared["taper_months"].verified_until == NEXT_YEAR


def test_the_same_again_changes_nothing(bureau: Workspace) -> None:
    assert confirm(bureau) > 10
    assert confirm(bureau) == 0
    assert len(read_record(bureau)) == 1


@pytest.mark.parametrize(("names", "next_step"), [(("taper_months",), "params show"), ((), "run nightly")])
def test_a_night_is_suggested_where_it_would_run(bureau: Workspace, names: tuple[str, ...], next_step: str) -> None:
    people = ("--by", "张三", "--reviewed-by", "李四", "--until", NEXT_YEAR, "--workspace", bureau.root)
    done = hedui("params", "confirm", *people, *names)
    assert done.returncode == 0, done.stderr
    assert f"hedui {next_step} " in done.stderr.splitlines()[-1]


def test_no_night_of_a_date_to_come_is_suggested(bureau: Workspace) -> None:
    """It would be the newest publication until that day, and no night before it would make a batch."""
    to_come = datetime.now(UTC).date() + timedelta(days=300)
    people = ("--by", "张三", "--reviewed-by", "李四", "--until", to_come, "--workspace", bureau.root)
    last = hedui("params", "confirm", *people).stderr.splitlines()[-1]
    assert last == f"下一步 hedui run nightly --workspace {bureau.root}"


def test_an_unknown_name_is_refused(bureau: Workspace) -> None:
    with pytest.raises(ArgumentError, match="no_such"):
        confirm(bureau, NEXT_YEAR, "no_such")


@pytest.mark.parametrize(
    ("before", "after", "well"),
    [
        ("status: confirmed", 'status: "confirmed"', True),
        ("verified_until: 2019-12-31", "verified_until:   2019-12-31  # 每年一次", True),
        ("verified_until: 2019-12-31", "verified_until:\n  2019-12-31", False),
        ("verified_until: 2019-12-31", '"verified_until": 2019-12-31', False),
    ],
)
def test_a_text_laid_out_otherwise_is_changed_rightly_or_not_at_all(before: str, after: str, well: bool) -> None:
    path = SHIPPED / f"{STANDARD}.yaml"
    text = path.read_bytes().replace(before.encode(), after.encode())
    if well:
        assert b"2026-01-15" in confirmed_text(path, text, NEXT_YEAR)
    else:
        with pytest.raises(ParameterError, match="verified_until"):
            confirmed_text(path, text, NEXT_YEAR)


def test_show_tells_what_is_to_be_confirmed_for_a_later_date(bureau: Workspace) -> None:
    shown = hedui("params", "show", "--as-of", NEXT_YEAR, "--json", "--workspace", bureau.root)
    assert shown.returncode == 0
    assert "params confirm --until 2026-01-15" in shown.stderr
    assert {one["verified_until"] for one in json.loads(shown.stdout)} == {"2019-12-31"}
    assert not (bureau.root / "parameters").exists()


def test_a_confirmation_holds_for_what_was_confirmed(bureau: Workspace) -> None:
    def shown() -> tuple[dict[str, str], str]:
        done = hedui("params", "show", "--as-of", NEXT_YEAR, "--json", "--workspace", bureau.root)
        return {one["name"]: one["status"] for one in json.loads(done.stdout)}, done.stderr

    confirm(bureau)
    path = bureau.root / "parameters" / f"{STANDARD}.yaml"
    confirmed = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + confirmed)  # an editor's mark, and no word changed
    assert shown()[0][STANDARD] == "已确认"
    path.write_bytes(confirmed.replace(b"value: 300", b"value: 340"))
    status, told = shown()
    assert {name for name, one in status.items() if one == "已改动"} == {STANDARD}
    (again,) = [line for line in told.splitlines() if "params confirm" in line]
    looked = check_up(bureau, NOW, NEXT_YEAR)
    assert any(STANDARD in one.found for one in looked.troubles if one.topic == "政策参数")
    words = again.partition("hedui ")[2].partition(",或")[0].replace("姓名", "张三", 1).replace("姓名", "李四", 1)
    assert hedui(*words.split()).returncode == 0
    assert shown()[0][STANDARD] == "已确认"
    path.write_bytes(confirmed)
    assert shown()[0][STANDARD] == "已改动"
    assert [one["name"] for one in read_record(bureau)[1].entry.payload["parameters"]] == [STANDARD]


def test_a_change_is_told_with_its_effect_and_nothing_is_suggested_that_cannot_work(workspace: Workspace) -> None:
    later = "    value: 300\n  - from: 2019-07-01\n    value: 340\n"
    own(workspace, STANDARD, "    value: 300\n", later)
    page = workspace.root / "change.html"
    done = hedui("params", "diff", "2019-06-30", "2019-07-31", "--out", page, "--workspace", workspace.root)
    assert done.returncode == 0, done.stderr
    assert "农村低保标准由 300.00 元/人·月改为 340.00 元/人·月（增加 40.00 元" in done.stdout
    assert "合计每月增加" in done.stdout
    assert done.stdout.splitlines()[-3] in page.read_text(encoding="utf-8")
    assert "下一步" not in done.stderr  # nothing is published for the later date


def test_dates_the_wrong_way_round_are_no_change_backwards(workspace: Workspace) -> None:
    done = hedui("params", "diff", "2019-07-31", "2019-06-30", "--workspace", workspace.root)
    assert done.returncode == 2
    assert "hedui params diff 2019-06-30 2019-07-31" in done.stderr


def test_a_difference_to_a_date_that_nobody_has_checked_says_what_can_be_done(bureau: Workspace) -> None:
    past = hedui("params", "diff", "2019-06-30", NEXT_YEAR, "--workspace", bureau.root)
    assert past.returncode == 2
    assert f"params confirm --until {NEXT_YEAR}" in past.stderr
    assert "--as-of" not in past.stderr
