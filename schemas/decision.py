"""What a reviewer decides of a row and a person, and what the linkage needs to know of it."""

from __future__ import annotations

import polars as pl

from schemas.terms import Term


class Verdict(Term):
    """Whether the person that a row names is a person of the civil registry."""

    SAME = "same", "同一人"
    DIFFERENT = "different", "不是同一人"
    UNSURE = "unsure", "不确定"


class DecisionState(Term):
    """Whether a decision binds tonight."""

    IN_FORCE = "in_force", "有效"
    NOTED = "noted", "不确定,仅备案"
    SUPERSEDED = "superseded", "已被后来的判定取代"
    ROW_CHANGED = "row_changed", "已失效:数据行已变化或不再出现"
    PERSON_CHANGED = "person_changed", "已失效:户籍信息已变化"


LAPSED = (DecisionState.ROW_CHANGED, DecisionState.PERSON_CHANGED)
"""The row or the person is no longer what was decided on."""

DECISION: dict[str, pl.DataType] = {
    "number": pl.Int64(),  # place in the record of decisions: what has the larger number came later
    "source": pl.String(),
    "role": pl.String(),  # husband or wife of a marriages row
    "mention_key": pl.String(),
    "name": pl.String(),  # the row's name in normal form, part of the key
    "person_key": pl.String(),
    "registry_name": pl.String(),  # the person's name in normal form, part of the key
    "verdict": pl.String(),  # Verdict
    "preparer": pl.String(),
    "reviewer": pl.String(),
    "decided_on": pl.Date(),
    "reason": pl.String(),
}
"""One decision a row."""
