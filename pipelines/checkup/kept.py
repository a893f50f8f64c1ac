"""Whether the warehouse can be opened, the keys be read, and the record be believed."""

from __future__ import annotations

import os
from collections.abc import Iterator

from pipelines.checkup.checked import Checked, attention, fails, well
from pipelines.publishing.published import key_of_clues
from pipelines.record.store import read_record, verified_record
from pipelines.warehouse import Warehouse
from pipelines.warehouse.connection import require_whole
from pipelines.workspace.deliveries import all_remembered
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import kept_clue_key, key_name, require_usable_keys
from pipelines.workspace.manifest import MAKE_AGAIN, MANIFEST, is_damaged, read_manifest
from schemas.errors import HeduiError, KeyFileError, TamperedRecordError

_WAREHOUSE, _RECORD, _KEYS = "数据仓库", "记录", "密钥"
_DELIVERIES, _PUBLICATIONS = "送达记录", "发布"


def check_kept(workspace: Workspace) -> Iterator[Checked]:
    """Whether what the nights so far have left is whole."""
    yield from _warehouse_and_record(workspace)
    yield _keys(workspace)
    all_remembered(workspace)  # only where it is closed does a night fail for it
    yield from _deliveries(workspace)
    yield from _publications(workspace)


def _deliveries(workspace: Workspace) -> Iterator[Checked]:
    """Whether a delivery could be remembered: without that none is made, and the night is published all the same."""
    folder = workspace.deliveries
    if folder.exists() and not os.access(folder, os.W_OK, effective_ids=True):
        remedy = "请用建立该工作区的账户运行,或归还权限;此前交换文件不会送达"
        yield attention(_DELIVERIES, f"无权写入 {folder}", remedy)


def _publications(workspace: Workspace) -> Iterator[Checked]:
    """Whether it can be read what each publication was made from: a night goes by the one before it that can."""
    for day in workspace.published_dates():
        if is_damaged(workspace.publication(day)):
            remedy = MAKE_AGAIN.format(day)
            yield attention(_PUBLICATIONS, f"{workspace.publication(day) / MANIFEST} 缺失或已损坏", remedy)


def _warehouse_and_record(workspace: Workspace) -> Iterator[Checked]:
    if not workspace.warehouse.exists():
        yield _history(workspace)
        yield _record(workspace, None)
        return
    try:
        require_whole(workspace.warehouse)
        warehouse = Warehouse(workspace.warehouse, read_only=True)
    except HeduiError as error:
        yield fails(_WAREHOUSE, error)
        yield _record(workspace, None)
        return
    with warehouse:
        yield well(_WAREHOUSE, f"可以打开({workspace.warehouse.stat().st_size // 1_000_000:,} MB)")
        yield _record(workspace, warehouse)


def _history(workspace: Workspace) -> Checked:
    """Whether a warehouse that is not there can be made from what was kept of it."""
    if not workspace.history.exists():
        return well(_WAREHOUSE, "还没有,由第一夜建立")
    try:
        require_whole(workspace.history)
    except HeduiError as error:
        return fails(_WAREHOUSE, error)
    return well(_WAREHOUSE, f"已不在,将由 {workspace.history.name} 重建")


def _record(workspace: Workspace, warehouse: Warehouse | None) -> Checked:
    try:
        record = verified_record(workspace, warehouse) if warehouse else read_record(workspace)
    except (TamperedRecordError, KeyFileError) as error:
        return fails(_RECORD, error)
    return well(_RECORD, f"首尾相连,{len(record)} 条")


def _keys(workspace: Workspace) -> Checked:
    try:
        names = require_usable_keys(workspace)
        clues = kept_clue_key(workspace)
    except KeyFileError as error:
        return fails(_KEYS, error)
    latest = workspace.latest()
    known = key_of_clues(read_manifest(workspace.publication(latest)) or {}) if latest else None
    if known and clues is None:
        # From tonight's registry another one would be drawn, save where it is still the very first.
        return fails(_KEYS, KeyFileError("没有线索编号的密钥 clues.key,以往各期的线索编号是用它编的"))
    if known and clues is not None and key_name(clues) != known:
        return fails(_KEYS, KeyFileError("线索编号的密钥 clues.key 不是最近一次发布所用的"))
    return well(_KEYS, "、".join(names) or "还没有,由第一夜生成")
