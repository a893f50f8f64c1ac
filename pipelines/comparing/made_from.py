"""What a side was made from: its date, the policy in force, the rows read, and what reviewers had decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from data.parameters import load_parameters
from pipelines.comparing.side import Side
from pipelines.publishing.facts import parameter_facts, recorded_parameters
from pipelines.record.entry import Recorded
from pipelines.review.store import decisions_of
from pipelines.run.loaded import Loaded, load_selected
from pipelines.warehouse import Warehouse
from pipelines.warehouse.selections import Selection, extracts_holding, find_selection
from pipelines.workspace.folders import Workspace
from schemas.errors import HeduiError, NothingLeftError
from schemas.parameter import Parameters


@dataclass(frozen=True, eq=False)
class MadeFrom:
    """What a side was made from, each looked up when it is first asked for.

    Attributes:
        workspace: where.
        warehouse: its warehouse, open.
        side: the side.
        record: all entries on record today.
    """

    workspace: Workspace
    warehouse: Warehouse
    side: Side
    record: tuple[Recorded, ...]

    @property
    def as_of(self) -> date:
        """Its date."""
        return self.side.as_of

    @cached_property
    def parameters(self) -> Parameters | None:
        """The policy in force; None where what it was then is not known any more."""
        facts = self.side.manifest.get("parameters")
        recorded = recorded_parameters(facts) if isinstance(facts, Mapping) else None
        if recorded is not None or not isinstance(facts, Mapping):
            return recorded
        try:
            today = load_parameters(self.as_of, self.workspace.parameters)
        except HeduiError:  # nobody has confirmed them for that date any more
            return None
        return today if parameter_facts(today)["hash"] == facts.get("hash") else None

    @cached_property
    def decisions(self) -> pl.DataFrame:
        """What reviewers had decided when it was made: columns `schemas.decision.DECISION`."""
        return decisions_of(self.record[: self.side.entries])

    @cached_property
    def selection(self) -> Selection:
        """The extracts that it was made from.

        Raises:
            NothingLeftError: the warehouse does not hold them any more.
        """
        chosen = find_selection(self.warehouse, self.as_of)
        if chosen is None or chosen.as_of != self.as_of:
            raise NothingLeftError(f"数据仓库不再保留 {self.as_of} 所用的数据")
        if self.side.stands:
            return chosen
        held = extracts_holding(self.warehouse, self.as_of, self.side.inputs)
        if held is None:
            raise NothingLeftError(f"数据仓库不再保留运行 {self.side.run_id} 所用的数据")
        return replace(chosen, numbers=held)

    @cached_property
    def loaded(self) -> Loaded:
        """Their rows."""
        return load_selected(self.warehouse, self.selection)
