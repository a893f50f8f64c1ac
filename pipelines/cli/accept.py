"""`hedui accept`: a file that looks shrunken or partial is used all the same, on record and bound to what it holds."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.workspace.folders import Workspace


@command(
    "accept",
    Use.NIGHT,
    "登记接收一个因行数骤减或缺少部分而被拒收的文件;按内容登记,此后每晚有效",
    "takes a file on purpose that was refused as shrunken or partial: on record, bound to its content",
    argument("file", type=Path, metavar="文件", help="landing 中的文件"),
    argument("--by", required=True, metavar="姓名", help="经办人"),
)
def accept(arguments: argparse.Namespace) -> int:
    """Puts the acceptance on record."""
    from pipelines.run.taken import take_on_purpose

    workspace = Workspace(arguments.workspace)
    workspace.require()
    sha256 = take_on_purpose(workspace, arguments.file, arguments.by, datetime.now().astimezone())
    if arguments.json:
        console.data_json({"file": arguments.file.name, "sha256": sha256})
    else:
        console.data(f"已登记接收 {arguments.file.name}(sha256 {sha256[:16]}…,内容改变后须重新登记)")
        console.data("只对行数骤减、缺少部分或不完整有效;无法读取、缺少必填列、退回行过多的文件仍须重新报送")
    console.next_step(f"hedui run nightly --workspace {arguments.workspace}")
    return 0
