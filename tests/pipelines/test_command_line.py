"""What commands say, where they say it, and how they end."""

import json
import os
import signal
import stat
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import polars as pl
import pytest

from matchers.model import Model
from pipelines.cli import main
from pipelines.cli.parser import parse
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, files_of, hedui, hedui_process, table_of

LONG_NUMBER = r"[0-9]{17}[0-9X]"


def finding(workspace: Workspace, check_id: str) -> dict[str, object]:
    found = table_of(workspace, "mismatch")
    return found.filter(pl.col("check_id") == check_id).row(0, named=True)


def test_usage_that_nobody_understands_ends_in_2_and_writes_no_data() -> None:
    done = hedui("run", "nightly", "--as-of", "30.6.2019")
    assert (done.returncode, done.stdout) == (2, "")
    assert "YYYY-MM-DD" in done.stderr


@pytest.mark.parametrize(
    "words",
    [("--as-of", "9999-12-31"), ("--as-of", "1900-01-01"), ("--nights", 4000, "--every", 400)],
)
def test_a_district_of_a_date_at_which_nobody_can_live_is_refused(tmp_path: Path, words: tuple[object, ...]) -> None:
    done = hedui("new-district", tmp_path / "district", "--people", 60, "--seed", 1, *words)
    assert done.returncode == 2, done.stderr
    assert "数据日期" in done.stderr
    assert not (tmp_path / "district").exists()


@pytest.mark.parametrize("option", ["--every", "--trouble"])
def test_what_says_how_a_district_lives_is_told_where_it_has_no_nights(tmp_path: Path, option: str) -> None:
    done = hedui("new-district", tmp_path / "district", "--people", 60, "--seed", 1, option, 2)
    assert done.returncode == 2
    assert f"{option} 只用于多夜" in done.stderr
    assert "--nights" in done.stderr
    assert not (tmp_path / "district").exists()


