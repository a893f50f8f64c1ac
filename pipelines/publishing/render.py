"""Render: what people read and what leaves the bureau, written from the typed report."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from pipelines.publishing.names import HAND_OVERS, REJECTS
from pipelines.workspace.folders import private_folder
from reports.city_done import dropped
from reports.city_platform import Batch, write_city_platform
from reports.city_rows import CityRows
from reports.hand_over_dictionary import Origin
from reports.hand_overs import HandOvers
from reports.page import write_page
from reports.rejects import rejects_name, write_rejects
from reports.report import Report
from reports.supervision import handed_over_files, write_supervision
from reports.themes import theme_rows
from reports.workbook import write_workbook
from schemas.fallback import Fallback
from schemas.keyed import Keyed


def render(report: Report, hand_overs: HandOvers, folder: Path) -> None:
    """Writes the page and the workbook, one beside the other."""
    with ThreadPoolExecutor(1) as beside:
        page = beside.submit(write_page, report, folder / "index.html", hand_overs)
        write_workbook(report, folder / "reports.xlsx", hand_overs)
        page.result()


def hand_over(
    report: Report, keyed: Keyed, folder: Path, batch: Batch | None, rows: Sequence[CityRows], origin: Origin
) -> int:
    """Writes the hand-overs to the supervision campaign and to the city platform.

    Args:
        report: the publication.
        keyed: under the secret by which persons appear before the campaign.
        folder: the publication's folder.
        batch: what the city platform is to be sent; None: there is no batch of this date, or it stands as it is.
        rows: the rows of the publication as the city platform knows them.
        origin: whose they are.

    Returns:
        How many rows the city platform gets.
    """
    supervision, city_platform = (folder / name for name in HAND_OVERS)
    write_supervision(report, private_folder(supervision), keyed, origin)
    if batch is None:
        return 0
    drops = write_city_platform(report, private_folder(city_platform), batch, rows, origin)
    return sum(drop.rows for drop in drops)


def reject(refused: Sequence[tuple[Fallback, pl.DataFrame, pl.DataFrame]], sender: str, folder: Path) -> None:
    """Writes what the suppliers of refused extracts must mend: each the newest of its feed.

    Args:
        refused: each with its refused values and what is mended of its rows, older ones after newer ones.
        sender: the bureau's name; empty where it is not set.
        folder: the publication's folder.
    """
    if refused:
        rejects = private_folder(folder / REJECTS)
        for fallback, quarantine, corrections in reversed(refused):
            write_rejects(fallback, quarantine, corrections, sender, rejects / rejects_name(fallback))


def handed_over_rows(folder: Path) -> dict[str, int]:
    """Rows of each hand-over file with rows, by its name in the publication, as the hand-overs themselves say."""
    supervision, city_platform = (folder / name for name in HAND_OVERS)
    listed = {supervision.name: handed_over_files(supervision), city_platform.name: dropped(city_platform)}
    listed |= {
        f"{supervision.name}/{one.parent.name}": theme_rows(one.parent) for one in supervision.glob("*/manifest.json")
    }
    return {f"{place}/{file}": rows for place, files in listed.items() for file, rows in files.items()}
