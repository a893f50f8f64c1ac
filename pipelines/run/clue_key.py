"""What the ids of a night's clues are made with, and how the clues of earlier nights come under it."""

from __future__ import annotations

from functools import cache, partial

import polars as pl

from pipelines.run.context import Context
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import oldest_numbers_before
from pipelines.warehouse.clue_keys import key_history, other_keys
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import clue_key, drawn_clue_key, kept_clue_key, key_file, key_name
from policies.clue_key import ClueKey, keyed_ids
from schemas.errors import KeyFileError


def tonights_clue_key(context: Context, registry: pl.DataFrame) -> ClueKey:
    """The key of the workspace, drawn now where it was not yet, and the numbers that persons have had.

    Args:
        context: what every step needs.
        registry: accepted rows of the civil registry.

    Raises:
        KeyFileError: the key is not that of earlier nights.
    """
    workspace, draw = context.run.workspace, cache(partial(drawn_clue_key, registry))
    if kept_clue_key(workspace) is None and other_keys(context.warehouse, key_name(draw().encode())):
        raise KeyFileError(f"密钥文件 {key_file(workspace, 'clues')} 不见了,以往各期的线索编号是用它编的")
    key = clue_key(workspace, draw)
    bring_under_key(workspace, context.warehouse)
    return ClueKey(key, oldest_numbers_before(context.warehouse, context.run.as_of))


def bring_under_key(workspace: Workspace, warehouse: Warehouse) -> None:
    """Gives clues of the first version, whose ids were not keyed, their ids of today, where there is a key.

    Raises:
        KeyFileError: recorded ids were made with another key: every clue would be new.
    """
    key = kept_clue_key(workspace)
    if key is None:
        return
    if other_keys(warehouse, key_name(key)):
        raise KeyFileError(f"密钥文件 {key_file(workspace, 'clues')} 不是以往各期线索编号所用的密钥")
    key_history(warehouse, key_name(key), partial(keyed_ids, key=key))
