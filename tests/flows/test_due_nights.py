"""Which night is to be run, by whom, how often."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.flows.due import Timetable, overdue, taken, watch_from
from pipelines.flows.left_out import LeftOut
from pipelines.workspace.folders import Workspace

AT_TWO = Timetable("0 2 * * *", "Asia/Shanghai")
HERE = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2019, 6, day, hour, minute, tzinfo=HERE)


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
    watch_from(fresh, AT_TWO, at(10, 9))
    assert overdue(fresh, AT_TWO, at(10, 9), 0) is None
    assert overdue(fresh, AT_TWO, at(11, 2), 0) == at(11, 2)


def test_prefect_is_waited_for_a_while(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9))
    assert overdue(fresh, AT_TWO, at(11, 2, 1), 120) is None
    assert overdue(fresh, AT_TWO, at(11, 2, 2), 120) == at(11, 2)


def test_of_ten_missed_nights_the_last_is_owed_at_once(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9))
    assert overdue(fresh, AT_TWO, at(20, 2), 120) == at(20, 2)


def test_a_night_is_run_once(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9))
    with taken(fresh, at(11, 2)) as mine:
        assert mine
        assert overdue(fresh, AT_TWO, at(11, 2), 0) is None  # somebody is at it
        with taken(fresh, at(11, 2)) as also_mine:
            assert not also_mine
    assert overdue(fresh, AT_TWO, at(11, 8), 0) is None
    with taken(fresh, at(11, 2)) as again:
        assert not again
    with taken(fresh, at(10, 2)) as earlier:
        assert not earlier


def test_a_night_that_was_killed_is_run_once_more_and_no_more(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(10, 9))
    for owed in (at(11, 2), at(11, 2), None):
        assert overdue(fresh, AT_TWO, at(11, 3), 120) == owed
        with pytest.raises(KeyboardInterrupt), taken(fresh, at(11, 2)):
            raise KeyboardInterrupt
    assert overdue(fresh, AT_TWO, at(12, 3), 120) == at(12, 2)


def test_a_clock_that_was_set_back_does_not_end_the_nights(fresh: Workspace) -> None:
    watch_from(fresh, AT_TWO, at(28, 9))
    watch_from(fresh, AT_TWO, at(10, 9))
    assert overdue(fresh, AT_TWO, at(11, 3), 120) == at(11, 2)


@pytest.mark.parametrize("back_to", [at(11, 1), at(10, 3)])
def test_a_night_that_was_run_is_not_run_again_when_the_clock_comes_to_it_again(
    fresh: Workspace, back_to: datetime
) -> None:
    watch_from(fresh, AT_TWO, at(10, 9))
    with taken(fresh, at(11, 2)):
        pass
    watch_from(fresh, AT_TWO, back_to)
    assert overdue(fresh, AT_TWO, at(11, 2, 10), 0) is None
    assert overdue(fresh, AT_TWO, at(12, 2), 0) == at(12, 2)


def test_a_night_that_is_killed_again_is_told_of_once(fresh: Workspace) -> None:
    told = fresh.root / "told.txt"
    fresh.settings_file.write_text('[notify]\nfile = "told.txt"\n')
    said: list[str] = []
    left_out = LeftOut(fresh, AT_TWO, said.append)
    watch_from(fresh, AT_TWO, at(10, 9))
    for attempt in range(2):
        left_out.look()
        assert said == [], attempt
        with pytest.raises(KeyboardInterrupt), taken(fresh, at(11, 2)):
            raise KeyboardInterrupt
    for _ in range(2):
        left_out.look()
        assert said == ["2019-06-11 02:00 的一夜屡次被终止,不再运行"]
    assert told.read_text().count("未发布") == 2  # in the title and in the first line


def test_nights_that_were_left_out_are_told_of_when_the_next_is_run(fresh: Workspace) -> None:
    said: list[str] = []
    left_out = LeftOut(fresh, AT_TWO, said.append)
    watch_from(fresh, AT_TWO, at(10, 9))
    for day in (11, 14):
        left_out.look()
        with taken(fresh, at(day, 2)):
            left_out.look()
    assert said == ["2019-06-12 02:00 起到点的夜间核对没有运行,只运行最后到点的 2019-06-14 02:00"]
