"""`hedui audit verify`: whether the record of what people decided is as it was written."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.record.store import record_file, verified_record
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from schemas.errors import NothingLeftError


def verify(arguments: argparse.Namespace) -> int:
    """Holds the record against its chain, the warehouse and every publication; names the first broken link."""
    workspace = Workspace(arguments.workspace)
    workspace.require()
    if not workspace.warehouse.is_file():
        raise NothingLeftError(f"工作区 {workspace.root} 还没有数据仓库")
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        record = verified_record(workspace, warehouse)
    if arguments.json:
        console.data_json({"entries": len(record), "head": record[-1].mac if record else None})
    else:
        console.data(f"{record_file(workspace)}: {len(record)} 条,首尾相连,与数据仓库和各期发布所记一致")
    return 0
