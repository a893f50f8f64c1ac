"""What a published table is made from, and which function makes it: one a table, declared by `makes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from pipelines.linking.evidence import gather
from pipelines.night.answers import Answers, answers_of
from pipelines.night.ledger import TonightsLedger
from pipelines.night.questions import AREAS, GAPS
from pipelines.publishing.tables import read_tables
from pipelines.run.clue_key import tonights_clue_key
from pipelines.run.context import Context
from pipelines.run.loaded import Loaded, nothing_left
from pipelines.warehouse.aliases import record_numbers
from pipelines.workspace.keys import DRAWN_FROM, kept_supervision_key
from policies.clue_ids import renumbered
from policies.clues.history import raised_last
from policies.indicators import INDICATORS
from policies.tally import Counted, Indicators, count_objects, totalled
from schemas.extracts import REGISTRY
from schemas.flow import Flow
from schemas.output import Table
from schemas.outputs.findings import FINDINGS

Tables = dict[str, pl.DataFrame]


@dataclass(eq=False)
class Making:
    """What a run knows when it makes its tables.

    Attributes:
        context: what every step needs.
        flows: flows whose tables this run makes; those of others stand as they were published.
        loaded: the extracts; without their rows once these lie in parts on disk.
        linked: source -> accepted rows with link columns; empty where the run only reads, and then too.
        made: tables that were asked for so far; nobody else touches it.
    """

    context: Context
    flows: frozenset[Flow]
    loaded: Loaded
    linked: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    made: Tables = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def answers(self) -> Answers:
        """What the rules say; what they may look at is put together, and cut where it must be, when first asked for."""
        context, run, key = self.context, self.context.run, tonights_clue_key(self.context, self._registry)
        evidence = gather(run.as_of, context.parameters, self.loaded, self.linked, key, context.city.sent)
        record_numbers(context.warehouse, run.as_of, renumbered(evidence))
        answers = answers_of(evidence, context, self.flows, context.parts, lambda: raised_last(context.before))
        if answers.parts is not None:
            self.loaded, self.linked = self.without_rows(), {}
        return answers

    @cached_property
    def ledger(self) -> TonightsLedger:
        """Where every clue stands; reckoned when first asked for."""
        of_all = Flow.COVERAGE in self.flows
        tables = tuple(table for table in FINDINGS if of_all or table.flow in self.flows)
        return TonightsLedger(self.context, self.answers, tables)

    @cached_property
    def indicators(self) -> Indicators:
        """Every indicator, computed once: what is counted and what is missing are published apart."""
        of_work = count_objects(
            self.answers.evidence, [one for one in INDICATORS.values() if one.of_work], self.ledger.whole
        )
        told = Counted(self.answers.to(AREAS), self.answers.to(GAPS))
        return totalled(self.context.parameters, [told, of_work])

    def table(self, table: Table) -> pl.DataFrame:
        """A published table of this date: made once, or as it was published where its flow is not this run's.

        Raises:
            NothingLeftError: its flow is not this run's and has never published it for this date.
        """
        if table.name not in self.made:
            self.made[table.name] = MAKERS[table.name](self) if table.flow in self.flows else self._published(table)
        return self.made[table.name]

    def has(self, table: Table) -> bool:
        """Whether this run makes a published table, or finds it published for this date."""
        run = self.context.run
        return table.flow in self.flows or (run.workspace.publication(run.as_of) / table.file).exists()

    def without_rows(self) -> Loaded:
        """The extracts without their rows, but what the key of hand-overs may yet have to be drawn from."""
        drawn = kept_supervision_key(self.context.run.workspace) is not None
        return self.loaded.without_rows({} if drawn else {REGISTRY: DRAWN_FROM})

    @property
    def _registry(self) -> pl.DataFrame:
        return self.loaded.extracts[REGISTRY].split.accepted

    def _published(self, table: Table) -> pl.DataFrame:
        run = self.context.run
        found = read_tables(run.workspace.publication(run.as_of), [table])
        if not found and not table.optional:
            raise nothing_left(f" {run.as_of} 的{table.title}", table.flow)
        return found.get(table.name, table.empty())


Maker = Callable[[Making], pl.DataFrame]
MAKERS: dict[str, Maker] = {}
"""Published table -> the function that makes it: columns and dtypes as declared, the order of rows does not matter."""


def makes(table: Table) -> Callable[[Maker], Maker]:
    """Declares the function under it as the one that makes `table`.

    Raises:
        ValueError: there is one already.
    """

    def declare(maker: Maker) -> Maker:
        if table.name in MAKERS:
            raise ValueError(f"{table.name} is made twice")
        MAKERS[table.name] = maker
        return maker

    return declare
