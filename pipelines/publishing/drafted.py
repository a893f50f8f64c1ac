"""The tables of a publication in the making: those that this run has made beside those that stay as they stand."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines.publishing.published import key_of_clues
from pipelines.publishing.tables import read_tables
from pipelines.run.context import Context
from pipelines.workspace.keys import kept_clue_key, key_name
from pipelines.workspace.manifest import read_manifest
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.cross_county import CROSS_COUNTY
from schemas.outputs.findings import FINDINGS
from schemas.outputs.ledger import LEDGER

_WITH_CLUES = (*FINDINGS, CROSS_COUNTY, LEDGER)


@dataclass(frozen=True)
class Drafted:
    """The tables of a publication in the making.

    Attributes:
        context: what every step needs.
        fresh: published tables that this run has made; of an optional one without rows, none is published.
    """

    context: Context
    fresh: dict[str, pl.DataFrame]

    @cached_property
    def standing(self) -> Path:
        """The publication of this date as it stands, if any does."""
        return self.context.run.workspace.publication(self.context.run.as_of)

    @cached_property
    def carried(self) -> dict[str, pl.DataFrame]:
        """Published tables of this date that this run leaves as they are; not those of an older form."""
        others = [table for table in OUTPUTS.values() if table.name not in self.fresh and self._may_stand(table)]
        stood = read_tables(self.standing, others)
        return {name: frame for name, frame in stood.items() if OUTPUTS[name].dtypes.keys() <= set(frame.columns)}

    @cached_property
    def all(self) -> dict[str, pl.DataFrame]:
        """All tables, in the order of the declarations."""
        both = self.carried | self.fresh
        return {
            name: both[name]
            for name, table in OUTPUTS.items()
            if name in both and not (both[name].is_empty() and self._may_lack(table))
        }

    @property
    def is_complete(self) -> bool:
        """Every published table is there that is not optional."""
        return all(table.optional or name in self.all for name, table in OUTPUTS.items())

    @property
    def key_of_clues(self) -> str | None:
        """Name of the key of the clues' ids; None where they are not keyed, or there are none."""
        return self._key_of_today if self._makes_clues else self._key_that_stands

    def carry_over(self, names: tuple[str, ...]) -> None:
        """Copies files and folders of the publication that stands, those that there are."""
        for name in names:
            if (self.standing / name).is_dir():
                shutil.copytree(self.standing / name, self.context.draft / name)
            elif (self.standing / name).exists():
                shutil.copyfile(self.standing / name, self.context.draft / name)

    def _may_stand(self, table: Table) -> bool:
        """Whether a table may stay as it was published: in one publication all clues are numbered alike."""
        same = not self._makes_clues or self._key_that_stands == self._key_of_today
        return same or table not in _WITH_CLUES

    def _may_lack(self, table: Table) -> bool:
        return table.optional and not (table.in_parts and self.context.settings.by_county)

    @property
    def _makes_clues(self) -> bool:
        return any(table.name in self.fresh for table in FINDINGS)

    @cached_property
    def _key_that_stands(self) -> str | None:
        return key_of_clues(read_manifest(self.standing) or {})

    @property
    def _key_of_today(self) -> str | None:
        key = kept_clue_key(self.context.run.workspace)
        return None if key is None else key_name(key)
