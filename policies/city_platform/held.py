"""What the city platform may hold of each key, and which rows it has sent back and not taken since."""

from __future__ import annotations

import polars as pl

from policies.city_platform.history import ROW, History
from schemas.terms import ReceiptWord

_NOTHING = "-"
"""Stands for no content among hashes."""


def held(history: History) -> pl.DataFrame:
    """What may stand on the platform: the last content that it acknowledged, and all unanswered content since.

    Returns:
        One row a key that it was ever told of: file, key, sure (one thing only can stand there), content (that one;
        null: nothing, or not sure), batch and reason of the latest return that no acknowledgement follows (else null).
    """
    received, returned = (pl.col("answer") == word.value for word in (ReceiptWord.RECEIVED, ReceiptWord.RETURNED))
    words = history.words.with_columns(
        taken=pl.col("number").filter(received.fill_null(value=False)).max().over(ROW).fill_null(0),
        content=pl.col("content").fill_null(_NOTHING),
    )
    since, open_ = pl.col("number") > pl.col("taken"), pl.col("answer").is_null()
    sent_back = since & returned.fill_null(value=False) & (pl.col("content") != _NOTHING)
    last_back = pl.col("number").filter(sent_back)
    may_hold = pl.col("content").filter((pl.col("number") == pl.col("taken")) | (since & open_)).unique()
    found = words.group_by(ROW).agg(
        may_hold=may_hold,
        never_taken=(pl.col("taken") == 0).any(),
        batch=last_back.max().cast(pl.Int64),
        reason=pl.col("reason").filter(sent_back).get(last_back.arg_max(), null_on_oob=True),
    )
    everything = (
        pl.when("never_taken").then(pl.col("may_hold").list.set_union([_NOTHING])).otherwise(pl.col("may_hold"))
    )
    some = found.with_columns(may_hold=everything).with_columns(sure=pl.col("may_hold").list.len() == 1)
    only = pl.col("may_hold").list.first()
    content = pl.when("sure").then(pl.when(only != _NOTHING).then(only))
    return some.select(*ROW, "sure", content=content, batch="batch", reason="reason").sort(ROW)
