"""The signals that tell a schedule to stop, kept back until it asks for them."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

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
