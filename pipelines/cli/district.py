"""`hedui new-district`: agencies' files of a district that does not exist, and what is true of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from data.district import living_district
from data.district import new_district as make
from pipelines.cli import console
from schemas.errors import ArgumentError


def new_district(arguments: argparse.Namespace) -> int:
    """Makes a district, or one that lives over several nights; the same arguments give the same bytes."""
    if arguments.folder.exists() and any(arguments.folder.iterdir()):
        raise ArgumentError(f"{arguments.folder} 不是空文件夹", hint="请给出新的文件夹")
    return _living(arguments) if arguments.nights else _one_night(arguments)


def _one_night(arguments: argparse.Namespace) -> int:
    made = make(arguments.folder, arguments.people, arguments.seed, arguments.as_of, arguments.dirt)
    if arguments.json:
        console.data_json(asdict(made))
    else:
        console.data(f"{made.people:,} 人,{made.rows:,} 行,{made.files} 个文件")
        console.data(f"数据 {made.landing},真值 {made.truth}")
    console.next_step(f"hedui run nightly --workspace {arguments.folder} --as-of {arguments.as_of}")
    return 0


def _living(arguments: argparse.Namespace) -> int:
    made = living_district(
        arguments.folder,
        arguments.people,
        arguments.seed,
        arguments.nights,
        arguments.as_of,
        every=arguments.every,
        dirt=arguments.dirt,
        trouble=arguments.trouble,
    )
    first = made.nights[0]
    if arguments.json:
        console.data_json(asdict(made))
    else:
        console.data(
            f"{made.people:,} 人,{first} 至 {made.nights[-1]} 共 {len(made.nights)} 夜,到达 {made.deliveries} 批数据"
        )
        console.data(f"数据 {made.folder / 'nights'},真值 {made.folder / 'truth'}")
    console.next_step(
        f"cp {made.landing(first)}/* 工作区/landing/ && hedui run nightly --workspace 工作区 --as-of {first}"
    )
    return 0
