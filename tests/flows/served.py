"""`hedui serve` as a process of its own, from a folder in which strangers may have put files."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from pipelines.flows.home import auth_file
from pipelines.flows.server import reachable_server
from pipelines.workspace.folders import Workspace
from schemas.errors import WorkspaceBusyError
from tests.pipelines.small_district import hedui_process

ROOT = Path(__file__).parents[2]
# -P as a console script has it: nothing is imported from the working directory.
SAFELY = [sys.executable, "-P", "-c", "import sys; from pipelines.cli import main; sys.exit(main())"]
PATIENCE_SECONDS = 300
WITHOUT_PREFECT = ",直接运行"
"""In what a run by hand says where no server answers, or one that is too busy to take it."""
_LOST = "中途失联"
"""In what it says where the server was too busy to hear how it went on."""


@dataclass(frozen=True)
class Served:
    workspace: Workspace
    process: subprocess.Popen[bytes]
    called_in: Path

    @property
    def log(self) -> str:
        return (self.workspace.root / "serve.log").read_text(errors="replace")  # it may be in the middle of a character

    @property
    def address(self) -> str:
        """Where the server answers; a busy one is given time."""
        found: list[str] = []

        def answers() -> bool:
            assert self.process.poll() is None, self.log
            found.extend((reachable_server(self.workspace) or {}).values())
            return bool(found)

        wait_for(answers)
        return found[0]

    def ask(self, path: str, question: dict[str, object]) -> list[dict[str, object]]:
        """What the server answers; one whose database is at work for another says so, and is asked again."""
        secret = base64.b64encode(auth_file(self.workspace).read_bytes().strip()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {secret}"}
        answers: list[dict[str, object]] = []

        def is_answered() -> bool:
            request = urllib.request.Request(f"{self.address}/{path}", json.dumps(question).encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:
                    content = json.load(answer)
            except urllib.error.HTTPError as refused:
                refused.close()
                if refused.code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                return False
            answers.extend(content if isinstance(content, list) else [content])
            return True

        wait_for(is_answered)
        return answers

    def runs(self, state: str) -> list[dict[str, object]]:
        wanted = {"state": {"type": {"any_": [state]}}}
        return self.ask("flow_runs/filter", {"flow_runs": wanted, "sort": "EXPECTED_START_TIME_ASC", "limit": 200})

    def tasks(self, run: dict[str, object]) -> set[str]:
        """The names of the tasks of a run that the server has on record; it takes time to put there what it is told."""
        tasks = self.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
        return {str(task["name"]) for task in tasks}

    def by_hand(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """A run by hand, asked for again while a night holds the workspace, or the server was too busy to answer."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert self.address
            done = hedui_process("run", *arguments, "--workspace", self.workspace.root)
            alone = WITHOUT_PREFECT in done.stderr or _LOST in done.stderr
            if done.returncode != WorkspaceBusyError.exit_code and not alone:
                return done
            assert time.monotonic() < until, done.stderr

    def threads_that_take(self, number: int) -> list[str]:
        """The threads, beside the main one, that a signal would reach, and through them end the process.

        The main one asks for it, and while it does Linux shows the signal as one that it takes.
        """
        main = str(self.process.pid)
        threads = [_status(path) for path in Path(f"/proc/{main}/task").iterdir() if path.name != main]
        return [one["Name"] for one in threads if one and not int(one["SigBlk"], 16) >> (number - 1) & 1]

    def children(self, module: str) -> list[int]:
        return [pid for pid in living() if module in command_of(pid) and parent_of(pid) == self.process.pid]


def _status(thread: Path) -> dict[str, str]:
    """What Linux says of a thread; nothing of one that has ended meanwhile."""
    try:
        lines = (thread / "status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return {name: fact.strip() for name, _, fact in (line.partition(":") for line in lines)}


def living() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def working_for(workspace: Workspace) -> list[str]:
    """Commands of the processes that have a workspace's Prefect folder as their working directory."""
    home = workspace.root / ".prefect"
    return [command_of(pid) for pid in living() if _directory(pid) == home and command_of(pid)]


def _directory(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def wait_for(what: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)


def clean_environment(**more: str) -> dict[str, str]:
    ours = ("HEDUI_", "PREFECT_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


@contextmanager
def serving(workspace: Workspace, *arguments: str, cwd: Path | None = None, **environment: str) -> Iterator[Served]:
    """Serves a workspace for the time of a `with` block."""
    called_in = cwd or workspace.root
    command = [*SAFELY, "serve", "--workspace", str(workspace.root), "--port", "0", *arguments]
    with (workspace.root / "serve.log").open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env=clean_environment(**environment), cwd=called_in
        )
    try:
        yield Served(workspace, process, called_in)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
