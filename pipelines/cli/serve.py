"""`hedui serve`: the night on a schedule, with a Prefect page on this machine."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.flows.serving import serve_nightly, server
from pipelines.workspace.folders import Workspace


def serve(arguments: argparse.Namespace) -> int:
    """Serves the night until it is told to stop (SIGTERM or Ctrl-C)."""
    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    workspace.prepare()
    console.note("正在连接或启动本机 Prefect 服务")
    with server(workspace, arguments.port) as address:
        console.note(f"时间表 {arguments.cron}({arguments.timezone}),页面 {address.removesuffix('/api')}")
        console.next_step("按 Ctrl-C 或发送 SIGTERM 停止;手工运行 hedui run nightly 也会显示在该页面")
        serve_nightly(workspace, arguments.cron, arguments.timezone, arguments.as_of)
    return 0
