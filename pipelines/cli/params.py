"""`hedui params`: the policy in force on a date, and what changed between two dates."""

from __future__ import annotations

import argparse

import polars as pl

from data.parameters import diff_parameters, list_parameters
from pipelines.cli import console
from pipelines.workspace import Workspace

_SHOWN = {
    "name": "参数",
    "label": "名称",
    "value": "值",
    "unit": "单位",
    "from": "起",
    "status": "状态",
    "document": "依据",
}
_CHANGED = {
    "name": "参数",
    "label": "名称",
    "value_before": "原值",
    "value_after": "新值",
    "unit": "单位",
    "document": "依据",
}


def show(arguments: argparse.Namespace) -> int:
    """Lists the parameters in force on a date."""
    listed = list_parameters(arguments.as_of, Workspace(arguments.workspace).parameters)
    _print(listed, _SHOWN, as_json=arguments.json)
    console.next_step("待确认的参数请由民政部门确认后,放入工作区 parameters 文件夹")
    return 0


def diff(arguments: argparse.Namespace) -> int:
    """Lists the parameters whose value differs between two dates."""
    changed = diff_parameters(arguments.before, arguments.after, Workspace(arguments.workspace).parameters)
    _print(changed, _CHANGED, as_json=arguments.json)
    if changed.is_empty():
        console.note(f"{arguments.before} 与 {arguments.after} 之间参数没有变化")
    console.next_step(f"hedui diff {arguments.before} {arguments.after} 看两次发布的差别")
    return 0


def _print(frame: pl.DataFrame, columns: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        console.data_json(frame.to_dicts())
    else:
        console.table(list(columns.values()), frame.select(columns.keys()).iter_rows())
