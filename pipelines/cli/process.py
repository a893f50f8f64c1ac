"""What holds for the process whatever started it: no core file, UTF-8 in names, texts and output; and how it ends."""

from __future__ import annotations

import io
import logging
import os
import resource
import sys
import threading
from contextlib import suppress

from pipelines.run.interrupted import heed_signals, interrupted_code

_UTF8_VARIABLE = "PYTHONUTF8"
_STANDARD = "utf-8"
_ENDS_BY_ITSELF = ("prefect", "distributed")
"""Libraries that have something to do at the end of a process: servers to stop, workers to let go of."""


def settle(*, own: bool) -> None:
    """Settles the process.

    A core file would hold whatever was in memory, ids among it. Under a locale of another encoding, names of files
    would be read as others than they are, here and in every process started from here: Python takes that from its
    start only, so that it is started once more, in UTF-8.

    Args:
        own: the process is a command's own: it may be started again with the same arguments, and ends by SIGTERM as by
            Ctrl-C.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if own and sys.getfilesystemencoding() != _STANDARD and os.environ.get(_UTF8_VARIABLE) != "1":
        os.environ[_UTF8_VARIABLE] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    if own:
        heed_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=_STANDARD, errors="backslashreplace")


def end(code: int) -> None:
    """Ends the process at once, where nothing but its memory is left to give back.

    The system takes that back as a whole; Python would take half a second to do it row by row after a large night.
    What was interrupted has cleared away on its way here; libraries would only tell of what they could not give back.

    Args:
        code: its exit code.
    """
    is_alone = threading.active_count() == 1 and not any(name in sys.modules for name in _ENDS_BY_ITSELF)
    if is_alone or code == interrupted_code():
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # a process may have been given none
                stream.flush()
        os._exit(code)
