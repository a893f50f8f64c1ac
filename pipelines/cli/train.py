"""`hedui train`: a new linkage model from the rows of a workspace, to be looked at before anybody pins it."""

from __future__ import annotations

import argparse
import json

from pipelines.cli import console
from pipelines.explaining.recall import published_day
from pipelines.linking.training import train as learn
from pipelines.workspace.folders import Workspace, write_private


def train(arguments: argparse.Namespace) -> int:
    """Writes the model file and, where the truth is known, shows what its weights are worth."""
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
