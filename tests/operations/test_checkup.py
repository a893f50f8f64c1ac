"""What would fail tonight is said beforehand, with the code in which the night then ends."""

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.checkup.checked import Checked, Outlook
from pipelines.checkup.checkup import Checkup, check_up
from pipelines.night.start import run_flow
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import HeduiError
from schemas.flow import Flow
from tests.account import ordinary_account
from tests.pipelines.small_district import AS_OF, files_of, hedui

NOW = datetime.now(UTC)


def looked(workspace: Workspace, as_of: date | None = AS_OF, port: int | None = None) -> Checkup:
    return check_up(workspace, NOW, as_of, port)


def told(found: Checkup, outlook: Outlook, topic: str) -> Checked:
    (one,) = [one for one in found.troubles if one.topic.startswith(topic)]
    assert one.outlook is outlook
    assert one.remedy
    return one


def ended(workspace: Workspace) -> int:
    try:
        return run_flow(Run(workspace, Flow.NIGHTLY, AS_OF)).exit_code
    except HeduiError as error:
        return error.exit_code


@pytest.mark.parametrize("ran", [True, False])
def test_a_sound_workspace_has_nothing_to_mend_and_is_left_as_it_is(
    workspace: Workspace, fresh: Workspace, ran: bool
) -> None:
    bureau = workspace if ran else fresh
    before = files_of(bureau.root)
    found = looked(bureau)
    assert found.exit_code == 0
    assert [one for one in found.troubles if one.topic != "时钟"] == []  # the machine's zone is whatever it is
    assert files_of(bureau.root) == before


def _settings(workspace: Workspace) -> None:
    workspace.settings_file.write_text("control_stricter = true\n")


def _parameter(workspace: Workspace) -> None:
    (workspace.root / "parameters").mkdir()
    (workspace.root / "parameters" / "taper_months.yaml").write_text("name: taper_months\n")


def _registry(workspace: Workspace) -> None:
    for path in workspace.landing.glob("civil_registry*"):
        path.unlink()


def _empty_registry(workspace: Workspace) -> None:
    next(workspace.landing.glob("civil_registry*.csv")).write_bytes(b"")


def _old_registry(workspace: Workspace) -> None:
    for path in workspace.landing.glob("civil_registry*"):
        path.rename(path.with_name(path.name.replace("20190630", "20190401")))


def _strict(workspace: Workspace) -> None:
    workspace.settings_file.write_text("strict = true\n")
    next(workspace.landing.glob("*.parquet")).write_bytes(b"PAR1 and no end")


def _key(workspace: Workspace) -> None:
    (workspace.keys / "clues.key").chmod(0o644)


def _record(workspace: Workspace) -> None:
    workspace.record.mkdir()
    (workspace.record / "record.jsonl").write_text("{}\n")
    (workspace.keys / "record.key").write_text("0" * 64)
    (workspace.keys / "record.key").chmod(0o600)


def _warehouse(workspace: Workspace) -> None:
    workspace.warehouse.write_bytes(b"no warehouse" * 1000)


