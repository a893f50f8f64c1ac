"""A night's clues under the ids of hand-overs: those that it raises, those that it does not, and the work on all."""

from __future__ import annotations

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
        ledger: what the ledger says of the work on all.
        not_raised: those of the ledger that it does not raise, as they were last worded; strength is null, for the
            ledger does not keep it.
        keyed: gives the ids.
    """

    raised: pl.DataFrame
    ledger: pl.DataFrame
    not_raised: pl.DataFrame
    keyed: Keyed

    def belonging(self, belongs: pl.Expr, told: pl.DataFrame) -> pl.DataFrame:
        """The clues that belong to a theme: columns of `raised`, null where the ledger does not keep them.

        Args:
            belongs: whether a clue does.
            told: finding_id of those that are told of otherwise where they are not raised.
        """
        lost = self.not_raised.filter(belongs).join(told, on="finding_id", how="anti")
        lost = lost.with_columns(person_key=self.keyed.of(lost["person_id_no"]))
        return pl.concat([self.raised.filter(belongs), lost], how="diagonal")


def keyed_clues(report: Report, keyed: Keyed) -> KeyedClues:
    """The clues of a publication under a secret of the bureau, as all themes hand them over."""
    findings, ledger = report.findings, report.frame(LEDGER)
    raised = findings.with_columns(
        finding_id=keyed.of(findings["finding_id"]), person_key=keyed.of(findings["person_id_no"])
    )
    known = ledger.with_columns(finding_id=keyed.of(ledger["finding_id"]))
    not_raised = known.select("finding_id", *_LAST_WORDED, strength=pl.lit(None, pl.String))
    return KeyedClues(
        raised, known.select("finding_id", *WORKED), not_raised.join(raised, on="finding_id", how="anti"), keyed
    )
