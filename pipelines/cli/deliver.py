"""`hedui deliver`: brings the hand-over folders to the city platform's or the campaign's door."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError


@command(
    "deliver",
    Use.NIGHT,
    "把交换文件送到文件夹或 sftp 服务器,未送过的批次依次补送",
    "brings the hand-over folders to a folder or an SFTP server; what was interrupted is completed",
    argument("--to", metavar="地址", help="文件夹,或 sftp://用户@主机:端口/路径;默认为设置 deliver_to"),
    as_of("数据日期,默认最新的发布", default=None),
)
def deliver_hand_overs(arguments: argparse.Namespace) -> int:
    """Delivers, and says what was brought."""
    from pipelines.delivery.deliver import deliver
    from pipelines.delivery.target import target_of
    from pipelines.workspace.settings import load_settings

    workspace = Workspace(arguments.workspace)
    workspace.require()
    address = arguments.to or load_settings(workspace).deliver_to
    if not address:
        raise ArgumentError("没有写明送到哪里", hint="请用 --to 给出,或在 hedui.toml 中设置 deliver_to")
    brought = deliver(workspace, target_of(address), arguments.as_of, console.note, expected=not arguments.to)
    day = brought.supervision.isoformat() if brought.supervision else None
    if arguments.json:
        console.data_json({"target": brought.target, "batches": list(brought.batches), "supervision": day})
    else:
        batches = "、".join(map(str, brought.batches)) or "无"
        console.data(f"已送达 {brought.target}: 批次 {batches},督查 {day or '无变化'}")
    return 0
