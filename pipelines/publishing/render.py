"""Render: what people read and what leaves the bureau, written from the typed report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from pipelines.publishing.names import HAND_OVERS, REJECTS
from pipelines.workspace.folders import private_folder
from reports.city_platform import Batch, dropped, write_city_platform
from reports.city_rows import CityRows
from reports.page import write_page
from reports.rejects import write_rejects
from reports.report import Report
from reports.supervision import handed_over_files, write_supervision
from reports.themes import theme_rows
from reports.workbook import write_workbook
from schemas.fallback import Fallback


def render(report: Report, folder: Path) -> None:
    """Writes the page and the workbook."""
    write_page(report, folder / "index.html")
    write_workbook(report, folder / "reports.xlsx")


def hand_over(report: Report, key: bytes, folder: Path, batch: Batch | None, rows: Sequence[CityRows]) -> int:
    """Writes the hand-overs to the supervision campaign and to the city platform.

    Args:
        report: the publication.
        key: secret under which persons appear before the campaign.
        folder: the publication's folder.
        batch: what the city platform is to be sent; None: there is no batch of this date, or it stands as it is.
        rows: the rows of the publication as the city platform knows them.

    Returns:
        How many rows the city platform gets.
    """
    supervision, city_platform = (folder / name for name in HAND_OVERS)
    write_supervision(report, private_folder(supervision), key)
    if batch is None:
        return 0
    return sum(drop.rows for drop in write_city_platform(report, private_folder(city_platform), batch, rows))


def reject(refused: Sequence[tuple[Fallback, pl.DataFrame]], folder: Path) -> None:
    """Writes what the suppliers of refused extracts must mend: each the newest of its source.

    Args:
        refused: each with its refused values, older ones after newer ones.
        folder: the publication's folder.
    """
    if refused:
        rejects = private_folder(folder / REJECTS)
        for fallback, quarantine in reversed(refused):
            write_rejects(fallback, quarantine, rejects / f"{fallback.source}.xlsx")


def handed_over_rows(folder: Path) -> dict[str, int]:
    """Rows of each hand-over file with rows, by its name in the publication, as the hand-overs themselves say."""
    supervision, city_platform = (folder / name for name in HAND_OVERS)
    listed = {supervision.name: handed_over_files(supervision), city_platform.name: dropped(city_platform)}
    listed |= {
        f"{supervision.name}/{one.parent.name}": theme_rows(one.parent) for one in supervision.glob("*/manifest.json")
    }
    return {f"{place}/{file}": rows for place, files in listed.items() for file, rows in files.items()}
