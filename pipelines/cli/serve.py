"""`hedui serve`: the night on a schedule, with a Prefect page on this machine."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Set

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.doctor import PORT, say_what_would_fail
from pipelines.cli.values import cron, timezone
from pipelines.workspace.folders import Workspace

_ONE_DAY_CRON = "0 2 * * *"


@command(
    "serve",
    Use.NIGHT,
    "按时间表每夜运行;没有 Prefect 服务时在本机启动一个(只监听本机)",
    "the night on a schedule, with a Prefect page on this machine",
    argument("--cron", type=cron, default=_ONE_DAY_CRON, metavar="时间表", help=f"默认 {_ONE_DAY_CRON!r},每日 2 时"),
    argument("--timezone", type=timezone, metavar="时区", help="时间表的时区(默认为设置 timezone,即 Asia/Shanghai)"),
    as_of("固定的数据日期(演练用),默认为应运行当天(设置 as_of 可改为数据截止日)", default=None),
    PORT,
)
def serve(arguments: argparse.Namespace) -> int:
    """Serves the night until it is told to stop (SIGTERM or Ctrl-C)."""
    from pipelines.flows.signals import kept_back

    with kept_back() as stop:
        return _serve(arguments, stop)


def _serve(arguments: argparse.Namespace, stop: Set[signal.Signals]) -> int:
    from pipelines.flows.due import Timetable
    from pipelines.flows.home import auth_file, served_file
    from pipelines.flows.serving import Schedule, serve_nightly
    from pipelines.workspace.settings import load_settings

    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    workspace.prepare()
    timetable = Timetable(arguments.cron, arguments.timezone or load_settings(workspace).timezone)

    def settled(address: str) -> None:
        console.note(f"时间表 {timetable.cron}({timetable.timezone}),页面 {address}")
        if served_file(workspace).exists():
            console.next_step(f"页面要求口令时,粘贴文件 {auth_file(workspace)} 中的一行")
        console.next_step("按 Ctrl-C 或发送 SIGTERM 停止;手工运行 hedui run nightly 也会显示在该页面")

    say_what_would_fail(workspace, arguments.as_of, arguments.port)
    console.note("正在连接或启动本机 Prefect 服务")
    serve_nightly(Schedule(workspace, timetable, arguments.as_of, arguments.port), stop, console.note, settled)
    return 0
