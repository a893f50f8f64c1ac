"""Children that die with the process that started them, however that one ends."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from pipelines.flows.environment import child_environment
from pipelines.flows.home import home
from pipelines.workspace.folders import Workspace

_HERE = "pipelines.flows.bound"
_PR_SET_PDEATHSIG = 1
_PARENT = "HEDUI_PARENT"
"""Whom a child dies with, as a process id."""


def start(
    workspace: Workspace,
    module: str,
    *arguments: str,
    log: Path | None = None,
    keeps: socket.socket | None = None,
    environment: Mapping[str, str] = {},
) -> subprocess.Popen[bytes]:
    """Starts the `main` of a module of ours as a bound child; to be called on the main thread.

    Args:
        workspace: whose.
        module: which.
        arguments: what its `main` gets.
        log: where its output goes; None: to where that of this process goes.
        keeps: what it holds open for as long as it lives.
        environment: further variables.
    """
    variables = child_environment(workspace, {_PARENT: str(os.getpid()), **environment})
    # Without -P, and anywhere but in a folder that is closed to others, it would import what lies about there.
    command = [sys.executable, "-P", "-m", _HERE, module, *arguments]
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            command,
            cwd=home(workspace),
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output and subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[keeps.fileno()] if keeps else [],
        )
    finally:
        if output:
            output.close()


def bind() -> None:
    """Lets the kernel end this process as soon as the one that `HEDUI_PARENT` names has ended, and hear its signals."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # `hedui serve` keeps some back, and a child inherits that
    parent = os.environ.get(_PARENT)
    if parent is None:
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):
        os.kill(os.getpid(), signal.SIGKILL)


def become_parent() -> None:
    """Says that what this process starts dies with it."""
    os.environ[_PARENT] = str(os.getpid())


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ends a child: asked first, and by force after so many seconds."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


if __name__ == "__main__":
    bind()  # before anything that takes time to import
    import_module(sys.argv[1]).main(*sys.argv[2:])
