"""Nights under `hedui serve` while its clock jumps: the clock of its own processes, that of the machine stays."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.flows.served import Served, serving, wait_for, working_for
from tests.pipelines.small_district import AS_OF, night_before

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long ahead(void) {
    long seconds = 0;
    FILE *file = fopen(getenv("CLOCK_AHEAD"), "r");
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
        fclose(file);
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, now);
    if (!code && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += ahead();
    return code;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec read;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &read);
    now->tv_sec = read.tv_sec;
    now->tv_usec = read.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *kept) {
    struct timespec read;
    clock_gettime(CLOCK_REALTIME, &read);
    if (kept) *kept = read.tv_sec;
    return read.tv_sec;
}
"""
"""The time of day as a file says it is ahead; how long something takes is measured by another clock, which runs on.

(libfaketime would do, but that it lets nobody sleep whose other clock it is told to leave alone.)
"""
_HERE = ZoneInfo("Asia/Shanghai")
_A_WHILE = 20
"""Seconds in which a night that should not be run would have begun."""


@dataclass(frozen=True)
class Clock:
    """The clock of what is served.

    Attributes:
        folder: where its library lies, and how far it is ahead.
    """

    folder: Path

    def set(self, moment: datetime) -> None:
        """Lets it show this time from now on."""
        aside = self.folder / "ahead.new"
        aside.write_text(f"{(moment - datetime.now(UTC)).total_seconds():.0f}\n")
        aside.replace(self.folder / "ahead")

    def environment(self, compiler: str) -> dict[str, str]:
        """What lets a process and its children see it."""
        library, source = self.folder / "clock.so", self.folder / "clock.c"
        source.write_text(_SOURCE)
        subprocess.run([compiler, "-O2", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        return {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(self.folder / "ahead")}


def main() -> int:
    """Lets the clock jump; 1 where a night was left out, run twice, or not told of."""
    compiler = shutil.which("cc")
    if compiler is None:
        print("the clock was not let jump: there is no C compiler")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        workspace, clock = night_before(Path(folder)), Clock(Path(folder))
        settings = clock.environment(compiler)
        clock.set(_at(1, 1, 50))
        with serving(workspace, "--cron", "0 2 * * *", "--as-of", str(AS_OF), cwd=None, **settings) as served:
            assert served.address  # waits until the server answers
            faults = list(_jumps(served, clock))
            served.process.send_signal(signal.SIGTERM)
            if served.process.wait(120) != 0:
                faults.append("SIGTERM did not end it cleanly")
            faults += ["told of a traceback"] if "Traceback" in served.log else []
        wait_for(lambda: not working_for(workspace))
    print("the clock was let jump", *faults, sep="\n")
    return int(bool(faults))


def _jumps(served: Served, clock: Clock) -> Iterator[str]:
    steps = [
        ("forward over three nights", _at(4, 12), _at(4, 2)),
        ("back to before a night that was run", _at(4, 1, 59, 50), _at(4, 2)),
        ("forward to the next night", _at(5, 2, 0, 1), _at(5, 2)),
        ("back by ten days", _at(-5, 1, 59, 50), _at(-5, 2)),
    ]
    runs = _runs(served)
    for said, moment, due in steps:
        clock.set(moment)
        is_new = due != _begun(served)
        _wait_until_begun(served, due)
        time.sleep(_A_WHILE)
        now = _runs(served)
        print(f"{said}: {now - runs} nights ran", flush=True)
        if now - runs != int(is_new):
            yield f"{said}: {now - runs} nights ran, not {int(is_new)}"
        runs = now
    if served.log.count("没有运行") != 1:
        yield f"of the nights that were left out it says: {served.log}"


def _wait_until_begun(served: Served, due: datetime) -> None:
    wait_for(lambda: _begun(served) == due)


def _at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2031, 3, 10, hour, minute, second, tzinfo=_HERE) + timedelta(days=day)


def _runs(served: Served) -> int:
    return len(list((served.workspace.runs).iterdir()))


def _begun(served: Served) -> datetime | None:
    begun = json.loads((served.workspace.root / ".prefect" / "night.json").read_text())
    return datetime.fromisoformat(begun["due"]) if begun["ended"] else None


if __name__ == "__main__":
    sys.exit(main())
