"""What is wrong is called by its name, with the exit code and the advice that fit, never an internal error."""

import json
import subprocess
from pathlib import Path

import pytest

from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import load_settings
from schemas.errors import BrokenWarehouseError, InputRefusedError, SettingError, WarehouseAccessError
from tests.account import ordinary_account
from tests.pipelines.small_district import AS_OF, HEDUI, hedui, run, table_of

LIMITS = ("max_refused_share", "min_linked_share", "max_findings_growth", "min_share")


def test_a_broken_warehouse_in_a_folder_named_lock_is_broken(tmp_path: Path) -> None:
    folder = tmp_path / "Could not set lock"
    folder.mkdir()
    (folder / "warehouse.duckdb").write_bytes(b"no warehouse" * 1000)
    with pytest.raises(BrokenWarehouseError):
        Warehouse(folder / "warehouse.duckdb")


@pytest.mark.parametrize("read_only", [True, False])
def test_a_warehouse_that_one_may_not_read_is_not_called_damaged(tmp_path: Path, *, read_only: bool) -> None:
    path = tmp_path / "warehouse.duckdb"
    Warehouse(path).close()
    path.chmod(0)
    with ordinary_account(), pytest.raises(WarehouseAccessError, match="无权读写") as refused:
        Warehouse(path, read_only=read_only)
    assert "不要移走" in refused.value.hint
    assert refused.value.exit_code == 2


def test_an_extract_that_one_may_not_read_is_refused_by_name(fresh: Workspace) -> None:
    registry = next(path for path in fresh.landing.glob("civil_registry*") if not path.name.endswith(".json"))
    registry.chmod(0)
    with ordinary_account(), pytest.raises(InputRefusedError, match=registry.name):
        run(fresh)


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("value", ["nan", "-0.5", "inf", "-1"])
def test_what_is_no_limit_is_refused(tmp_path: Path, limit: str, value: str) -> None:
    workspace = Workspace(tmp_path)
    with pytest.raises(SettingError, match=limit.upper()):
        load_settings(workspace, {f"HEDUI_{limit.upper()}": value})
    workspace.settings_file.write_text(f"{limit} = {value}\n")
    with pytest.raises(SettingError, match=limit):
        load_settings(workspace, {})


def test_a_number_of_rows_is_not_negative(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.settings_file.write_text("breaker_min_rows = -1\n")
    with pytest.raises(SettingError, match="breaker_min_rows"):
        load_settings(workspace, {})


def test_a_folder_in_the_place_of_latest_is_named(workspace: Workspace) -> None:
    (workspace.published / "latest").unlink()
    (workspace.published / "latest").mkdir()
    done = hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF)
    assert done.returncode == 2, done.stderr
    assert "latest 是文件夹" in done.stderr


def test_a_folder_that_only_looks_like_a_date_is_nobodys_publication(workspace: Workspace) -> None:
    (workspace.published / "2019-13-45").mkdir()
    assert workspace.published_dates() == [AS_OF]
    assert hedui("status", "--workspace", workspace.root).returncode == 0


def test_a_date_that_was_never_published_is_a_matter_of_usage(standing: Workspace) -> None:
    done = hedui("diff", "2018-01-31", AS_OF, "--workspace", standing.root)
    assert done.returncode == 2, done.stderr


@pytest.mark.parametrize("asked", ["x:²", "x:٣", "x:99999999999999999999", "x:-1", ":", "²"])
def test_what_looks_like_a_line_and_is_none_is_not_found(standing: Workspace, asked: str) -> None:
    done = hedui("explain", asked, "--workspace", standing.root)
    assert done.returncode == 2, done.stderr


def test_a_port_that_no_machine_has_is_a_matter_of_usage(tmp_path: Path) -> None:
    done = hedui("serve", "--port", "70000", "--workspace", tmp_path)
    assert done.returncode == 2
    assert "65535" in done.stderr


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_a_night_that_is_published_is_published_though_nobody_can_hear_it(
    workspace: Workspace, more: tuple[str, ...]
) -> None:
    words = [*HEDUI, "run", "nightly", "--workspace", str(workspace.root), "--as-of", str(AS_OF), "--no-prefect", *more]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=full, check=False)
    assert done.returncode == 0


def test_a_name_that_steers_a_terminal_does_not_reach_it(workspace: Workspace, tmp_path: Path) -> None:
    bad = tmp_path / "孤儿保障_20190630.csv"
    bad.write_text("姓名,证件号码,乡镇街道,村居,保障方式,开始月份,月标准\n王\x1b]0;x\x07建\u202e国,1,甲,乙,丙,丁,戊\n")
    done = hedui("check-inputs", bad, "--workspace", workspace.root)
    for said in (done.stdout, done.stderr, hedui("check-inputs", bad, "--json").stdout):
        assert not set(said) & {"\x1b", "\x07", "\u202e"}
        assert "建" not in said
    unknown = hedui("explain", "\x1b[2J\u202e", "--workspace", workspace.root)
    assert "\\x1b[2JU+202E" in unknown.stderr


def test_a_name_of_several_lines_says_nothing_in_a_line_of_its_own(workspace: Workspace) -> None:
    (workspace.landing / "孤儿保障_20190630_甲\n错误 工作区已损坏\n乙.csv").touch()
    for command in ("check-inputs", "doctor"):
        done = hedui(command, "--workspace", workspace.root)
        assert "甲\\n错误 工作区已损坏\\n乙.csv" in done.stderr + done.stdout, command


def test_ids_are_read_from_standard_input(standing: Workspace) -> None:

    clue = table_of(standing, "mismatch").filter(check_id="Q7").row(0, named=True)
    words = ("explain", "-", "--json", "--workspace", standing.root)
    done = hedui(*words, read=f"\n {clue['person_id_no']} \n")
    assert done.returncode == 0, done.stderr
    assert clue["finding_id"] in done.stdout
    born = clue["person_id_no"][6:14]
    assert f"{born[:4]}-{born[4:6]}-{born[6:]}" not in done.stdout
    for bad in ("", "1\n2\n"):
        refused = hedui(*words, read=bad)
        assert (refused.returncode, json.loads(refused.stdout)["exit_code"]) == (2, 2)
