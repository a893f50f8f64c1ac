"""The ledger of a run's date: what earlier nights said, what this one says, and what people entered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from pipelines.night.answers import Answers
from pipelines.night.questions import EARLIER_IDS, RAISED, UNANSWERED, table_of
from pipelines.run.context import Context
from pipelines.warehouse.aliases import aliases_of, all_aliases, record_aliases
from pipelines.warehouse.stood import answers_before
from policies.checks import CHECKS
from policies.clues.fold import FOLDED, fold
from policies.clues.history import CLUE, WORDING, History, NightSays, in_order, with_night
from policies.clues.renaming import entries_under, renamed
from schemas.output import Table
from schemas.outputs.findings import FINDINGS
from schemas.terms import Answer


@dataclass(frozen=True, eq=False)
class TonightsLedger:
    """Where every clue stands on a run's date; of each table of findings apart, for clues do not touch each other.

    Attributes:
        context: what every step needs.
        answers: what the rules say of the evidence.
    """

    context: Context
    answers: Answers
    _parts: dict[str, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def whole(self) -> pl.DataFrame:
        """Every clue ever raised: columns `policies.clues.fold.FOLDED`."""
        return pl.concat([pl.DataFrame(schema=FOLDED), *(self.part(table) for table in FINDINGS)])

    def part(self, table: Table) -> pl.DataFrame:
        """The clues whose findings stand in a table; reckoned once."""
        if table.name not in self._parts:
            self._parts[table.name] = self._fold(table)
        return self._parts[table.name]

    def _fold(self, table: Table) -> pl.DataFrame:
        as_of, warehouse = self.context.run.as_of, self.context.warehouse
        found = self.answers.to(RAISED[table.name])
        record_aliases(warehouse, as_of, self.answers.to(EARLIER_IDS[table.name]))
        earlier = renamed(self._history(table), aliases_of(warehouse, as_of))
        told = with_night(earlier, self._says(earlier, found, table), as_of)
        entries = entries_under(self.context.entries, told.stood["finding_id"], all_aliases(warehouse))
        evidence = self.answers.evidence
        by_county = evidence.counties.cut_offs if evidence.counties else None
        return fold(told, entries, as_of, evidence.cut_offs, by_county)

    def _history(self, table: Table) -> History:
        """What earlier nights said of the table's clues, with the answers of those that have entries or other ids."""
        as_of, warehouse, before = self.context.run.as_of, self.context.warehouse, self.context.before
        wanted = [check for check in before.stood["check_id"].unique() if table_of(check) == table.name]
        stood = before.stood.filter(pl.col("check_id").is_in(wanted))
        known = self.context.worked_on.join(stood, on=CLUE, how="semi", maintain_order="left")
        renamed_tonight = stood.filter(pl.col("finding_id").is_in(self._other_ids().implode()))
        others = renamed_tonight.join(known, on=CLUE, how="anti")
        if others.height:
            known = in_order(pl.concat([known, answers_before(warehouse, as_of, others[CLUE])]))
        return replace(before, stood=stood, answers=known)

    def _other_ids(self) -> pl.Series:
        """The ids of clues some of which are known, or have entries, under ids that are no longer theirs."""
        aliases = all_aliases(self.context.warehouse)
        known = pl.concat([self.context.before.stood["finding_id"], self.context.entries["finding_id"]])
        if not known.is_in(aliases["was"].implode()).any():  # as of most aliases, which no night ever raised
            return aliases["was"].clear()
        return pl.concat([aliases["was"], aliases["finding_id"]]).unique()

    def _says(self, earlier: History, found: pl.DataFrame, table: Table) -> NightSays:
        ran = self.ran & {check for check in CHECKS if table_of(check) == table.name}
        stood = pl.col("check_id").is_in(ran) & (pl.col("answer") != Answer.ABSENT.value)
        missed = earlier.stood.filter(stood).join(found, on="finding_id", how="anti")
        worded = found.select("finding_id", "check_id", "facts", *WORDING)
        return NightSays(worded, self._unanswered(missed), ran)

    def _unanswered(self, missed: pl.DataFrame) -> pl.Series:
        if missed.is_empty():
            return pl.Series(dtype=pl.String)
        return self.answers.about(UNANSWERED, missed).to_series().unique()

    @property
    def ran(self) -> frozenset[str]:
        """The checks that run tonight."""
        usable, landed = frozenset(self.answers.evidence.rows), self.answers.evidence.ever_landed
        return frozenset(one.id for one in CHECKS.values() if not one.missing(usable, landed))
