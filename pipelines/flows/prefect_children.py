"""Prefect as two children of `hedui serve`: a server where none is configured, and the runner of the night."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipelines.flows.bound import start
from pipelines.flows.database import DatabaseLockedError, make_usable
from pipelines.flows.home import auth_file, home, served_file
from pipelines.flows.kept import Kept
from pipelines.flows.own_server import held_place, start_server
from pipelines.flows.server import API_VARIABLE, is_ready, reachable_server
from pipelines.workspace.folders import Workspace, write_private

_LOOK_SECONDS = 15.0
_LOST_SECONDS = 120.0
_HUNG_SECONDS = 600.0
_WELL_SECONDS = 30.0
_MANY_DEATHS = 2
_STOP_SECONDS = 25.0


@dataclass
class Prefect:
    """Prefect at work for one workspace.

    Attributes:
        workspace: whose.
        port: on which the own server is to listen; another where somebody has it.
        nights: parameters of the flow `nightly`.
        say: who is told what happens.
        settled: called with the page's address whenever the server has come up.
    """

    workspace: Workspace
    port: int
    nights: Mapping[str, str | None]
    say: Callable[[str], None]
    settled: Callable[[str], None]
    _api: Mapping[str, str] = field(default_factory=dict, init=False)
    _server: Kept | None = field(default=None, init=False)
    _runner: Kept = field(init=False)
    _answered: float = field(default_factory=time.monotonic, init=False)
    _looked: float = field(default=0.0, init=False)
    _is_up: bool = field(default=False, init=False)
    _complained: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Looks for the server that is configured."""
        self._runner = Kept(self._start_runner)
        configured = reachable_server(self.workspace)
        if configured is not None:
            self._api = configured
        else:
            self._server = Kept(self._start_server)

    @property
    def has_failed(self) -> bool:
        """Whether nobody can count on it: it does not answer, or dies again and again."""
        deaths = max(self._runner.deaths, self._server.deaths if self._server else 0)
        return deaths >= _MANY_DEATHS or time.monotonic() - self._answered > _LOST_SECONDS

    def keep(self) -> None:
        """Starts what does not run; says where the server has died, where it cannot be had, and where it is back."""
        if self._server:
            was_running = self._server.runs
            self._server.keep()
            if self._is_up and not was_running:
                # Whoever took the port meanwhile may have been told the string: only somebody who knows of it can act.
                log, auth = home(self.workspace) / "server.log", auth_file(self.workspace)
                self.say(f"本机 Prefect 服务意外停止(详见 {log}),将重新启动;不知道原因时请更换口令 {auth}")
            self._is_up &= was_running
        if time.monotonic() - self._looked >= (_LOOK_SECONDS if self._is_up else 0.0):
            self._look()
        if self._is_up:
            self._runner.keep()
            if self._runner.age > _WELL_SECONDS:
                self._runner.well()
        if self.has_failed and not self._complained:
            logs = home(self.workspace) / "*.log"
            self.say(f"Prefect 服务不可用(详见 {logs});将继续重试,到点的夜间核对不经它直接运行")
            self._complained = True

    def end(self) -> None:
        """Ends the runner, which takes its schedule along, and then the own server."""
        self._runner.end(_STOP_SECONDS)
        served_file(self.workspace).unlink(missing_ok=True)
        if self._server:
            self._server.end(_STOP_SECONDS)

    def _look(self) -> None:
        if self._server and not self._server.runs:
            return  # whoever answers there now is a stranger
        self._looked = time.monotonic()
        if is_ready(self._api.get(API_VARIABLE, "")):
            self._answered = time.monotonic()
            if not self._is_up:
                self._came_up()
        elif self._server and self._server.age > _HUNG_SECONDS and time.monotonic() - self._answered > _LOST_SECONDS:
            self._server.end(_STOP_SECONDS)  # it runs and does not answer

    def _came_up(self) -> None:
        address = self._api[API_VARIABLE]
        if self._server:
            self._server.well()
            write_private(served_file(self.workspace), address.encode())
        self._is_up, self._complained = True, False
        self.settled(address.removesuffix("/api"))

    def _start_runner(self) -> subprocess.Popen[bytes]:
        name = f"hedui-{self.workspace.root.name}"
        log, nights = home(self.workspace) / "runner.log", json.dumps(dict(self.nights))
        return start(self.workspace, "pipelines.flows.runner_child", name, nights, log=log, environment=self._api)

    def _start_server(self) -> subprocess.Popen[bytes] | None:
        try:
            damaged = make_usable(self.workspace)
        except DatabaseLockedError as error:
            self._first(f"Prefect 的数据库 {error} 正被其他进程锁定")
            return None
        if damaged is not None:
            self.say(f"Prefect 的数据库已损坏,移至 {damaged};重新建立,页面上此前的运行记录不再可见")
        with held_place(self.port) as place:
            _, port = place.getsockname()
            if port != self.port and self._api:
                # Whoever has taken it since the server died may have been told the string: it opens nothing any more.
                self._runner.end(_STOP_SECONDS)
                auth_file(self.workspace).unlink(missing_ok=True)
            self.port = port
            server, self._api = start_server(self.workspace, place)
            return server

    def _first(self, text: str) -> None:
        if not (self._server and self._server.deaths):
            self.say(text)
