"""The signals that tell a schedule to stop, kept back until it asks for them."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Set
from contextlib import contextmanager

_LOOK_SECONDS = 0.1
_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})


@contextmanager
def kept_back() -> Iterator[frozenset[signal.Signals]]:
    """The signals that end the schedule, kept back until they are asked for, so that none comes at a bad moment.

    To be entered before anything is imported that starts threads: a thread inherits what is kept back, and one that
    did not would take the signal and end the process with it.
    """
    goes_on = {signal.SIGHUP} if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else set()  # as under nohup
    signals = _SIGNALS - goes_on
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield signals
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def told(signals: Set[signal.Signals], seconds: float) -> bool:
    """Whether one of these signals, which are kept back, comes within so many seconds.

    Looked for and not waited for: where a process was halted for longer than it waits (SIGSTOP, a container that is
    paused, a machine that sleeps), `sigtimedwait` of CPython 3.11 hands back a signal that nobody has sent.
    """
    until = time.monotonic() + seconds
    while not (come := signals & signal.sigpending()):
        if time.monotonic() >= until:
            return False
        time.sleep(_LOOK_SECONDS)
    signal.sigwait(come)  # else it would end the process as soon as it is kept back no longer
    return True
