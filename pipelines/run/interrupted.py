"""Being interrupted, by Ctrl-C or SIGTERM: a command hears both alike, so that all is cleared away."""

from __future__ import annotations

import signal
from types import FrameType

from pipelines.workspace.machine import as_told

_BY_A_SIGNAL = 128
"""What shells add to the number of the signal that ended a command."""
_WORDS = {signal.SIGINT: "已中断", signal.SIGTERM: "已被停止(SIGTERM)"}
_heard: list[signal.Signals] = []


def heed_signals() -> None:
    """Lets SIGTERM interrupt this process as Ctrl-C does, and remembers both; to be called on its main thread.

    A process that was started in the background does not heed Ctrl-C, and goes on not to.
    """
    signal.signal(signal.SIGTERM, _interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def stop_if_told() -> None:
    """Stops where a signal was heard and what it raised was lost: within a library that goes on whatever is raised.

    Raises:
        KeyboardInterrupt: it was.
    """
    if _heard:
        raise KeyboardInterrupt


def as_ended(error: BaseException) -> BaseException:
    """What ended a command, as people are told of it: the signal that was heard, of which libraries tell as of errors.

    Args:
        error: what was raised.

    Returns:
        KeyboardInterrupt where a signal was heard; else what `pipelines.workspace.machine.as_told` makes of the error.
    """
    if _heard and not isinstance(error, KeyboardInterrupt):
        return KeyboardInterrupt()
    return as_told(error)


def interrupted_code() -> int:
    """Exit code of what was interrupted, by whichever signal came last."""
    return _BY_A_SIGNAL + _last()


def interrupted_words() -> str:
    """The same in Chinese."""
    return _WORDS[_last()]


def _last() -> signal.Signals:
    return _heard[-1] if _heard else signal.SIGINT


def _interrupt(number: int, frame: FrameType | None) -> None:
    del frame
    _heard.append(signal.Signals(number))
    raise KeyboardInterrupt
