"""The clues that would be raised if some of what differs between two nights were as on the one, the rest as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from data.linkage import model_content
from matchers.linkage import link_extracts
from matchers.model import Model
from pipelines.comparing.attribution import Raised
from pipelines.comparing.cause import Cause
from pipelines.comparing.made_from import MadeFrom
from pipelines.linking.evidence import gather
from pipelines.linking.link import linked_by
from pipelines.warehouse.aliases import aliases_of, oldest_numbers_before
from pipelines.warehouse.linkages import newest_linkage
from pipelines.workspace.keys import kept_clue_key
from policies.checks.declaration import Check
from policies.clue_key import ClueKey
from policies.counties import Counties
from policies.evidence import Evidence
from policies.run import run_checks
from schemas.errors import NothingLeftError
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from schemas.parameter import Parameters

Linked = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Worlds:
    """Nights that never were.

    Attributes:
        before: what the earlier side was made from.
        after: what the later side was made from.
        checks: the checks that are asked.
    """

    before: MadeFrom
    after: MadeFrom
    checks: tuple[Check, ...]
    _linked: dict[tuple[bool, bool], Linked] = field(default_factory=dict, init=False, repr=False)

    def raised(self, later: frozenset[Cause]) -> Raised:
        """The clues that are raised where these are as on the later side, and all else as on the earlier."""
        return self.found_in(self.evidence(later))

    def evidence(self, later: frozenset[Cause]) -> Evidence:
        """What the rules may look at there."""
        data = self._of(Cause.DATA in later)
        linked = self.linked(data_later=Cause.DATA in later, decided_later=Cause.DECISION in later)
        day = self._of(Cause.CALENDAR in later).as_of
        return gather(day, self._parameters(later), data.loaded, linked, self._clue_key)

    def found_in(self, evidence: Evidence) -> Raised:
        """The clues that the checks find, by their ids on the later side."""
        found = run_checks(evidence, self.checks)
        ids = [*found.mismatch["finding_id"], *found.mutual_inclusion["finding_id"]]
        return frozenset(self._ids_after.get(one, one) for one in ids)

    def with_parameters(self, parameters: Parameters) -> Raised:
        """The clues that are raised on the later side under another policy."""
        return self.found_in(replace(self.later, parameters=parameters))

    def with_sources(self, later: frozenset[str]) -> Raised:
        """The clues that are raised where the rows of these sources are as on the later side, all others as before.

        Who a row is stays as its own side found it; a person whom the other registry does not hold is nobody there.
        """
        of = {source: self.later if source in later else self.without_data for source in EXTRACTS}
        home = of[REGISTRY]
        there = {source: side for source, side in of.items() if source in side.cut_offs}
        mixed = replace(
            self.later,
            persons=home.persons,
            rows={one: _at_home(side.rows[one], one, side, home) for one, side in there.items()},
            refused={one: side.refused[one] for one, side in there.items()},
            cut_offs={one: side.cut_offs[one] for one, side in there.items()},
            counties=_counties(self.later, self.without_data),
        )
        return self.found_in(mixed)

    @cached_property
    def later(self) -> Evidence:
        """The later side as it was."""
        return self.evidence(frozenset(Cause))

    @cached_property
    def earlier(self) -> Evidence:
        """The earlier side as it was."""
        return self.evidence(frozenset())

    @cached_property
    def without_data(self) -> Evidence:
        """The later side with the rows of the earlier one."""
        return self.evidence(frozenset(Cause) - {Cause.DATA})

    def linked(self, *, data_later: bool, decided_later: bool) -> Linked:
        """The rows of one side as linked under the decisions of one side; of one and the same, as it was linked."""
        key = (data_later, decided_later)
        if key not in self._linked:
            self._linked[key] = self._link(self._of(data_later), self._of(decided_later).decisions)
        return self._linked[key]

    def _link(self, data: MadeFrom, decisions: pl.DataFrame) -> Linked:
        number = newest_linkage(data.warehouse, data.selection.fingerprint)
        if number is not None and self.before.decisions.equals(self.after.decisions):
            return linked_by(data.warehouse, data.loaded, number)
        rows = {
            source: extract.split.accepted
            for source, extract in data.loaded.extracts.items()
            if EXTRACTS[source].subjects
        }
        return link_extracts(data.loaded.persons, rows, Model.of(model_content()), data.as_of.year, decisions)

    def _of(self, is_later: bool) -> MadeFrom:
        return self.after if is_later else self.before

    def _parameters(self, later: frozenset[Cause]) -> Parameters:
        found = self._of(Cause.PARAMETER in later).parameters
        if found is None:
            raise NothingLeftError("当时的参数值没有记录")
        return found

    @cached_property
    def _clue_key(self) -> ClueKey:
        key = kept_clue_key(self.after.workspace)
        return ClueKey(key or b"", oldest_numbers_before(self.after.warehouse, self.after.as_of))

    @cached_property
    def _ids_after(self) -> dict[str, str]:
        aliases = aliases_of(self.after.warehouse, self.after.as_of)
        return dict(aliases.select("was", "finding_id").iter_rows())


def _counties(later: Evidence, earlier: Evidence) -> Counties | None:
    """The counties of the later side, which know whose the rows of the earlier one are too."""
    if later.counties is None or earlier.counties is None:
        return later.counties
    return replace(later.counties, of_file={**earlier.counties.of_file, **later.counties.of_file})


def _at_home(rows: pl.DataFrame, source: str, side: Evidence, home: Evidence) -> pl.DataFrame:
    """Rows with the persons whom they name as positions in another registry."""
    if side is home or not EXTRACTS[source].subjects:
        return rows
    places = home.persons.select("id_no", there=PERSON).drop_nulls("id_no").unique("id_no", keep="first")
    there = side.persons.join(places, on="id_no", how="left", maintain_order="left")["there"]
    moved = [
        pl.lit(there).gather(pl.col(f"{subject.prefix}{name}")).alias(f"{subject.prefix}{name}")
        for subject in EXTRACTS[source].subjects
        for name in (PERSON, "candidate")
    ]
    return rows.with_columns(moved)