@pytest.mark.parametrize("words", [("findings", "export"), ("review", "export")])
def test_a_workbook_is_written_under_no_other_ending(tmp_path: Path, words: tuple[str, str]) -> None:
    done = hedui(*words, tmp_path / "list.csv", "--workspace", tmp_path)
    assert done.returncode == 2
    assert ".xlsx" in done.stderr


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_ctrl_c_before_a_command_is_understood_ends_as_it_does_later(capsys: pytest.CaptureFixture[str]) -> None:
    def press(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is parse.__code__:
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    sys.setprofile(press)
    assert main(["status"]) == 130
    told = capsys.readouterr().err
    assert "已中断" in told
    assert "Traceback" not in told


def test_data_goes_to_stdout_and_messages_to_stderr(workspace: Workspace) -> None:
    done = hedui("run", "coverage", "--json", "--workspace", workspace.root, "--as-of", AS_OF)
    facts = json.loads(done.stdout)
    assert (facts["status"], facts["exit_code"], facts["flow"]) == ("published", 0, "coverage")
    assert facts["published"] == str(workspace.publication(AS_OF))
    assert "核对指标" in done.stderr
    assert "下一步" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_date_to_come_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    to_come = datetime.now(UTC).date() + timedelta(days=9)
    said = hedui("run", "nightly", "--workspace", tmp_path, "--as-of", to_come).stderr
    assert f"警告 数据日期 {to_come} 晚于今天" in said
    assert "晚于今天" not in hedui("run", "nightly", "--workspace", tmp_path, "--as-of", AS_OF).stderr


def test_an_error_reaches_a_machine_too(tmp_path: Path) -> None:
    done = hedui("run", "nightly", "--json", "--workspace", tmp_path, "--as-of", AS_OF)
    assert json.loads(done.stdout)["exit_code"] == done.returncode == 2


def test_each_command_starts_where_nothing_is_imported_yet(workspace: Workspace, tmp_path: Path) -> None:
    """Each imports what it needs when it needs it, which a process that has imported everything cannot try."""
    here = ("--workspace", workspace.root)
    clue = finding(workspace, "Q1")["finding_id"]
    backup = tmp_path / "backup"
    commands = (
        ("status", *here),
        ("audit", "verify", *here),
        ("diff", AS_OF, AS_OF, *here),
        ("params", "show", *here),
        ("themes", "list", *here),
        ("corrections", "check", *here),
        ("findings", "list", *here),
        ("findings", "export", tmp_path / "list.xlsx", *here),
        ("review", "export", tmp_path / "review.xlsx", *here),
        ("explain", clue, *here),
        ("check-inputs", *here),
        ("deliver", "--to", tmp_path / "there", *here),
        ("prune", "--dry-run", *here),
        ("backup", backup, *here),
        ("restore", backup, "--workspace", tmp_path / "restored"),
        ("templates", tmp_path / "templates"),
        ("new-district", tmp_path / "district", "--people", 60, "--seed", 1),
    )
    ends = {words[:2]: hedui_process(*words) for words in commands}
    assert {words: done.stderr for words, done in ends.items() if done.returncode} == {}
    assert "今夜" in hedui_process("doctor", *here).stderr  # which may well fail: nothing is confirmed for today


def test_the_workspace_may_come_from_the_environment(standing: Workspace) -> None:
    done = hedui("status", "--json", HEDUI_WORKSPACE=str(standing.root))
    published = json.loads(done.stdout)["publications"]
    assert [one["as_of"] for one in published] == [str(AS_OF)]


def test_check_inputs_reads_everything_and_writes_nothing(fresh: Workspace) -> None:
    before = sorted((str(path), path.stat().st_mtime_ns) for path in fresh.root.rglob("*"))
    done = hedui("check-inputs", "--json", "--workspace", fresh.root)
    facts = json.loads(done.stdout)
    assert done.returncode == facts["exit_code"] == 0
    landed = {path.name for path in fresh.landing.iterdir() if not path.name.endswith(".ctl.json")}
    assert {one["file"] for one in facts["files"]} == landed
    assert all(one["rows"] == one["accepted"] + one["quarantined"] for one in facts["files"])
    assert sorted((str(path), path.stat().st_mtime_ns) for path in fresh.root.rglob("*")) == before


def test_check_inputs_takes_one_file_and_refuses_it_with_3(tmp_path: Path) -> None:
    bad = tmp_path / "死亡登记_20190630.csv"
    bad.write_text("姓名,证件号码\n张三,432902199001011234\n")
    done = hedui("check-inputs", bad)
    assert done.returncode == 3
    assert "death_date" in done.stderr
    assert hedui("check-inputs", tmp_path / "名单.csv").returncode == 2


def test_explain_shows_the_line_behind_a_clue_and_no_id(standing: Workspace) -> None:
    clue = finding(standing, "D1")
    done = hedui("explain", clue["finding_id"], "--workspace", standing.root)
    assert done.returncode == 0, done.stderr
    assert str(clue["file"]) in done.stdout
    assert "死亡登记" in done.stdout
    assert not pl.Series([done.stdout]).str.contains(LONG_NUMBER).any()


def test_explain_knows_the_number_that_the_supervision_campaign_quotes(standing: Workspace) -> None:
    handed = pl.read_parquet(standing.publication(AS_OF) / "supervision" / "mismatch.parquet")
    quoted = handed.filter(pl.col("check_id") == "D1").row(0, named=True)
    done = hedui("explain", quoted["finding_id"], "--json", "--workspace", standing.root)
    assert done.returncode == 0, done.stderr
    assert "D1" in done.stdout


def test_explain_knows_a_person_a_household_and_a_line(standing: Workspace) -> None:
    clue = finding(standing, "P3")
    line = finding(standing, "D1")
    for key in (clue["household_no"], line["person_id_no"], f"{line['file']}:{line['row_number']}"):
        done = hedui("explain", key, "--json", "--workspace", standing.root)
        assert done.returncode == 0, done.stderr
        assert all(section["entries"] for section in json.loads(done.stdout))


def test_explain_says_so_where_there_is_nothing(standing: Workspace) -> None:
    done = hedui("explain", "nobody", "--workspace", standing.root)
    assert done.returncode == 2
    assert "nobody" in done.stderr


def test_a_household_gets_its_report(workspace: Workspace) -> None:
    number = finding(workspace, "P3")["household_no"]
    done = hedui("report", "household", number, "--workspace", workspace.root)
    page = Path(done.stdout.strip())
    assert done.returncode == 0, done.stderr
    assert str(number) in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_a_new_district_says_what_it_made(tmp_path: Path) -> None:
    folder = tmp_path / "district"
    done = hedui("new-district", folder, "--people", "1500", "--seed", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["people"] == 1500
    assert (folder / "truth").is_dir()
    assert hedui("new-district", folder, "--people", "1500", "--seed", "5").returncode == 2


def test_training_writes_a_model_and_says_what_its_weights_are_worth(
    standing: Workspace, district: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model.json"
    more = ("--truth", district / "truth", "--seed", "1", "--json")
    done = hedui("train", "--out", out, *more, "--workspace", standing.root)
    assert done.returncode == 0, done.stderr
    Model.of(json.loads(out.read_text()))
    told = json.loads(done.stdout)["bands"]
    assert sum(one["right"] for one in told) / sum(one["pairs"] for one in told) > 0.99
    assert max(told, key=lambda one: one["from_weight"])["share"] == 1


def test_the_demo_ends_in_a_summary_that_names_nobody_and_takes_the_place_of_a_demo_alone(
    fresh: Workspace, tmp_path: Path
) -> None:
    assert hedui("demo", "--people", "1500", "--workspace", fresh.root).returncode == 2
    assert fresh.landing.is_dir()
    demo = ("demo", "--people", "1500", "--workspace", tmp_path / "demo")
    done = hedui(*demo)
    assert done.returncode == 0, done.stderr
    assert "与虚构区真值相比" in done.stdout
    assert "index.html" in done.stdout
    assert not pl.Series([done.stdout + done.stderr]).str.contains(LONG_NUMBER).any()
    before = files_of(tmp_path / "demo" / "published" / "latest")
    again = hedui_process(*demo, "--json")  # another process orders its sets in another way
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)
    assert files_of(tmp_path / "demo" / "published" / "latest") == before


def test_what_a_run_writes_is_closed_to_others_and_landing_stays_as_it_was(fresh: Workspace) -> None:
    os.umask(0o022)
    landed = sorted((path.name, path.stat().st_mtime_ns, path.stat().st_mode) for path in fresh.landing.iterdir())
    done = hedui_process("run", "nightly", "--workspace", fresh.root, "--as-of", AS_OF)
    assert done.returncode == 0, done.stderr
    made = [path for path in fresh.root.rglob("*") if fresh.landing not in (path, *path.parents)]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in made if not path.is_symlink()}
    assert modes == {(True, 0o700), (False, 0o600)}

    assert landed == sorted(
        (path.name, path.stat().st_mtime_ns, path.stat().st_mode) for path in fresh.landing.iterdir()
    )


@pytest.mark.parametrize(
    "words",
    [
        ("new-district", "here", "--people", "0", "--seed", "1"),
        ("new-district", "here", "--people", "-5", "--seed", "1"),
        ("new-district", "here", "--people", "100", "--seed", "-1"),
        ("new-district", "here", "--people", "100", "--seed", "1", "--dirt", "nan"),
        ("new-district", "here", "--people", "100", "--seed", "1", "--dirt", "-1"),
        ("new-district", "file", "--people", "100", "--seed", "1"),
        ("demo", "--people", "0"),
        ("review", "export", "nowhere/x.xlsx"),
        ("train", "--out", "nowhere/model.json"),
        ("status", "--workspace", "file/below"),
        ("serve", "--cron", "nonsense"),
        ("serve", "--cron", "99 99 * * *"),
        ("serve", "--timezone", "Asia/Nowhere"),
    ],
)
def test_a_word_that_makes_no_sense_ends_in_2_before_anything_is_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "workspace" / "landing").mkdir(parents=True)
    done = hedui(*words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "here").exists()
    assert not list((tmp_path / "workspace").rglob("server.log"))


