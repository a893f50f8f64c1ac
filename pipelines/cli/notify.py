"""`hedui notify`: whether those who are to be told of a night can be told."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError, ConfigurationError, SettingError


@command(
    "notify",
    Use.NIGHT,
    "夜间结果通知: 列出通知对象;加 --test 发一条试通知(设置见 hedui.toml 的 [notify])",
    "who is told of a night; with `--test`, tells them that this is a test",
    argument("--test", action="store_true", help="发一条试通知,有一个未送达则退出码 2"),
)
def notify(arguments: argparse.Namespace) -> int:
    """Says who is told, and tells them on demand."""
    from pipelines.telling.message import Message
    from pipelines.telling.send import send
    from pipelines.telling.settings import URLS_VARIABLE, load_notify

    workspace = Workspace(arguments.workspace)
    if not workspace.root.is_dir():
        raise ArgumentError(f"没有工作区 {workspace.root}")
    settings = load_notify(workspace)
    if not settings.urls and not settings.file:
        hint = f"请在 {workspace.settings_file} 的 [notify] 中写 urls 或 file,或设环境变量 {URLS_VARIABLE}"
        raise SettingError("没有设置通知对象", hint=hint)
    message = Message("核对: 试通知", ("这是一条试通知,不含任何数据。", f"今后: {settings.when.label}通知"))
    sent = send(workspace, settings, message) if arguments.test else []
    if arguments.json:
        facts = {"urls": len(settings.urls), "file": settings.file or None, "when": settings.when.value}
        console.data_json({**facts, "sent": [{"target": one.target, "problem": one.problem or None} for one in sent]})
    else:
        console.data(f"{settings.when.label}通知: 地址 {len(settings.urls)} 个,文件 {settings.file or '无'}")
        console.table(("对象", "结果"), ((one.target, one.problem or "已送达") for one in sent))
    failed = [one for one in sent if one.problem]
    console.next_step("hedui notify --test" if not arguments.test else "hedui serve" if not failed else "改正后再试")
    return ConfigurationError.exit_code if failed else 0
