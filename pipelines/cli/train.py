"""`hedui train`: a new linkage model from the rows of a workspace, to be looked at before anybody pins it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import new_file, whole
from pipelines.workspace.folders import Workspace, write_private


@command(
    "train",
    Use.PRACTISE,
    "用工作区的数据训练关联模型,写出模型文件供核对(夜间从不自动训练)",
    "a new linkage model from the rows of a workspace, to be looked at before it is pinned",
    argument("--out", type=new_file, required=True, metavar="文件", help="模型文件写到哪里"),
    argument("--seed", type=whole(0), default=1, metavar="种子", help="随机种子(默认 1)"),
    argument("--truth", type=Path, metavar="文件夹", help="虚构区的真值: 列出各权重段的正确率"),
    as_of("哪一次发布,默认最新", default=None),
)
def train(arguments: argparse.Namespace) -> int:
    """Writes the model file and, where the truth is known, shows what its weights are worth."""
    from pipelines.explaining.recall import published_day
    from pipelines.linking.training import train as learn

    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    trained = learn(workspace, day, arguments.seed, arguments.truth)
    write_private(arguments.out, json.dumps(trained.content, ensure_ascii=False, indent=1).encode() + b"\n")
    shown = [] if trained.bands is None else trained.bands.to_dicts()
    if arguments.json:
        console.data_json({"file": str(arguments.out), "training": trained.content["training"], "bands": shown})
    else:
        console.data(f"{arguments.out}: {trained.content['training']['mentions']:,} 条人员记录")
        if shown:
            console.table(
                ("权重不低于", "对数", "正确", "正确率", "下限", "上限"), (tuple(one.values()) for one in shown)
            )
    console.next_step("核对后放到程序的 data/linkage/model.json;每夜只用该文件,从不自动重训")
    return 0
