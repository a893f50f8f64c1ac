"""A household as verified: its whole economy by the policy of the day, the clues about it, and what is concluded."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from policies.counties import of_file
from policies.economy.assets import asset_lines
from policies.economy.exact import HOUSEHOLD
from policies.economy.income import months_known
from policies.economy.ledger import expense_lines, income_lines
from policies.economy.members import household_members, of_same_hukou
from policies.economy.registers import feed_states
from policies.evidence import Evidence, view
from policies.verification.verdict import published, verdicts
from schemas.linked import PERSON
from schemas.month import MONTHS_IN_YEAR


@dataclass(frozen=True, eq=False)
class Economy:
    """Every figure of every verified household, down to file and line. Money in Int64 fen; null is unknown.

    Attributes:
        households: one row a household, columns of `policies.verification.verdict.verdicts`, and county (of a city in
            parts; null elsewhere).
        members: one row a member row, columns of `policies.economy.members.household_members`, and months_known,
            months_unknown (Int32; of the 12 of the window, null where not counted or not authorised).
        beside: people of the same hukou outside the household, columns of `of_same_hukou`.
        income_lines: one row a household, person and item, columns of `policies.economy.ledger.income_lines`.
        expense_lines: one row a household, person and cost, columns of `policies.economy.ledger.expense_lines`.
        asset_lines: one row a household, person and thing, columns of `policies.economy.assets.asset_lines`.
        registers: state of every supplier's extract, columns of `policies.economy.registers.feed_states`.
    """

    households: pl.DataFrame
    members: pl.DataFrame
    beside: pl.DataFrame
    income_lines: pl.DataFrame
    expense_lines: pl.DataFrame
    asset_lines: pl.DataFrame
    registers: pl.DataFrame

    @property
    def published(self) -> pl.DataFrame:
        """households.parquet (`schemas.outputs.HOUSEHOLDS`)."""
        return published(self.households)

    def registers_of(self, county: str | None) -> pl.DataFrame:
        """The registers that were asked about a household: of a city in parts those of its county, if it is known."""
        own = pl.col("county").is_in(["", county]) if county else pl.lit(value=True)
        return self.registers.filter(own).sort("source", "county")


@view
def household_economy(evidence: Evidence) -> Economy:
    """The economy of all households in force and applications of the period.

    Raises:
        InputRefusedError: a register is late and its policy is `refuse`.
    """
    return Economy(
        households=verdicts(evidence).with_columns(of_file(evidence.counties)),
        members=_members(evidence),
        beside=of_same_hukou(evidence),
        income_lines=income_lines(evidence),
        expense_lines=expense_lines(evidence),
        asset_lines=asset_lines(evidence),
        registers=feed_states(evidence),
    )


def _members(evidence: Evidence) -> pl.DataFrame:
    read = (
        verdicts(evidence).filter(pl.col("income").is_not_null()).select(*HOUSEHOLD, pl.lit(value=True).alias("read"))
    )
    members = household_members(evidence).join(read, on=HOUSEHOLD, how="left", maintain_order="left")
    known = members.join(months_known(evidence), on=[*HOUSEHOLD, PERSON], how="left", maintain_order="left")
    months = pl.when(pl.col("counted") & pl.col("read")).then(pl.col("months_known").fill_null(0))
    return known.with_columns(months_known=months, months_unknown=MONTHS_IN_YEAR - months).drop("read")
