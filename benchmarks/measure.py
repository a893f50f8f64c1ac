"""Runs a command as a child process and says what it cost: wall clock, processor time, peak memory.

Who calls this should import little: a child starts its life with the memory of its parent in its account.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_KIB_IN_MIB = 1024


@dataclass(frozen=True)
class Usage:
    """What a child process cost, its own children counted where it waited for them.

    Attributes:
        seconds: wall clock from start to end, interpreter and imports included.
        cpu_seconds: processor time, user and system.
        peak_mib: largest resident set.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float


class ChildFailedError(Exception):
    """A measured command did not end well."""


def measured(command: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None) -> Usage:
    """Runs a command to its end.

    Args:
        command: program and arguments.
        log: file that takes what it prints.
        environment: variables beside those of this process.

    Raises:
        ChildFailedError: it ended with another exit code than 0.
    """
    words = [str(word) for word in command]
    with log.open("wb") as output:
        began = time.perf_counter()
        child = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={**os.environ, **(environment or {})}
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise ChildFailedError(f"{' '.join(words[:3])} … ended with {child.returncode}\n{tail}")
    return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / _KIB_IN_MIB)


def middle(usages: Sequence[Usage]) -> Usage:
    """The median of each measure."""
    return Usage(
        median(one.seconds for one in usages),
        median(one.cpu_seconds for one in usages),
        median(one.peak_mib for one in usages),
    )


def module(name: str, *arguments: str | Path) -> list[str | Path]:
    """The command that runs a module of this project with this interpreter."""
    return [sys.executable, "-m", name, *arguments]


def hedui(*arguments: str | Path) -> list[str | Path]:
    """The command `hedui` of this interpreter's environment."""
    return [Path(sys.executable).with_name("hedui"), *arguments]
