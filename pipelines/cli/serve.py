"""`hedui serve`: the night on a schedule, with a Prefect page on this machine."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import cron, timezone, whole
from pipelines.workspace.folders import Workspace

_ONE_DAY_CRON = "0 2 * * *"
_TIMEZONE = "Asia/Shanghai"
_PORT = 4200


@command(
    "serve",
    Use.NIGHT,
    "按时间表每夜运行;没有 Prefect 服务时在本机启动一个(只监听本机)",
    "the night on a schedule, with a Prefect page on this machine",
    argument("--cron", type=cron, default=_ONE_DAY_CRON, metavar="时间表", help=f"默认 {_ONE_DAY_CRON!r},每日 2 时"),
    argument("--timezone", type=timezone, default=_TIMEZONE, metavar="时区", help=f"时间表的时区(默认 {_TIMEZONE})"),
    as_of("固定的数据日期(演练用),默认为运行当天", default=None),
    argument("--port", type=whole(0), default=_PORT, metavar="端口", help=f"本机服务的端口(默认 {_PORT})"),
)
def serve(arguments: argparse.Namespace) -> int:
    """Serves the night until it is told to stop (SIGTERM or Ctrl-C)."""
    from pipelines.flows.serving import serve_nightly, server

    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    workspace.prepare()
    console.note("正在连接或启动本机 Prefect 服务")
    with server(workspace, arguments.port) as address:
        console.note(f"时间表 {arguments.cron}({arguments.timezone}),页面 {address.removesuffix('/api')}")
        console.next_step("按 Ctrl-C 或发送 SIGTERM 停止;手工运行 hedui run nightly 也会显示在该页面")
        serve_nightly(workspace, arguments.cron, arguments.timezone, arguments.as_of)
    return 0
