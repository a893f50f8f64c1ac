"""A publication in the making: what it says, and to whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

import polars as pl

from data.themes import Themes
from pipelines.linking.evidence import counties_of
from pipelines.publishing.drafted import Drafted
from pipelines.publishing.leaving import Leaving
from pipelines.publishing.lives import lives
from pipelines.publishing.made_again import made_again
from pipelines.publishing.previous import Previous, passed_over, previous_publication
from pipelines.publishing.published import published_tables
from pipelines.publishing.report import Content, build_report
from pipelines.publishing.tables import require_whole
from pipelines.publishing.themes import themes_of
from pipelines.publishing.write import EarlyTables
from pipelines.run.context import Context
from pipelines.run.loaded import Loaded
from pipelines.workspace.fingerprint import digest, sha256_of
from pipelines.workspace.manifest import read_manifest
from policies.checks import CHECKS
from policies.not_run import not_run, not_run_in_counties
from reports.diff import COMPARED
from reports.hand_overs import HandOvers
from reports.report import Report
from schemas.extracts import REGISTRY
from schemas.made_again import MadeAgain
from schemas.not_run import NotRun
from schemas.outputs import OUTPUTS
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.ledger import LEDGER
from schemas.passed_over import PassedOver
from schemas.theme import LeftOut

_EDITION_SIGNS = 12


@dataclass(frozen=True)
class Draft:
    """A publication in the making.

    Attributes:
        context: what every step needs.
        loaded: the extracts that it speaks of.
        fresh: published tables that this run has made; of an optional one without rows, none is published.
        unclaimed: files of the landing folder that no source claims.
        hands_over: the hand-overs are made anew.
        early: fresh tables of which the writing has begun; None where it has of none.
    """

    context: Context
    loaded: Loaded
    fresh: dict[str, pl.DataFrame]
    unclaimed: tuple[str, ...] = ()
    hands_over: bool = False
    early: EarlyTables | None = None

    @property
    def folder(self) -> Path:
        """Where it is written; nobody sees it before it is published."""
        return self.context.draft

    @cached_property
    def tables(self) -> Drafted:
        """Its tables: the fresh ones beside those that stay as they stand."""
        return Drafted(self.context, self.fresh)

    @cached_property
    def previous(self) -> Previous | None:
        """The publication before."""
        return previous_publication(self.context.run.workspace, self.context.run.as_of)

    @cached_property
    def passed_over(self) -> PassedOver | None:
        """Publications before that are damaged, and so are not `previous`."""
        return passed_over(self.context.run.workspace, self.context.run.as_of, self.previous)

    @cached_property
    def made_again(self) -> MadeAgain | None:
        """How it differs from the one of its date that is gone; to be asked first just before it is published."""
        return made_again(self.context) if self.tables.is_complete else None

    @cached_property
    def leaving(self) -> Leaving:
        """What leaves the bureau."""
        registry = self.loaded.extracts[REGISTRY].split.accepted
        return Leaving(self.context, self.report, self.themes, registry)

    @cached_property
    def handed_over(self) -> HandOvers:
        """What has become of what left the bureau; a run that makes no hand-overs leaves the themes as they stand."""
        return self.leaving.handed_over(anew=self.hands_over)

    @cached_property
    def edition(self) -> str:
        """Names what is published: the same tables have the same one, so that recipients can quote it."""
        files = sorted(OUTPUTS[name].file for name in self.tables.all)
        return digest([[file, sha256_of(self.folder / file)] for file in files])[:_EDITION_SIGNS]

    @cached_property
    def themes(self) -> Themes:
        """The campaign themes, and those that cannot be used."""
        return themes_of(self.context.run.workspace, self.context.run.as_of)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What the bureau wrote and cannot be used: as it stands where this run does not look at it."""
        stood = (read_manifest(self.tables.standing) or {}).get("left_out")
        before = [LeftOut.of(facts) for facts in stood] if isinstance(stood, list) else []
        corrections, themes = ([one for one in before if one.is_correction is which] for which in (True, False))
        read = self.context.corrections.left_out if CORRECTIONS.name in self.fresh else corrections
        return (*read, *(self.themes.left_out if self.hands_over else themes))

    @cached_property
    def report(self) -> Report:
        """What people read, typed."""
        tables, previous = self.tables.all, self.previous
        return build_report(
            Content(
                as_of=self.context.run.as_of,
                run_id=self.context.run.id,
                parameters=self.context.parameters,
                extracts=self.loaded.extracts,
                cut_offs=self.loaded.cut_offs,
                ever_landed=self.loaded.selection.ever_landed,
                fallbacks=self.loaded.selection.fallbacks,
                not_run=self.not_run,
                not_run_in_counties=self.not_run_in_counties,
                left_out=self.left_out,
                tables=tables,
                before=(previous.as_of, self._tables_before(previous)) if previous else None,
                passed_over=self.passed_over,
                ask_lives=partial(lives, self.context, tables.get(LEDGER.name, LEDGER.empty()), self.ran),
            )
        )

    def _tables_before(self, previous: Previous) -> dict[str, pl.DataFrame]:
        tables = published_tables(self.context.run.workspace, previous.as_of, COMPARED)
        return require_whole(tables, previous.folder, COMPARED)

    @property
    def ran(self) -> frozenset[str]:
        """The checks that lack no source."""
        return frozenset(CHECKS.keys() - {one.id for one in self.not_run})

    @cached_property
    def not_run(self) -> tuple[NotRun, ...]:
        """What lacks a source, told alike to people and in the manifest."""
        landed = frozenset(feed.source for feed in self.loaded.selection.ever_landed)
        return not_run(frozenset(self.loaded.extracts), landed)

    @cached_property
    def not_run_in_counties(self) -> tuple[NotRun, ...]:
        """The same of single counties of a city in parts."""
        counties = counties_of(self.loaded)
        return not_run_in_counties(counties) if counties else ()
