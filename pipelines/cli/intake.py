"""`hedui intake`: the other side, for trying: checks the batches in a folder as a city platform would, and answers."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from schemas.errors import ArgumentError


@command(
    "intake",
    Use.PRACTISE,
    "演练用的接收方: 按市平台的规矩检查批次并写出回执",
    "the other side, for trying: checks batches as a city platform would and writes receipts",
    argument("folder", type=Path, metavar="文件夹", help="送达的 city_platform 文件夹,其下每批一个文件夹"),
    argument("--receipts", type=Path, metavar="文件夹", help="回执写到哪里,默认为该文件夹下的 receipts"),
    in_workspace=False,
)
def intake(arguments: argparse.Namespace) -> int:
    """Takes the batches in, and says what is held and what was sent back."""
    from pipelines.delivery.intake import take_in
    from schemas.terms import ReceiptWord

    if not arguments.folder.is_dir():
        raise ArgumentError(f"没有文件夹 {arguments.folder}")
    platform = take_in(arguments.folder, arguments.receipts or arguments.folder / "receipts")
    held = {file: len(rows) for file, rows in platform.held.items()}
    back = [line for lines in platform.answered.values() for line in lines if line[3] == ReceiptWord.RETURNED.label]
    if arguments.json:
        console.data_json(
            {"answered": list(platform.answered), "held": held, "returned": back, "waiting": platform.waiting}
        )
    else:
        console.table(["文件", "现有行数"], ((file, str(rows)) for file, rows in held.items()))
    for number, file, _, _, why in back:
        console.note(f"退回 批次 {number} {file}: {why}")
    console.note(f"已答复批次 {'、'.join(map(str, platform.answered)) or '无'}")
    return 0
