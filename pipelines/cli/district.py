"""`hedui new-district`: agencies' files of a district that does not exist, and what is true of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import FEWEST_PEOPLE, factor, folder, whole
from schemas.errors import ArgumentError


@command(
    "new-district",
    Use.PRACTISE,
    "生成虚构区的数据文件及其真值",
    "makes synthetic extracts and their truth",
    argument("folder", type=folder, metavar="文件夹", help="空文件夹或新的文件夹"),
    argument("--people", type=whole(FEWEST_PEOPLE), required=True, metavar="人数", help="人口"),
    argument("--seed", type=whole(0), required=True, metavar="种子", help="随机种子"),
    argument("--dirt", type=factor, default=1.0, metavar="倍数", help="数据脏乱程度(1 为平常)"),
    as_of("数据日期", default="2019-06-30"),
    in_workspace=False,
)
def new_district(arguments: argparse.Namespace) -> int:
    """Makes a district; the same arguments give the same bytes."""
    from data.district import new_district as make

    if arguments.folder.exists() and any(arguments.folder.iterdir()):
        raise ArgumentError(f"{arguments.folder} 不是空文件夹", hint="请给出新的文件夹")
    made = make(arguments.folder, arguments.people, arguments.seed, arguments.as_of, arguments.dirt)
    if arguments.json:
        console.data_json(asdict(made))
    else:
        console.data(f"{made.people:,} 人,{made.rows:,} 行,{made.files} 个文件")
        console.data(f"数据 {made.landing},真值 {made.truth}")
    console.next_step(f"hedui run nightly --workspace {arguments.folder} --as-of {arguments.as_of}")
    return 0
