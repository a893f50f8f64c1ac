"""`make schedule`: nights due minute by minute under `hedui serve` while its processes are killed."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.workspace.folders import Workspace
from tests.flows.served import Served, command_of, living, serving, working_for
from tests.pipelines.small_district import AS_OF, files_of, night_before

_VICTIMS = ("server_child", "runner_child", "prefect.flow_engine", "pipelines.flows.alone")
"""What is killed where it is there: the server, the runner, a night that Prefect has started, one without it."""
_BETWEEN = re.compile(r"([-0-9: ]{16}) 起到点的夜间核对没有运行,只运行最后到点的 ([-0-9: ]{16})")
_HERE = ZoneInfo("Asia/Shanghai")
_MINUTE = timedelta(minutes=1)
_PATIENCE = timedelta(minutes=5)


def main() -> int:
    """Serves so many nights; 1 where one was neither run nor told of, or another than before is published."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = night_before(Path(folder))
        before = files_of(workspace.publication(AS_OF))
        with serving(workspace, "--cron", "* * * * *", "--as-of", str(AS_OF)) as served:
            assert served.address  # waits until the server answers
            ended = _nights(served, asked.nights, random.Random(asked.seed))
            left_out = _left_out(ended)
            faults = [f"{one:%H:%M} was neither run nor told of" for one in left_out if not _is_told(one, served.log)]
            served.process.send_signal(signal.SIGTERM)
            if served.process.wait(120) != 0:
                faults.append("SIGTERM did not end it cleanly")
        faults += [f"left behind: {command}" for command in working_for(workspace)]
        if files_of(workspace.publication(AS_OF)) != before:
            faults.append("another publication than before")
    print(f"{len(ended)} nights ran, {len(left_out)} more were due", *faults, sep="\n")
    return int(bool(faults))


def _nights(served: Served, number: int, dice: random.Random) -> list[datetime]:
    """The due times of nights that came to an end, one of the processes killed in most minutes."""
    ended: list[datetime] = []
    until = datetime.now(UTC) + number * _MINUTE
    strikes = datetime.now(UTC) + timedelta(seconds=dice.uniform(10, 50))
    while datetime.now(UTC) < until or (datetime.now(UTC) < until + _PATIENCE and not _has(ended, until)):
        assert served.process.poll() is None, f"it ended:\n{served.log}"
        due = _ended(served.workspace)
        if due is not None and due not in ended:
            ended.append(due)
            print(f"{due:%H:%M} ended at {datetime.now(UTC):%H:%M:%S}", flush=True)
            (served.workspace.publication(AS_OF) / "manifest.json").unlink(missing_ok=True)  # so that the next has work
        if strikes < datetime.now(UTC) < until - _MINUTE:
            _kill(served.workspace, dice)
            strikes = datetime.now(UTC) + timedelta(seconds=dice.uniform(20, 90))
        time.sleep(0.2)
    return ended


def _has(ended: list[datetime], until: datetime) -> bool:
    return bool(ended) and ended[-1] >= until - _MINUTE


def _ended(workspace: Workspace) -> datetime | None:
    try:
        begun = json.loads((workspace.root / ".prefect" / "night.json").read_text())
    except (OSError, ValueError):
        return None
    return datetime.fromisoformat(begun["due"]) if begun["ended"] and begun["attempts"] else None


def _kill(workspace: Workspace, dice: random.Random) -> None:
    ours = {pid: command_of(pid) for pid in living() if str(workspace.root) in command_of(pid)}
    home = [pid for pid in living() if _lives_in(pid, workspace)]
    found = [pid for pid in {*ours, *home} if any(victim in command_of(pid) for victim in _VICTIMS)]
    if found:
        pid = dice.choice(sorted(found))
        print(f"{datetime.now(UTC):%H:%M:%S} kills {command_of(pid)[-60:]}", flush=True)
        os.kill(pid, signal.SIGKILL)


def _lives_in(pid: int, workspace: Workspace) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == workspace.root / ".prefect"
    except OSError:
        return False


def _left_out(ended: list[datetime]) -> list[datetime]:
    """Minutes between the first night and the last of which none came to an end."""
    whole = [one for one in ended if one.second == 0]
    return [one for one in _minutes(whole) if one not in whole]


def _is_told(due: datetime, log: str) -> bool:
    """Whether `hedui serve` has said that this night was killed again, or that it was left out for a later one."""
    said = f"{due.astimezone(_HERE):%Y-%m-%d %H:%M}"
    return f"{said} 的一夜屡次被终止" in log or any(first <= said < last for first, last in _BETWEEN.findall(log))


def _minutes(whole: list[datetime]) -> list[datetime]:
    first, last = min(whole), max(whole)
    return [first + number * _MINUTE for number in range(int((last - first) / _MINUTE) + 1)]


if __name__ == "__main__":
    sys.exit(main())
