"""What holds for the process whatever started it: no core file, UTF-8 in names, texts and output."""

from __future__ import annotations

import io
import os
import resource
import sys

_UTF8_VARIABLE = "PYTHONUTF8"
_STANDARD = "utf-8"


def settle(*, restart: bool) -> None:
    """Settles the process.

    A core file would hold whatever was in memory, ids among it. Under a locale of another encoding, names of files
    would be read as others than they are, here and in every process started from here: Python takes that from its
    start only, so that it is started once more, in UTF-8.

    Args:
        restart: the process is a command's own and may be started again with the same arguments.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if restart and sys.getfilesystemencoding() != _STANDARD and os.environ.get(_UTF8_VARIABLE) != "1":
        os.environ[_UTF8_VARIABLE] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=_STANDARD, errors="backslashreplace")
