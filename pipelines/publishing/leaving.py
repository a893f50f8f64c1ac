"""What leaves the bureau with a publication in the making: the campaign's themes, and the city platform's batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import polars as pl

from data.themes import Themes
from pipelines.publishing.batches import RecordedBatch, batch_for
from pipelines.publishing.earlier import telling_before
from pipelines.publishing.hand_overs import newest_batch, progress_of, published_progress, undelivered
from pipelines.publishing.names import CITY_PLATFORM, SUPERVISION
from pipelines.publishing.themes import themes_with_clues, write_themes
from pipelines.run.context import Context
from pipelines.workspace.folders import private_folder
from pipelines.workspace.keys import supervision_key
from reports.city_platform import write_city_platform
from reports.city_rows import city_rows
from reports.hand_over_dictionary import Origin
from reports.hand_overs import HandOvers
from reports.report import Report
from reports.supervision import write_supervision
from reports.themes import ThemeClues
from schemas.keyed import Keyed
from schemas.outputs.city_returned import CITY_RETURNED
from schemas.terms import CityMode


@dataclass(frozen=True)
class Left:
    """What has been written of the hand-overs: rows that the city platform gets, and its new batch by number."""

    rows: int = 0
    batch: Mapping[int, RecordedBatch] = field(default_factory=dict)


@dataclass(frozen=True)
class Leaving:
    """The hand-overs of a publication in the making.

    Attributes:
        context: what every step needs.
        report: what people read, typed.
        themes: the campaign themes, and those that cannot be used.
        registry: accepted rows of the civil registry, from which a key is drawn where there is none yet.
    """

    context: Context
    report: Report
    themes: Themes
    registry: pl.DataFrame

    def handed_over(self, *, anew: bool) -> HandOvers:
        """What has become of what left the bureau.

        Args:
            anew: the run makes the hand-overs; otherwise the themes are told as they stand.
        """
        workspace, as_of = self.context.run.workspace, self.context.run.as_of
        standing = workspace.publication(as_of) / SUPERVISION
        return HandOvers(
            newest_batch(self.context.city.earlier),
            self.report.frame(CITY_RETURNED).height,
            progress_of(self._themes_with_clues) if anew else published_progress(standing),
            undelivered(workspace, as_of),
        )

    def write(self, folder: Path, edition: str, carry_over: Callable[[tuple[str, ...]], None]) -> Left:
        """Writes the hand-overs.

        Args:
            folder: the publication's.
            edition: names what is published.
            carry_over: called with what stays as it was published.
        """
        origin = Origin(self.context.settings.sender, edition)
        with ThreadPoolExecutor(1) as beside:  # neither needs anything of the other
            campaign = beside.submit(self._write_campaign, private_folder(folder / SUPERVISION), origin)
            left = self._write_city_platform(folder, origin, carry_over)
            campaign.result()
        return left

    def _write_campaign(self, folder: Path, origin: Origin) -> None:
        write_supervision(self.report, folder, self._keyed, origin)
        write_themes(self.report, self._themes_with_clues, origin, folder)

    def _write_city_platform(self, folder: Path, origin: Origin, carry_over: Callable[[tuple[str, ...]], None]) -> Left:
        rows = city_rows(self.report)
        batch = batch_for(self.context.city, rows, CityMode(self.context.settings.city_mode))
        if batch is None:
            carry_over((CITY_PLATFORM,))
            return Left()
        drops = write_city_platform(self.report, private_folder(folder / CITY_PLATFORM), batch, rows, origin)
        return Left(sum(drop.rows for drop in drops), {batch.number: RecordedBatch.of(batch, drops)})

    @cached_property
    def _keyed(self) -> Keyed:
        return Keyed(supervision_key(self.context.run.workspace, self.registry))

    @cached_property
    def _themes_with_clues(self) -> tuple[ThemeClues, ...]:
        earlier = telling_before(self.context)
        return themes_with_clues(self.report, self.themes, self._keyed, self.context.warehouse, earlier)