def _cut_warehouse(workspace: Workspace) -> None:
    """Most of what it says of itself stands at its beginning: it can be opened."""
    os.truncate(workspace.warehouse, workspace.warehouse.stat().st_size * 9 // 10)


def _cut_history(workspace: Workspace) -> None:
    workspace.warehouse.unlink()
    os.truncate(workspace.history, workspace.history.stat().st_size * 9 // 10)


@pytest.mark.parametrize(
    ("spoil", "topic", "code"),
    [
        (_settings, "设置", 2),
        (_parameter, "政策参数", 2),
        (_registry, "数据文件", 3),
        (_empty_registry, "数据文件 户籍人口", 3),
        (_old_registry, "数据文件 户籍人口", 3),
        (_strict, "数据文件", 3),
        (_key, "密钥", 2),
        (_record, "记录", 2),
        (_warehouse, "数据仓库", 2),
        (_cut_warehouse, "数据仓库", 2),
        (_cut_history, "数据仓库", 2),
    ],
)
def test_what_fails_is_foretold_with_the_code_in_which_the_night_ends(
    workspace: Workspace, spoil: Callable[[Workspace], None], topic: str, code: int
) -> None:
    spoil(workspace)
    found = looked(workspace)
    told(found, Outlook.FAILS, topic)
    assert found.exit_code == code == ended(workspace)


def test_a_date_that_nobody_confirmed_is_foretold_with_the_command(workspace: Workspace) -> None:
    found = looked(workspace, date(2020, 1, 15))
    assert found.exit_code == 2
    assert "hedui params confirm --until 2020-01-15" in told(found, Outlook.FAILS, "政策参数").remedy
    told(found, Outlook.FAILS, "数据文件 户籍人口")  # half a year old, which the same night would meet next


def test_a_date_soon_to_be_past_is_told_before_it_is(workspace: Workspace) -> None:
    found = looked(workspace, date(2019, 12, 20))
    assert "11 天" in told(found, Outlook.ATTENTION, "政策参数").found


def test_spoilt_files_are_told_of_and_stop_no_night(workspace: Workspace) -> None:
    (workspace.landing / "rigid_expenses_20190630.parquet").write_bytes(b"PAR1 and no end")
    (workspace.landing / "复核_20190630.xlsx").write_bytes(b"PK no workbook")
    (workspace.landing / "deaths_20190630.csv").write_bytes(b"")
    found = looked(workspace)
    said = " ".join(one.found for one in found.troubles if one.outlook is Outlook.ATTENTION)
    for expected in (
        "rigid_expenses_20190630.parquet 不完整",
        "复核_20190630.xlsx 不完整",
        "沿用数据截止日 2019-05-31",
    ):
        assert expected in said
    assert found.exit_code == 0
    assert ended(workspace) == 7


def test_names_that_nobody_knows_are_told_masked(workspace: Workspace) -> None:
    (workspace.landing / "432902195907300738.csv").write_bytes(b"x")
    one = told(looked(workspace), Outlook.ATTENTION, "数据文件")
    assert "432902**********38.csv" in one.found


def test_a_run_at_work_is_told_of(workspace: Workspace) -> None:
    with hold(workspace.lock_file, NOW):
        found = looked(workspace)
    told(found, Outlook.FAILS, "占用")
    assert found.exit_code == 5


def test_a_clock_before_the_last_publication_is_told_of(workspace: Workspace) -> None:
    found = check_up(workspace, NOW - timedelta(days=400), AS_OF)
    assert "早于" in told(found, Outlook.ATTENTION, "时钟").found


def test_wrong_settings_of_messages_are_told_of(workspace: Workspace) -> None:
    workspace.settings_file.write_text("[notify]\nurl = 'json://x'\n")
    told(looked(workspace), Outlook.ATTENTION, "通知")


@pytest.mark.parametrize(
    ("address", "variable"), [("ftp://city/in", ""), ("sftp://bureau@city/in", "HEDUI_SFTP_PASSWORD_FILE")]
)
def test_an_address_where_nothing_can_be_delivered_is_told_of(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, address: str, variable: str
) -> None:
    workspace.settings_file.write_text(f"deliver_to = '{address}'\n")
    if variable:
        monkeypatch.setenv(variable, str(workspace.root / "gone"))
    found = looked(workspace)
    assert variable in told(found, Outlook.ATTENTION, "送达").found
    assert found.exit_code == 0


def test_a_port_that_is_taken_is_told_of(workspace: Workspace) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told(looked(workspace, port=taken.getsockname()[1]), Outlook.ATTENTION, "端口")


@pytest.mark.parametrize("state", ["damaged", "locked", "sound"])
def test_prefects_database_is_looked_at(workspace: Workspace, state: str) -> None:
    path = workspace.root / ".prefect" / "prefect.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("create table t (n)")
    database.close()
    if state == "damaged":
        path.write_bytes(b"nothing of the kind" * 500)
    if state == "locked":
        database = sqlite3.connect(path, isolation_level=None)
        database.execute("begin exclusive")
    troubles = [one for one in looked(workspace).troubles if one.topic == "Prefect 数据库"]
    database.close()
    assert [one.outlook for one in troubles] == ([] if state == "sound" else [Outlook.ATTENTION])


def test_a_damaged_note_of_the_last_night_is_told_of(workspace: Workspace) -> None:
    note = workspace.root / ".prefect" / "night.json"
    note.parent.mkdir()
    note.write_text("{}")
    assert str(note) in told(looked(workspace), Outlook.ATTENTION, "时间表").found
    assert note.read_text() == "{}"


def test_a_database_elsewhere_is_called_and_its_password_kept(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql+asyncpg://hedui:secret@127.0.0.1:9/prefect"
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", url)
    one = told(looked(workspace), Outlook.ATTENTION, "Prefect 数据库")
    assert "secret" not in one.found + one.remedy


def test_a_folder_of_another_account_is_told_of(workspace: Workspace) -> None:
    workspace.published.chmod(0o500)
    with ordinary_account():
        assert looked(workspace).exit_code == 2
    workspace.published.chmod(0o700)


def test_a_lost_key_of_clues_is_a_fault(workspace: Workspace) -> None:
    (workspace.keys / "clues.key").unlink()
    found = looked(workspace)
    assert "从备份恢复" in told(found, Outlook.FAILS, "密钥").remedy
    assert found.exit_code == 2
    registry = next(workspace.landing.glob("civil_registry*.csv"))
    registry.write_bytes(b"".join(registry.read_bytes().splitlines(keepends=True)[:-1]))
    for control in workspace.landing.glob("*.ctl.json"):
        control.unlink()
    assert ended(workspace) == 2


def test_the_command_says_it_and_ends_in_the_code(workspace: Workspace) -> None:
    done = hedui("doctor", "--json", "--as-of", AS_OF, "--workspace", workspace.root)
    assert done.returncode == 0
    said = json.loads(done.stdout)
    assert {one["outlook"] for one in said["checks"]} <= {"well", "attention"}
    _registry(workspace)
    done = hedui("doctor", "--as-of", AS_OF, "--workspace", workspace.root)
    assert done.returncode == 3
    assert "将失败  数据文件" in done.stdout
    assert "退出码 3" in done.stderr
