"""Whether Prefect can be had, without which nights run all the same, and whether it is known which night ran last."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from pipelines.checkup.checked import Checked, attention, well
from pipelines.flows.begun import is_lost
from pipelines.flows.database import ELSEWHERE, is_locked
from pipelines.flows.home import database_file, night_note, serve_lock
from pipelines.flows.server import API_VARIABLE, is_ready
from pipelines.flows.server_child import HOST
from pipelines.workspace.flock import is_held
from pipelines.workspace.folders import Workspace
from schemas.system import system_words

_SERVER, _DATABASE, _PORT, _NIGHT = "Prefect 服务", "Prefect 数据库", "端口", "时间表"
_POSTGRESQL_PORT = 5432
_PATIENCE_SECONDS = 3.0


def check_prefect(workspace: Workspace, port: int | None) -> Iterator[Checked]:
    """Looks for the server that is configured, else for what an own one needs."""
    configured = os.environ.get(API_VARIABLE)
    if configured and is_ready(configured):
        yield well(_SERVER, "所设的服务应答")
        return
    if configured:
        yield attention(_SERVER, f"{API_VARIABLE} 所设的服务不应答", "将改用本机的服务;请核对地址")
    elsewhere = next((os.environ[name] for name in ELSEWHERE if os.environ.get(name)), None)
    yield _reached(elsewhere) if elsewhere else _sqlite(workspace)
    if is_lost(workspace):
        remedy = "hedui serve 会移开它,按已有的发布推定:最后到点的一夜其后已有发布的不再运行,没有的再运行一次"
        yield attention(_NIGHT, f"{night_note(workspace)} 已损坏,不知最近运行的是哪一夜", remedy)
    if is_held(serve_lock(workspace)):
        yield well(_PORT, "hedui serve 正在运行")
    elif port:
        yield _port(port)


def _reached(url: str) -> Checked:
    """Whether the database server takes a call; the address holds a password and is not shown."""
    try:
        address = urlsplit(url)
        with socket.create_connection((address.hostname or HOST, address.port or _POSTGRESQL_PORT), _PATIENCE_SECONDS):
            return well(_DATABASE, "所设的数据库应答")
    except (OSError, ValueError):
        return attention(_DATABASE, "所设的数据库不应答", "夜间运行照常,但不显示在页面;请核对其地址和服务")


def _sqlite(workspace: Workspace) -> Checked:
    path = database_file(workspace)
    try:
        if not path.exists():
            return well(_DATABASE, "还没有,由 hedui serve 建立")
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", timeout=_PATIENCE_SECONDS, uri=True)
        ) as file:
            if file.execute("pragma quick_check(1)").fetchone() == ("ok",):
                return well(_DATABASE, "完好")
    except sqlite3.DatabaseError as error:
        if is_locked(error):
            return attention(_DATABASE, f"{path} 正被占用", "夜间运行照常;请查明占用它的进程")
    except OSError as error:
        return attention(_DATABASE, f"{path} {system_words(error)}", "请归还其权限,否则 hedui serve 不能启动")
    return attention(_DATABASE, f"{path} 不是完好的数据库", "hedui serve 启动时会移开并重建;夜间运行不受影响")


def _port(port: int) -> Checked:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return attention(_PORT, f"{port} 不可用({system_words(error)})", "将改用其他端口,或用 --port 指定")
    return well(_PORT, f"{port} 可用")
