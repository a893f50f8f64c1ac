"""Settings are read strictly: a key nobody knows and a value of the wrong kind are errors that say so."""

import re
from pathlib import Path

import pytest

from pipelines.telling.settings import load_metrics, load_notify
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import Settings, load_settings
from schemas.errors import ConfigurationError
from schemas.extracts import EXTRACTS


@pytest.fixture
def bare(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


def test_without_a_file_the_defaults_hold(bare: Workspace) -> None:
    assert load_settings(bare, {}) == Settings()


def test_the_environment_goes_before_the_file(bare: Workspace) -> None:
    bare.settings_file.write_text("control_strict = true\nmax_refused_share = 0.1\nbreaker_min_rows = 5\n")
    read = load_settings(bare, {"HEDUI_MAX_REFUSED_SHARE": "0.2", "HEDUI_CONTROL_STRICT": "off"})
    assert read == Settings(control_strict=False, max_refused_share=0.2, breaker_min_rows=5)


def test_a_file_may_begin_as_an_editor_of_windows_has_it(bare: Workspace) -> None:
    bare.settings_file.write_text('sender = "某区民政局"\n', encoding="utf-8-sig")
    assert load_settings(bare, {}).sender == "某区民政局"


def test_a_whole_number_is_a_number(bare: Workspace) -> None:
    bare.settings_file.write_text("max_refused_share = 1\n")
    assert load_settings(bare, {}).max_refused_share == 1.0


def test_the_smallest_share_is_set_for_one_source_or_for_all(bare: Workspace) -> None:
    assert load_settings(bare, {}).min_share == {}
    bare.settings_file.write_text("[min_share]\ndeaths = 0.5\n")
    assert load_settings(bare, {}).min_share == {"deaths": 0.5}
    bare.settings_file.write_text("min_share = 0.6\n")
    assert load_settings(bare, {}).min_share == dict.fromkeys(EXTRACTS, 0.6)
    assert load_settings(bare, {"HEDUI_MIN_SHARE": "0.7"}).min_share == dict.fromkeys(EXTRACTS, 0.7)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("stricter = true", "stricter"),
        ("control_strict = 1", "control_strict"),
        ('max_refused_share = "0.5"', "max_refused_share"),
        ("breaker_min_rows = 1.5", "breaker_min_rows"),
        ("breaker_min_rows = true", "breaker_min_rows"),
        ("control_strict = ", "TOML\\(文件末尾有误"),
        ("strict = true\nmin_share =\nparts = 1", "TOML\\(第 2 行附近有误"),
        ("[min_share]\ndeath = 0.5", "death"),
        ("[min_share]\ndeaths = true", "min_share.deaths"),
        ('min_share = "0.5"', "min_share"),
    ],
)
def test_what_is_wrong_is_named(bare: Workspace, text: str, named: str) -> None:
    bare.settings_file.write_text(text)
    with pytest.raises(ConfigurationError, match=named):
        load_settings(bare, {})


@pytest.mark.parametrize(
    ("text", "said", "advice"),
    [
        ("strict = 2019-01-01", 'strict = "2019-01-01" 的写法不对', "strict 应为 true 或 false"),
        ('keep_runs = "ten"', 'keep_runs = "ten" 的写法不对', "keep_runs 应为 整数"),
        ("min_share = true", "min_share = true 的写法不对", "min_share 应为 数"),
        ("sender = {}", "sender = {} 的写法不对", "sender 应为 加引号的文字"),
    ],
)
def test_a_value_of_another_kind_is_told_in_the_words_of_the_file(
    bare: Workspace, text: str, said: str, advice: str
) -> None:
    bare.settings_file.write_text(text)
    with pytest.raises(ConfigurationError) as error:
        load_settings(bare, {})
    assert said in error.value.message
    assert advice in error.value.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[notify]\nwhen = []", "notify.when = []"),
        ("[notify]\nwhen = 1", "notify.when = 1"),
        ("[notify]\nfile = []", "notify.file = []"),
        ("[notify]\nfile = 2019-01-01", "notify.file"),
        ("[notify]\nurls = true", "notify.urls 的写法不对"),
        ("[notify]\nurls = [1]", "notify.urls 的写法不对"),
        ('[notify]\nurls = "mailtos://bureau:secret@post"', "notify.urls 的写法不对"),
        ("[metrics]\non = 1", "metrics.on = 1"),
        ("[metrics]\nfile = {}", "metrics.file = {}"),
    ],
)
def test_who_is_told_is_read_as_strictly(bare: Workspace, text: str, said: str) -> None:
    bare.settings_file.write_text(text)
    with pytest.raises(ConfigurationError, match=re.escape(said)) as error:
        (load_metrics if "metrics" in text else load_notify)(bare)
    assert "secret" not in error.value.message


@pytest.mark.parametrize(("name", "text"), [("CONTROL_STRICT", "maybe"), ("BREAKER_MIN_ROWS", "many")])
def test_a_wrong_word_in_the_environment_is_named(bare: Workspace, name: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=f"HEDUI_{name}={text}"):
        load_settings(bare, {f"HEDUI_{name}": text})
