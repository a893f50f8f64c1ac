"""For which date a night is that nobody gives one, and what a night by hand leaves alone."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.night.day import night_date
from pipelines.workspace.folders import Workspace
from schemas.errors import HeduiError, InputRefusedError, SettingError
from tests.pipelines.small_district import AS_OF, copy_of, files_of, hedui

LATE = datetime(2019, 6, 30, 17, tzinfo=UTC)
"""One in the morning of 1 July in China."""
NOT_OF_A_NIGHT = ("faker", "fastapi", "prefect", "pypinyin", "sqlalchemy")


def bureau(tmp_path: Path, settings: str, *files: str) -> Workspace:
    workspace = Workspace(tmp_path)
    workspace.landing.mkdir()
    workspace.settings_file.write_text(settings)
    for name in files:
        (workspace.landing / name).touch()
    return workspace


@pytest.mark.parametrize(
    ("settings", "day"),
    [
        ("", date(2019, 7, 1)),
        ('as_of = "today"', date(2019, 7, 1)),
        ('timezone = "Europe/Lisbon"', date(2019, 6, 30)),
    ],
)
def test_a_day_begins_where_the_bureau_is(tmp_path: Path, settings: str, day: date) -> None:
    assert night_date(bureau(tmp_path, settings), LATE) == day


@pytest.mark.parametrize(
    ("files", "day"),
    [
        (["civil_registry_20190531.csv", "civil_registry_20190630.csv", "deaths_20190705.csv"], date(2019, 6, 30)),
        (["civil_registry_20190531.csv", "civil_registry_20190630.csv", "收入财产_20190531.csv"], date(2019, 5, 31)),
        (["户籍人口_20190630.xlsx", "收入财产_20190630.csv", "刚性支出_20190630_甲镇.csv"], date(2019, 6, 30)),
    ],
)
def test_the_date_of_the_data_is_the_newest_that_the_mandatory_sources_share(
    tmp_path: Path, files: list[str], day: date
) -> None:
    assert night_date(bureau(tmp_path, 'as_of = "data"', *files), LATE) == day


@pytest.mark.parametrize("files", [[], ["civil_registry_20190630.csv", "收入财产_20190531.csv"]])
def test_data_that_share_no_date_give_none(tmp_path: Path, files: list[str]) -> None:
    with pytest.raises(InputRefusedError, match="户籍人口") as refused:
        night_date(bureau(tmp_path, 'as_of = "data"', *files), LATE)
    assert "--as-of" in refused.value.hint


@pytest.mark.parametrize("settings", ['as_of = "yesterday"', "as_of = 1", 'timezone = "Asia/Nowhere"', 'timezone = ""'])
def test_a_wrong_setting_is_refused(tmp_path: Path, settings: str) -> None:
    with pytest.raises(SettingError) as refused:
        night_date(bureau(tmp_path, settings), LATE)
    assert isinstance(refused.value, HeduiError)
    assert settings.partition(" ")[0] in refused.value.message


def test_a_date_past_what_was_verified_is_refused_with_the_command_that_mends_it(workspace: Workspace) -> None:
    done = hedui("run", "nightly", "--workspace", workspace.root)
    assert done.returncode == 2
    assert done.stderr.count("错误") == 1
    assert "hedui params confirm --until 20" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_night_by_hand_needs_no_date_and_imports_nothing_of_the_schedule_or_the_demo(
    standing: Workspace, tmp_path: Path
) -> None:
    workspace = copy_of(standing, tmp_path / "bureau")
    before = files_of(workspace.publication(AS_OF))
    (workspace.publication(AS_OF) / "manifest.json").unlink()
    workspace.settings_file.write_text('as_of = "data"\n')
    code = (
        "import sys; from pipelines.cli import main; "
        f"code = main(['run', 'nightly', '--workspace', {str(workspace.root)!r}]); "
        f"print('imported', *sorted(set({NOT_OF_A_NIGHT!r}) & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.rstrip().endswith("\nimported")
    assert files_of(workspace.publication(AS_OF)) == before
