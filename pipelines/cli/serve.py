"""`hedui serve`: the night on a schedule, with a Prefect page on this machine."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.flows.due import Timetable
from pipelines.flows.home import auth_file, served_file
from pipelines.flows.serving import Schedule, serve_nightly
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import load_settings


def serve(arguments: argparse.Namespace) -> int:
    """Serves the night until it is told to stop (SIGTERM or Ctrl-C)."""
    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    workspace.prepare()
    timetable = Timetable(arguments.cron, arguments.timezone or load_settings(workspace).timezone)

    def settled(address: str) -> None:
        console.note(f"时间表 {timetable.cron}({timetable.timezone}),页面 {address}")
        if served_file(workspace).exists():
            console.next_step(f"页面要求口令时,粘贴文件 {auth_file(workspace)} 中的一行")
        console.next_step("按 Ctrl-C 或发送 SIGTERM 停止;手工运行 hedui run nightly 也会显示在该页面")

    console.note("正在连接或启动本机 Prefect 服务")
    serve_nightly(Schedule(workspace, timetable, arguments.as_of, arguments.port), console.note, settled)
    return 0
