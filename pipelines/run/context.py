"""What every step of a run needs at hand: the run, the settings, the policy of the day, the warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from data.parameters import load_parameters
from pipelines.corrections.folder import CorrectionsRead, read_corrections
from pipelines.record.store import Record
from pipelines.record.work import work_of
from pipelines.review.store import decisions_fingerprint, decisions_of
from pipelines.run.city import CityPlatform, city_platform
from pipelines.run.lived import Lived, lived_before
from pipelines.run.record import Run
from pipelines.run.taken import taken_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import all_aliases
from pipelines.warehouse.background import Background
from pipelines.warehouse.stood import answers_before, stood_before
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from pipelines.workspace.places import Place
from pipelines.workspace.settings import Settings, load_settings
from pipelines.workspace.shared import place_of
from policies.clues.history import CLUE, History
from schemas.errors import UnconfirmedDateError
from schemas.parameter import Parameters, how_to_confirm


@dataclass(frozen=True)
class Context:
    """What every step needs at hand.

    Attributes:
        run: the run, its files and its journal.
        settings: what the bureau has set.
        parameters: the policy of the day.
        warehouse: open for writing.
        background: what is written into it while the run goes on.
        city: what the city platform answered.
        corrections: what the bureau corrects in the rows of suppliers.
        record: what people decided, as it stood when the run began: nobody adds to it while the run holds the lock.
    """

    run: Run
    settings: Settings
    parameters: Parameters
    warehouse: Warehouse
    background: Background
    city: CityPlatform
    corrections: CorrectionsRead
    record: Record

    @cached_property
    def before(self) -> History:
        """What the nights before the run's date said, no answer of any single clue; nobody else writes meanwhile."""
        with self.warehouse.beside() as own:  # whoever asks first, in whatever thread
            return stood_before(own, self.run.as_of)

    @cached_property
    def lived(self) -> Lived:
        """The lives that clues which may go on had before the run's date; nobody else writes meanwhile."""
        with self.warehouse.beside() as own:
            return lived_before(own, self.before, self.run.as_of)

    @cached_property
    def entries(self) -> pl.DataFrame:
        """What was done about clues: columns `schemas.work.WORK`, in the order of import."""
        return work_of(self.record)

    @cached_property
    def decisions(self) -> pl.DataFrame:
        """What reviewers decided: columns `schemas.decision.DECISION`, by number."""
        return decisions_of(self.record)

    @cached_property
    def worked_on(self) -> pl.DataFrame:
        """What the nights before said of clues that have entries or had other ids: columns `ANSWERS`, in order."""
        with self.warehouse.beside() as own:
            aliases = all_aliases(own)
            ids = pl.concat([self.entries["finding_id"], aliases["was"], aliases["finding_id"]]).unique().implode()
            clues = self.before.clues.filter(pl.col("finding_id").is_in(ids))[CLUE]
            return answers_before(own, self.run.as_of, clues)

    @property
    def shared(self) -> str:
        """The address of the place that workers see too, as the command says, else as the settings do; empty: none."""
        return self.run.shared or self.settings.shared

    @property
    def parts(self) -> Place:
        """Where the parts of the people lie while they are looked at; the workers of a cluster see the same place."""
        return place_of(self.run.workspace, self.shared).below(f"{self.run.id}.parts")

    @property
    def draft(self) -> Path:
        """Where the publication is written; nobody sees it before it is put in place."""
        return self.run.workspace.staging / self.run.id

    @property
    def fingerprint(self) -> str:
        """What the bureau has set and its reviewers have decided, as one word."""
        taken = sorted(taken_on_purpose(self.record))
        decided = [decisions_fingerprint(self.decisions), taken, self.corrections.fingerprint]
        return digest([self.settings.deciding, self.parameters.version, *decided])


def open_context(run: Run, warehouse: Warehouse, background: Background, record: Record) -> Context:
    """Reads settings, parameters, corrections and what the city platform answered.

    Args:
        run: the run.
        warehouse: open for writing.
        background: what writes into it.
        record: what people decided, already held against all that remember it.

    Raises:
        ConfigurationError: one of them is wrong, or no parameters are in force on the as-of date.
    """
    settings = load_settings(run.workspace)
    parameters = parameters_of(run.workspace, run.as_of)
    city = city_platform(run.workspace, warehouse, run.as_of, settings.city_next_batch)
    today = run.started.astimezone(ZoneInfo(settings.timezone)).date()
    corrections = read_corrections(run.workspace.corrections, today)
    return Context(run, settings, parameters, warehouse, background, city, corrections, record)


def parameters_of(workspace: Workspace, as_of: date) -> Parameters:
    """The policy in force on a date in a workspace.

    Raises:
        UnconfirmedDateError: nobody has checked it for that date; the hint is the command that says so.
        ParameterError: a file is wrong, or there is no value yet on that date.
    """
    try:
        return load_parameters(as_of, workspace.parameters)
    except UnconfirmedDateError as error:
        raise UnconfirmedDateError(error.message, hint=how_to_confirm(as_of, str(workspace.root))) from error
