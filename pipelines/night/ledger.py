"""The ledger of a run's date: what earlier nights said, what this one says, and what people entered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from pipelines.night.answers import Answers
from pipelines.night.questions import EARLIER_IDS, RAISED, UNANSWERED, table_of
from pipelines.run.context import Context
from pipelines.warehouse.aliases import aliases_of, all_aliases, record_aliases
from pipelines.warehouse.stood import answers_before
from policies.checks import CHECKS
from policies.clues.fold import fold
from policies.clues.history import CLUE, WORDING, History, NightSays, in_order, with_night
from policies.clues.renaming import entries_under, renamed
from schemas.output import Table
from schemas.terms import Answer


@dataclass(frozen=True, eq=False)
class TonightsLedger:
    """Where every clue stands on a run's date.

    Attributes:
        context: what every step needs.
        answers: what the rules say of the evidence.
        tables: the tables of findings whose clues are told of, all at once: to ask what nobody can answer for takes
            much the same for one clue as for all.
    """

    context: Context
    answers: Answers
    tables: tuple[Table, ...]

    @cached_property
    def whole(self) -> pl.DataFrame:
        """Every clue ever raised whose findings stand in the tables: columns `policies.clues.fold.FOLDED`."""
        as_of, warehouse = self.context.run.as_of, self.context.warehouse
        found = [self.answers.to(RAISED[table.name]) for table in self.tables]
        others = [self.answers.to(EARLIER_IDS[table.name]) for table in self.tables]
        record_aliases(warehouse, as_of, pl.concat(others).unique(maintain_order=True))
        earlier = renamed(self._history, aliases_of(warehouse, as_of))
        worded = pl.concat(one.select("finding_id", "check_id", "facts", *WORDING) for one in found)
        told = with_night(earlier, self._says(earlier, worded), as_of)
        entries = entries_under(self.context.entries, told.stood["finding_id"], all_aliases(warehouse))
        evidence = self.answers.evidence
        by_county = evidence.counties.cut_offs if evidence.counties else None
        return fold(told, entries, as_of, evidence.cut_offs, by_county)

    def part(self, table: Table) -> pl.DataFrame:
        """The clues whose findings stand in a table."""
        return self.whole.filter(pl.col("check_id").is_in(_of_tables(self.whole["check_id"], [table])))

    @property
    def _history(self) -> History:
        """What earlier nights said of the clues, with the answers of those that have entries or other ids."""
        as_of, warehouse, before = self.context.run.as_of, self.context.warehouse, self.context.before
        stood = before.stood.filter(pl.col("check_id").is_in(_of_tables(before.stood["check_id"], self.tables)))
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

    def _says(self, earlier: History, worded: pl.DataFrame) -> NightSays:
        ran = self.ran & frozenset(_of_tables(pl.Series([*CHECKS]), self.tables))
        stood = pl.col("check_id").is_in(ran) & (pl.col("answer") != Answer.ABSENT.value)
        missed = earlier.stood.filter(stood).join(worded, on="finding_id", how="anti")
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


def _of_tables(checks: pl.Series, tables: Iterable[Table]) -> list[str]:
    """Those of the checks whose findings stand in any of the tables."""
    names = {table.name for table in tables}
    return [check for check in checks.unique() if table_of(check) in names]
