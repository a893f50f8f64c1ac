"""Which night is to be run, by whom, how often."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.flows.due import Timetable, overdue, taken, watch_from
from pipelines.flows.home import home
from pipelines.flows.left_out import LeftOut
from pipelines.workspace.folders import Workspace

AT_TWO = Timetable("0 2 * * *", "Asia/Shanghai")
HERE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 6, day, hour, minute, tzinfo=HERE)


def unsaid(text: str) -> None:
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (at(10, 2), at(10, 2)),
        (at(10, 1, 59), at(9, 2)),
        (at(10, 23), at(10, 2)),
        (at(10, 2).astimezone(ZoneInfo("UTC")), at(10, 2)),
    ],
)
def test_the_last_due_time_is_told_in_the_timetables_zone(now: datetime, last: datetime) -> None:
    assert AT_TWO.last(now) == last


def test_nobody_is_owed_the_nights_before_the_first_serve(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    assert overdue(fresh, AT_TWO, at(10, 9), 0) is None
    assert overdue(fresh, AT_TWO, at(11, 2), 0) == at(11, 2)


def test_prefect_is_waited_for_a_while(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    assert overdue(fresh, AT_TWO, at(11, 2, 1), 120) is None
    assert overdue(fresh, AT_TWO, at(11, 2, 2), 120) == at(11, 2)


def test_of_ten_missed_nights_the_last_is_owed_at_once(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    assert overdue(fresh, AT_TWO, at(20, 2), 120) == at(20, 2)


def test_a_night_is_run_once(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    with taken(fresh, at(11, 2), None, unsaid) as mine:
        assert mine
        assert overdue(fresh, AT_TWO, at(11, 2), 0) is None  # somebody is at it
        with taken(fresh, at(11, 2), None, unsaid) as also_mine:
            assert not also_mine
    assert overdue(fresh, AT_TWO, at(11, 8), 0) is None
    with taken(fresh, at(11, 2), None, unsaid) as again:
        assert not again
    with taken(fresh, at(10, 2), None, unsaid) as earlier:
        assert not earlier


def test_a_night_that_was_killed_is_run_once_more_and_no_more(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    for owed in (at(11, 2), at(11, 2), None):
        assert overdue(fresh, AT_TWO, at(11, 3), 120) == owed
        with pytest.raises(KeyboardInterrupt), taken(fresh, at(11, 2), None, unsaid):
            raise KeyboardInterrupt
    assert overdue(fresh, AT_TWO, at(12, 3), 120) == at(12, 2)


def test_a_clock_that_was_set_back_does_not_end_the_nights(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(28, 9), None, unsaid)
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    assert overdue(fresh, AT_TWO, at(11, 3), 120) == at(11, 2)


@pytest.mark.parametrize("back_to", [at(11, 1), at(10, 3)])
def test_a_night_that_was_run_is_not_run_again_when_the_clock_comes_to_it_again(
    fresh: Workspace, back_to: datetime
) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    with taken(fresh, at(11, 2), None, unsaid):
        pass
    watch_from(fresh, AT_TWO, back_to, None, unsaid)
    assert overdue(fresh, AT_TWO, at(11, 2, 10), 0) is None
    assert overdue(fresh, AT_TWO, at(12, 2), 0) == at(12, 2)


def test_a_night_that_is_killed_again_is_told_of_once(fresh: Workspace) -> None:
    told = fresh.root / "told.txt"
    fresh.settings_file.write_text('[notify]\nfile = "told.txt"\n')
    said: list[str] = []
    left_out = LeftOut(fresh, AT_TWO, said.append)
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    for attempt in range(2):
        left_out.look()
        assert said == [], attempt
        with pytest.raises(KeyboardInterrupt), taken(fresh, at(11, 2), None, unsaid):
            raise KeyboardInterrupt
    for _ in range(2):
        left_out.look()
        assert said == ["2019-06-11 02:00 的一夜屡次被终止,不再运行"]
    assert told.read_text().count("未发布") == 2  # in the title and in the first line


def test_nights_that_were_left_out_are_told_of_when_the_next_is_run(fresh: Workspace) -> None:
    said: list[str] = []
    left_out = LeftOut(fresh, AT_TWO, said.append)
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    for day in (11, 14):
        left_out.look()
        with taken(fresh, at(day, 2), None, unsaid):
            left_out.look()
    assert said == ["2019-06-12 02:00 起到点的夜间核对没有运行,只运行最后到点的 2019-06-14 02:00"]


DAMAGES = [b"", b'{"due": ', b"[]", b"{}", b'{"due": "soon", "attempts": 1, "ended": true}']
DAMAGES += [b'{"due": "2019-06-10T02:00:00", "attempts": 1, "ended": true}']  # of which zone?
DAMAGES += [b'{"due": "2019-06-10T02:00:00+08:00", "attempts": "1", "ended": true}', b"\xff" * 40]


def damage(workspace: Workspace, content: bytes = b"") -> Path:
    note = home(workspace) / "night.json"
    note.write_bytes(content)
    return note


def ran(workspace: Workspace, ended: datetime, status: str = "ok", as_of: date | None = None) -> None:
    """A night of which only the manifest is left."""
    folder = workspace.runs / f"{ended.astimezone(UTC):%Y%m%dT%H%M%S}.000Z-0000"
    folder.mkdir(parents=True)
    said = {"run_id": folder.name, "flow": "nightly", "as_of": str(as_of or ended.date()), "status": status}
    said["ended"] = ended.isoformat()
    (folder / "manifest.json").write_text(json.dumps(said))


@pytest.mark.parametrize("content", DAMAGES)
def test_a_damaged_note_is_put_aside_and_told_of_once(fresh: Workspace, content: bytes) -> None:
    note, said = damage(fresh, content), list[str]()
    for _ in range(2):
        watch_from(fresh, AT_TWO, at(11, 9), None, said.append)
    (aside,) = note.parent.glob("night.json.damaged-*")
    assert aside.read_bytes() == content
    assert said == [f"{note} 已损坏,移至 {aside};最后到点的一夜(2019-06-11 02:00)其后没有发布,将运行"]
    assert overdue(fresh, AT_TWO, at(11, 9), 120) == at(11, 2)  # nobody knows that it was run: it is not missed
    with taken(fresh, at(11, 2), None, unsaid) as mine:
        assert mine
    assert overdue(fresh, AT_TWO, at(11, 9), 0) is None


def test_a_night_that_has_been_published_is_not_run_again_for_a_damaged_note(fresh: Workspace) -> None:
    ran(fresh, at(11, 2, 20))
    said: list[str] = []
    damage(fresh)
    watch_from(fresh, AT_TWO, at(11, 9), None, said.append)
    assert [text.rpartition(")")[2] for text in said] == ["其后已发布,不再运行"]
    assert overdue(fresh, AT_TWO, at(11, 9), 0) is None
    assert overdue(fresh, AT_TWO, at(12, 2), 0) == at(12, 2)


def test_a_night_of_another_date_run_by_hand_is_not_taken_for_the_one_that_is_due(fresh: Workspace) -> None:
    ran(fresh, at(11, 8), as_of=date(2019, 5, 31))
    damage(fresh)
    watch_from(fresh, AT_TWO, at(11, 9), None, lambda text: None)
    assert overdue(fresh, AT_TWO, at(11, 9), 120) == at(11, 2)
    damage(fresh)
    watch_from(fresh, AT_TWO, at(11, 9), date(2019, 5, 31), lambda text: None)  # of a rehearsal that one is the date
    assert overdue(fresh, AT_TWO, at(11, 9), 120) is None


def test_whoever_takes_a_night_before_the_note_was_looked_at_does_the_same(fresh: Workspace) -> None:
    ran(fresh, at(11, 2, 20))
    said: list[str] = []
    for day, is_mine in ((11, False), (12, True)):
        damage(fresh)
        with taken(fresh, at(day, 2), None, said.append) as mine:
            assert mine == is_mine
    assert len(said) == 2


def test_nights_that_were_left_out_are_told_of_despite_a_damaged_note(fresh: Workspace) -> None:
    """The night of the 11th failed, that of the 12th and the 13th were not run; of the 14th nobody can say."""
    ran(fresh, at(10, 2, 20))
    ran(fresh, at(11, 2, 20), "failed")
    damage(fresh)
    said: list[str] = []
    left_out = LeftOut(fresh, AT_TWO, said.append)
    watch_from(fresh, AT_TWO, at(14, 9), None, lambda text: None)
    left_out.look()
    with taken(fresh, at(14, 2), None, unsaid) as mine:
        assert mine
        left_out.look()
    assert said == ["2019-06-12 02:00 起到点的夜间核对没有运行,只运行最后到点的 2019-06-14 02:00"]


def test_whoever_is_at_a_night_writes_the_note_himself(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9), None, unsaid)
    with taken(fresh, at(11, 2), None, unsaid):
        damage(fresh)
        watch_from(fresh, AT_TWO, at(11, 3), None, unsaid)
        assert overdue(fresh, AT_TWO, at(11, 3), 0) is None
    watch_from(fresh, AT_TWO, at(11, 9), None, unsaid)
    assert overdue(fresh, AT_TWO, at(11, 9), 0) is None
