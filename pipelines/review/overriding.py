"""What stands on record of the rows that a workbook decides on, and what of it a line would change.

To change a link, or what somebody decided earlier, is a second person's business too.
"""

from __future__ import annotations

import polars as pl

from pipelines.review.keys import Link, PairKey
from schemas.decision import Verdict


class Standing:
    """The last word on each row and person, and who each row was said to be last."""

    def __init__(self, on_record: pl.DataFrame) -> None:
        """Takes all decisions, columns `schemas.decision.DECISION`."""
        last = on_record.sort("number").unique(["mention_key", "person_key"], keep="last", maintain_order=True)
        said = last.select("mention_key", "person_key", "verdict").rows()
        self._verdicts = {(mention, person): Verdict(verdict) for mention, person, verdict in said}
        self._persons = {mention: person for (mention, person), one in self._verdicts.items() if one is Verdict.SAME}

    def outdone_by(self, key: PairKey, verdict: Verdict) -> bool:
        """Whether earlier decisions no longer stand after this one: of the pair, or that the row is somebody else."""
        return (key.mention_key, key.person_key) in self._verdicts or self._is_another(key, verdict)

    def changed_by(self, key: PairKey, verdict: Verdict) -> bool:
        """Whether a decision goes against a link, or against an earlier decision that binds."""
        earlier = self._verdicts.get((key.mention_key, key.person_key), Verdict.UNSURE)
        return (
            (key.link is Link.THIS and verdict is Verdict.DIFFERENT)
            or (key.link is Link.OTHER and verdict is Verdict.SAME)
            or earlier not in (Verdict.UNSURE, verdict)
            or self._is_another(key, verdict)
        )

    def _is_another(self, key: PairKey, verdict: Verdict) -> bool:
        return verdict is Verdict.SAME and self._persons.get(key.mention_key, key.person_key) != key.person_key
