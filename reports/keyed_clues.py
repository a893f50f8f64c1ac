"""A night's clues under the ids of hand-overs: those that it raises, those that it does not, and the work on all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from reports.report import Report
from schemas.keyed import Keyed
from schemas.outputs.ledger import LEDGER

WORKED = (
    "state",
    "result",
    "data_status",
    "assigned_to",
    "due_on",
    "disposal",
    "disposed_on",
    "amount_recovered",
)
"""The ledger's columns of work that a theme hands over, and what the data say."""
_LAST_WORDED = ("check_id", "first_seen", "person_id_no", "name", "town", "village", "observed_source")


@dataclass(frozen=True, eq=False)
class KeyedClues:
    """All clues of a night, by the ids under which they are handed over.

    Attributes:
        raised: those that it raises: columns of the findings, and person_key.
        ledger: the ledger as it is published, under the bureau's own ids.
        keyed: gives the ids.
    """

    raised: pl.DataFrame
    ledger: pl.DataFrame
    keyed: Keyed

    def of_checks(self, checks: Collection[str]) -> pl.DataFrame:
        """What the ledger says of the clues of some checks, of which alone ids are keyed: a ledger is long.

        Returns:
            finding_id, as they were last worded, and `WORKED`.
        """
        some = self.ledger.filter(pl.col("check_id").is_in(list(checks)))
        return some.select(self.keyed.of(some["finding_id"]), *_LAST_WORDED, *WORKED)

    def belonging(self, belongs: pl.Expr, told: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
        """The clues that belong to a theme: columns of `raised`, null where the ledger does not keep them.

        Args:
            belongs: whether a clue does; strength is null of one that is not raised, for the ledger does not keep it.
            told: finding_id of those that are told of otherwise where they are not raised.
            known: what the ledger says of the clues of its checks (`of_checks`).
        """
        worded = known.select("finding_id", *_LAST_WORDED, strength=pl.lit(None, pl.String))
        lost = worded.filter(belongs).join(self.raised, on="finding_id", how="anti")
        lost = lost.join(told, on="finding_id", how="anti")
        lost = lost.with_columns(person_key=self.keyed.of(lost["person_id_no"]))
        return pl.concat([self.raised.filter(belongs), lost], how="diagonal")


def keyed_clues(report: Report, keyed: Keyed) -> KeyedClues:
    """The clues of a publication under a secret of the bureau, as all themes hand them over."""
    findings = report.findings
    raised = findings.with_columns(
        finding_id=keyed.of(findings["finding_id"]), person_key=keyed.of(findings["person_id_no"])
    )
    return KeyedClues(raised, report.frame(LEDGER), keyed)
