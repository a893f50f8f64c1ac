"""The command line: one module a command; data on stdout, messages on stderr, an exit code for every error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from pipelines.cli.guard import Guard
from pipelines.cli.parser import parse
from pipelines.cli.process import end, settle
from pipelines.workspace.folders import PRIVATE_UMASK


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        argv: its arguments; those of the process where None.

    Returns:
        The exit code.
    """
    guard = Guard()
    with guard:
        os.umask(PRIVATE_UMASK)
        settle(own=argv is None)
        arguments = parse(sys.argv[1:] if argv is None else argv)
        guard.as_json = bool(getattr(arguments, "json", False))
        guard.code = arguments.command(arguments)
    if argv is None:
        end(guard.code)
    return guard.code
