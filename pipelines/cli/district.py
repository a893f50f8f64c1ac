"""`hedui new-district`: agencies' files of a district that does not exist, and what is true of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from data.district import new_district as make
from pipelines.cli import console
from schemas.errors import ArgumentError


def new_district(arguments: argparse.Namespace) -> int:
    """Makes a district; the same arguments give the same bytes."""
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
