"""Being interrupted: by Ctrl-C, or by SIGTERM, which a command hears as that, so that all is cleared away alike."""

from __future__ import annotations

import signal
from types import FrameType

_BY_A_SIGNAL = 128
"""What shells add to the number of the signal that ended a command."""
_WORDS = {signal.SIGINT: "已中断", signal.SIGTERM: "已被停止(SIGTERM)"}
_heard = [signal.SIGINT]


def heed_sigterm() -> None:
    """Lets SIGTERM interrupt this process; to be called on its main thread."""
    signal.signal(signal.SIGTERM, _interrupt)


def stop_if_told() -> None:
    """Stops where SIGTERM was heard and what it raised was lost: within a library that goes on whatever is raised.

    Raises:
        KeyboardInterrupt: it was.
    """
    if _heard[-1] is signal.SIGTERM:
        raise KeyboardInterrupt


def interrupted_code() -> int:
    """Exit code of what was interrupted, by whichever signal came last."""
    return _BY_A_SIGNAL + _heard[-1]


def interrupted_words() -> str:
    """The same in Chinese."""
    return _WORDS[_heard[-1]]


def _interrupt(number: int, frame: FrameType | None) -> None:
    # Remembered here: libraries that are interrupted at work tell of it in ways of their own, and of no signal.
    del frame
    _heard.append(signal.Signals(number))
    raise KeyboardInterrupt