def test_a_review_workbook_bears_the_date_of_the_night_it_is_about(standing: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "复核.xlsx"
    done = hedui("review", "export", book, "--workspace", standing.root)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(book) as parts:
        assert AS_OF.isoformat() in parts.read("xl/sharedStrings.xml").decode()


def test_a_workbook_that_is_there_is_not_written_over(standing: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "复核.xlsx"
    book.write_bytes(b"decisions")
    done = hedui("review", "export", book, "--workspace", standing.root)
    assert done.returncode == 2
    assert book.read_bytes() == b"decisions"


def test_an_incomplete_publication_is_not_what_people_are_shown(workspace: Workspace) -> None:
    later = "2019-07-01"
    assert hedui("run", "coverage", "--workspace", workspace.root, "--as-of", later).returncode == 0
    number = finding(workspace, "P3")["household_no"]
    assert hedui("report", "household", number, "--workspace", workspace.root).returncode == 0
    done = hedui("report", "household", number, "--workspace", workspace.root, "--as-of", later)
    assert done.returncode == 2
    assert "hedui run nightly" in done.stderr


def test_a_refused_value_is_explained_in_its_own_words(standing: Workspace) -> None:
    refused = table_of(standing, "quarantine").row(0, named=True)
    done = hedui("explain", f"{refused['file']}:{refused['row_number']}", "--workspace", standing.root)
    assert done.returncode == 0, done.stderr
    assert "姓名日期" not in done.stdout
    assert "姓名代码" not in done.stdout
    assert "姓名必填" not in done.stdout
