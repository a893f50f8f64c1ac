"""`hedui new-district`: agencies' files of a district that does not exist, and what is true of it."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import FEWEST_PEOPLE, factor, folder, whole
from schemas.errors import ArgumentError

_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)
"""People of a district are born up to a century before, and every resident id says 19 or 20."""


@command(
    "new-district",
    Use.PRACTISE,
    "生成虚构区的数据文件及其真值",
    "makes synthetic extracts and their truth",
    argument("folder", type=folder, metavar="文件夹", help="空文件夹或新的文件夹"),
    argument("--people", type=whole(FEWEST_PEOPLE), required=True, metavar="人数", help="人口"),
    argument("--seed", type=whole(0), required=True, metavar="种子", help="随机种子"),
    argument(
        "--counties",
        type=whole(2),
        metavar="县数",
        help="做成一个市:数据按县(市、区)分文件,并写好 hedui.toml",
    ),
    argument("--dirt", type=factor, default=1.0, metavar="倍数", help="数据脏乱程度(1 为平常)"),
    argument(
        "--nights",
        type=whole(1),
        metavar="夜数",
        help="连续多少夜(每夜新到的文件在 nights/日期/landing,真值在 truth/日期)",
    ),
    argument("--every", type=whole(1), metavar="天数", help="相邻两夜相隔的天数(默认 1,只与 --nights 合用)"),
    argument("--trouble", type=factor, metavar="倍数", help="迟到、缺失、截断的程度(1 为平常,只与 --nights 合用)"),
    as_of("数据日期(多夜时为最后一夜)", default="2019-06-30"),
    in_workspace=False,
)
def new_district(arguments: argparse.Namespace) -> int:
    """Makes a district, or one that lives over several nights; the same arguments give the same bytes."""
    if arguments.folder.exists() and any(arguments.folder.iterdir()):
        raise ArgumentError(f"{arguments.folder} 不是空文件夹", hint="请给出新的文件夹")
    _require_nights(arguments)
    _require_dates(arguments)
    from data.district import MOST_COUNTIES

    if (arguments.counties or 0) > MOST_COUNTIES:
        raise ArgumentError(f"--counties {arguments.counties} 过多", hint=f"最多 {MOST_COUNTIES} 个县")
    return _living(arguments) if arguments.nights else _one_night(arguments)


def _require_nights(arguments: argparse.Namespace) -> None:
    """Refuses what says how a district lives, of one that has no nights to live over."""
    given = [f"--{name}" for name in ("every", "trouble") if getattr(arguments, name) is not None]
    if given and not arguments.nights:
        raise ArgumentError(f"{'、'.join(given)} 只用于多夜", hint="请用 --nights 给出夜数,或去掉该选项")


def _require_dates(arguments: argparse.Namespace) -> None:
    days = ((arguments.nights or 1) - 1) * (arguments.every or 1)
    if arguments.as_of > _LAST or (arguments.as_of - _FIRST).days < days:
        said = f"虚构区的数据日期不能早于 {_FIRST} 或晚于 {_LAST}"
        raise ArgumentError(said, hint="请改 --as-of;多夜时还可减少 --nights 或 --every")


def _one_night(arguments: argparse.Namespace) -> int:
    from data.district import new_district as make

    made = make(
        arguments.folder,
        arguments.people,
        arguments.seed,
        arguments.as_of,
        arguments.dirt,
        arguments.counties or 0,
    )
    if arguments.json:
        console.data_json(asdict(made))
    else:
        console.data(f"{made.people:,} 人,{made.rows:,} 行,{made.files} 个文件")
        console.data(f"数据 {made.landing},真值 {made.truth}")
    console.next_step(f"hedui run nightly --workspace {arguments.folder} --as-of {arguments.as_of}")
    return 0


def _living(arguments: argparse.Namespace) -> int:
    from data.district import Span, living_city, living_district

    who = (arguments.folder, arguments.people, arguments.seed)
    how = {"dirt": arguments.dirt, "trouble": 1.0 if arguments.trouble is None else arguments.trouble}
    span = Span(arguments.as_of, arguments.nights, arguments.every or 1)
    made = (
        living_city(*who, arguments.counties, span, **how)
        if arguments.counties
        else living_district(*who, span.count, span.last, every=span.every, **how)
    )
    first = made.nights[0]
    if arguments.json:
        console.data_json(asdict(made))
    else:
        console.data(
            f"{made.people:,} 人,{first} 至 {made.nights[-1]} 共 {len(made.nights)} 夜,到达 {made.deliveries} 批数据"
        )
        console.data(f"数据 {made.folder / 'nights'},真值 {made.folder / 'truth'}")
    settings = f"cp {made.folder / 'hedui.toml'} 工作区/ && " if arguments.counties else ""
    console.next_step(
        f"{settings}cp {made.landing(first)}/* 工作区/landing/ && hedui run nightly --workspace 工作区 --as-of {first}"
    )
    return 0
