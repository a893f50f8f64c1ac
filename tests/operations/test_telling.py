"""Somebody is told of a night by web, by mail and in a file: of what came of it, and of nobody in it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from pipelines.flows.waiting import run_and_tell
from pipelines.night.start import run_flow
from pipelines.publishing.last_night import last_published
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.telling.ended import Ended
from pipelines.telling.message import message_of
from pipelines.telling.notify import tell_of
from pipelines.telling.settings import When, load_metrics, load_notify
from pipelines.workspace.folders import Workspace
from schemas.errors import NotPublishedError, SettingError
from schemas.extracts import EXTRACTS
from schemas.flow import Flow
from schemas.outputs.findings import FINDINGS
from schemas.passed_over import PassedOver
from tests.operations.listeners import Mailbox, Webhook, listening
from tests.pipelines.small_district import AS_OF, hedui

FAR_AWAY = ZoneInfo("Pacific/Kiritimati")
"""Where clocks are 14 hours ahead."""


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    server = Webhook(200)
    with listening(server):
        yield server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    server = Mailbox()
    with listening(server):
        yield server


def settings(workspace: Workspace, *lines: str) -> None:
    workspace.settings_file.write_text("\n".join(lines) + "\n", "utf-8")


def night(workspace: Workspace) -> Run:
    return Run(workspace, Flow.NIGHTLY, AS_OF)


def scheduled(workspace: Workspace) -> tuple[int, list[str]]:
    said: list[str] = []
    ended = run_and_tell(workspace, lambda: night(workspace), run_flow, (), said.append)
    return ended.exit_code, said


def test_a_night_is_told_by_web_and_mail_and_file_and_nobody_in_it_is(
    fresh: Workspace, webhook: Webhook, mailbox: Mailbox
) -> None:
    settings(
        fresh,
        f"timezone = '{FAR_AWAY}'",
        "[notify]",
        f'urls = ["{webhook.url}", "{mailbox.url}"]',
        'file = "notify.log"',
    )
    deaths = fresh.landing / "deaths_20190630.csv"
    deaths.write_bytes(deaths.read_bytes()[:-7])
    fresh.themes.mkdir()
    (fresh.themes / "坏.yaml").write_text("name: 1\n")
    code, said = scheduled(fresh)
    assert (code, said) == (7, [])
    (posted,) = webhook.posted
    (mail,) = mailbox.texts
    told = (fresh.root / "notify.log").read_text("utf-8")
    said_at = datetime.strptime(told[:16], "%Y-%m-%d %H:%M").replace(tzinfo=FAR_AWAY)
    assert abs(datetime.now(UTC) - said_at) < timedelta(hours=2)
    assert (fresh.root / "notify.log").stat().st_mode & 0o777 == 0o600
    published = pl.concat(
        [
            pl.read_parquet(fresh.publication(AS_OF) / table.file, columns=["town", "name", "person_id_no"])
            for table in FINDINGS
        ]
    )
    for text in (posted["title"] + "\n" + posted["message"], mail, told):
        assert "已发布(退出码 7)" in text
        assert f"拒收: {EXTRACTS['deaths'].title}" in text
        assert "未用: 1 个有误的专题或更正文件" in text
        assert f"新线索: {published.height} 条" in text
        assert sum(int(count) for count in re.findall(r"^\s+\S+ (\d+)\r?$", text, re.MULTILINE)) == published.height
        assert deaths.name not in text
        assert not re.search(r"\d{12}", re.sub(r"\d{8}T\d{6}", "", text))
        assert not [name for name in published["name"].drop_nulls().unique() if len(name) > 2 and name in text]


def test_a_night_in_which_nothing_has_changed_says_so(workspace: Workspace) -> None:
    ended = run_and_tell(workspace, lambda: night(workspace), run_flow, (), lambda _: None)
    assert "新线索" not in message_of(ended).body  # nothing has changed: there are none
    assert "数据未变" in message_of(ended).title


def test_a_message_says_that_the_publication_before_is_damaged(fresh: Workspace) -> None:
    passed_over = PassedOver((AS_OF - timedelta(days=1),), None)
    outcome = RunOutcome(fresh.publication(AS_OF), complete=True, passed_over=passed_over)
    assert f"注意: {passed_over.text}" in message_of(Ended(fresh, night(fresh), outcome)).lines


def test_a_message_that_arrives_nowhere_changes_no_exit_code_and_is_logged(workspace: Workspace) -> None:
    server = Webhook(500)
    with listening(server):
        settings(
            workspace,
            "[notify]",
            f'urls = ["{server.url}", "json://127.0.0.1:9/", "nonsense"]',
            'file = "/nowhere/at/all"',
        )
        code, said = scheduled(workspace)
    assert code == 0
    assert len(said) == 4
    newest = max(workspace.runs.iterdir())
    lines = [json.loads(line) for line in (newest / "run.log").read_text("utf-8").splitlines()]
    assert [line["level"] for line in lines if line["event"] == "not_notified"] == ["WARNING"] * 4


def test_what_is_wrong_in_the_settings_of_messages_stops_no_night(workspace: Workspace) -> None:
    settings(workspace, "[notify]", 'when = "sometimes"', "[metrics]", "on = 1")
    code, said = scheduled(workspace)
    assert code == 0
    assert "notify.when" in said[0]


def test_a_night_that_could_not_begin_is_told_too(workspace: Workspace) -> None:
    settings(workspace, 'as_of = "tomorrow"', "[notify]", 'file = "notify.log"')
    ended = run_and_tell(workspace, lambda: _begin(workspace), run_flow, (), lambda _: None)
    assert ended.exit_code == 2
    told = (workspace.root / "notify.log").read_text("utf-8")
    assert "未发布(退出码 2)" in told
    assert "tomorrow" in told


def _begin(workspace: Workspace) -> Run:
    from pipelines.night.day import night_date

    return Run(workspace, Flow.NIGHTLY, night_date(workspace, datetime.now(UTC)))


def test_an_error_that_may_quote_a_name_is_told_without_its_words(workspace: Workspace) -> None:
    settings(workspace, "[notify]", 'file = "notify.log"')

    def fails(run: Run) -> NoReturn:
        run.facts["breakers"] = [
            {"name": "行数守恒", "subject": "欧阳某_20190630.csv", "found": 3, "allowed": 4, "holds": False},
            {"name": "已关联占比", "subject": "low_income", "found": 0.1, "allowed": 0.3, "holds": False},
            {"name": "线索数", "subject": "mismatch", "found": 1, "allowed": 4, "holds": True},
        ]
        raise NotPublishedError("欧阳某_20190630.csv 不对")

    run_and_tell(workspace, lambda: night(workspace), fails, (), lambda _: None)
    told = (workspace.root / "notify.log").read_text("utf-8")
    assert "欧阳某" not in told
    assert "已关联占比(低保" in told
    assert "线索数" not in told


def test_one_may_be_told_of_less(workspace: Workspace) -> None:
    (workspace.publication(AS_OF) / "manifest.json").unlink()
    nights = [run_and_tell(workspace, lambda: night(workspace), run_flow, (), lambda _: None) for _ in range(2)]
    for when, told in (("always", [True, True]), ("changes", [True, False]), ("problems", [False, False])):
        settings(workspace, "[notify]", f'when = "{when}"', 'file = "notify.log"')
        seen = []
        for ended in nights:
            (workspace.root / "notify.log").unlink(missing_ok=True)
            tell_of(ended)
            seen.append((workspace.root / "notify.log").exists())
        assert seen == told, when


def test_a_night_by_hand_is_told_where_that_is_wanted(workspace: Workspace) -> None:
    for by_hand in ("false", "true"):
        settings(workspace, "[notify]", f"by_hand = {by_hand}", 'file = "notify.log"')
        hedui("run", "nightly", "--workspace", workspace.root, "--as-of", AS_OF, "--no-prefect")
        assert (workspace.root / "notify.log").exists() == (by_hand == "true")


def test_the_command_tries_every_address_and_says_which_did_not_take_it(fresh: Workspace, webhook: Webhook) -> None:
    nobody = hedui("notify", "--workspace", fresh.root)
    assert nobody.returncode == 2
    settings(fresh, "[notify]", 'file = "notify.log"')
    urls = f"{webhook.url} json://user:secret@127.0.0.1:9/"
    done = hedui("notify", "--test", "--json", "--workspace", fresh.root, HEDUI_NOTIFY_URLS=urls)
    assert done.returncode == 2
    assert [bool(one["problem"]) for one in json.loads(done.stdout)["sent"]] == [False, True, False]
    assert "secret" not in done.stdout + done.stderr
    assert webhook.posted[0]["title"] == "核对: 试通知"
    assert hedui("notify", "--test", "--workspace", fresh.root, HEDUI_NOTIFY_URLS=webhook.url).returncode == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[notify]\nurl = "x"', "url"),
        ('[notify]\nurls = "json://x"', "notify.urls"),
        ("[notify]\nby_hand = 1", "notify.by_hand"),
        ("[notify]\nfile = 1", "notify.file"),
        ('notify = "x"', r"\[notify\]"),
        ("[metrics]\non = 1", "metrics.on"),
        ("[metrics]\nfile = true", "metrics.file"),
        ("[metrics]\nport = 9100", "port"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, text: str, named: str) -> None:
    workspace = Workspace(tmp_path)
    settings(workspace, text)
    with pytest.raises(SettingError, match=named):
        _ = load_notify(workspace, {}), load_metrics(workspace)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    settings(workspace, "[notify]", 'urls = ["json://a"]', 'when = "problems"')
    read = load_notify(workspace, {"HEDUI_NOTIFY_URLS": "json://b  json://c"})
    assert (read.urls, read.when) == (("json://b", "json://c"), When.PROBLEMS)


def figures(path: Path) -> dict[str, float]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_figures_are_left_for_monitoring(workspace: Workspace) -> None:
    scheduled(workspace)
    path = workspace.root / "metrics" / "hedui.prom"
    assert path.stat().st_mode & 0o777 == 0o600
    read = figures(path)
    manifest = json.loads((workspace.publication(AS_OF) / "manifest.json").read_text("utf-8"))
    clues = [pl.read_parquet(workspace.publication(AS_OF) / table.file) for table in FINDINGS]
    assert read["hedui_exit_code"] == 0
    assert sum(value for name, value in read.items() if name.startswith("hedui_clues{")) == sum(
        one.height for one in clues
    )
    assert sum(value for name, value in read.items() if name.startswith("hedui_rows{")) == sum(
        one["rows"] for one in manifest["inputs"]
    )
    assert read["hedui_refused_rows"] == sum(one["quarantined"] for one in manifest["inputs"])
    assert read['hedui_stage_seconds{stage="look"}'] >= 0
    unchanged = json.loads((max(workspace.runs.iterdir()) / "manifest.json").read_text("utf-8"))
    ended = datetime.fromisoformat(unchanged["ended"]).timestamp()
    assert read["hedui_last_published_timestamp_seconds"] == pytest.approx(ended, abs=0.01)


def test_figures_of_a_failed_night_keep_the_last_publication(workspace: Workspace) -> None:
    settings(workspace, "[metrics]", "readable = true", 'file = "open/hedui.prom"')
    scheduled(workspace)
    path = workspace.root / "open" / "hedui.prom"
    before = figures(path)
    for registry in [*workspace.landing.glob("户籍人口*"), *workspace.landing.glob("civil_registry*")]:
        registry.unlink()
    assert scheduled(workspace)[0] == 3
    after = figures(path)
    assert after["hedui_exit_code"] == 3
    assert after["hedui_last_published_timestamp_seconds"] == before["hedui_last_published_timestamp_seconds"]
    assert after["hedui_clues" + '{check="D1"}'] == before["hedui_clues" + '{check="D1"}']
    assert path.stat().st_mode & 0o777 == 0o644
    assert path.parent.stat().st_mode & 0o777 == 0o755
    assert [file.name for file in path.parent.iterdir()] == ["hedui.prom"]


def test_figures_may_be_turned_off_and_where_they_cannot_be_left_the_night_is_none_the_worse(
    workspace: Workspace,
) -> None:
    settings(workspace, "[metrics]", "on = false")
    (workspace.root / "metrics" / "hedui.prom").unlink()
    assert scheduled(workspace)[0] == 0
    assert not (workspace.root / "metrics" / "hedui.prom").exists()
    settings(workspace, "[metrics]", 'file = "hedui.toml/hedui.prom"')
    assert scheduled(workspace)[0] == 0
    assert "no_metrics" in (max(workspace.runs.iterdir()) / "run.log").read_text("utf-8")


def test_monitoring_is_told_that_no_night_ended_well(workspace: Workspace, fresh: Workspace) -> None:
    night_before = json.loads((max(workspace.runs.iterdir()) / "manifest.json").read_text("utf-8"))
    assert last_published(workspace) == datetime.fromisoformat(night_before["ended"])
    assert hedui("status", "--expect", "26h", "--workspace", workspace.root).returncode == 0
    manifest = workspace.publication(AS_OF) / "manifest.json"
    for path in (manifest, *workspace.runs.glob("*/manifest.json")):
        said = json.loads(path.read_text("utf-8"))
        path.write_text(json.dumps({**said, "ended": "2019-07-01T00:00:00.000+00:00"}), "utf-8")
    settings(workspace, f"timezone = '{FAR_AWAY}'")
    late = hedui("status", "--expect", "26h", "--json", "--workspace", workspace.root)
    assert late.returncode == 1
    assert json.loads(late.stdout)["last_published"].startswith("2019-07-01")
    assert "2019-07-01 14:00" in late.stderr
    assert hedui("status", "--expect", "9999d", "--workspace", workspace.root).returncode == 0
    assert hedui("status", "--expect", "26h", "--workspace", fresh.root).returncode == 1
    assert hedui("status", "--workspace", fresh.root).returncode == 0
    assert hedui("status", "--expect", "soon", "--workspace", fresh.root).returncode == 2


def test_nothing_is_told_where_nobody_is_named(workspace: Workspace) -> None:
    ended = run_and_tell(workspace, lambda: night(workspace), run_flow, (), lambda _: None)
    assert tell_of(ended) == []
