"""Render: what people and suppliers read, written from the typed report; and how many rows the hand-overs have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from pipelines.publishing.names import HAND_OVERS, REJECTS
from pipelines.workspace.folders import private_folder
from reports.city_done import dropped
from reports.hand_overs import HandOvers
from reports.page import write_page
from reports.parcel import MANIFEST, sealed_rows
from reports.rejects import rejects_name, write_rejects
from reports.report import Report
from reports.workbook import write_workbook
from schemas.fallback import Fallback


def render(report: Report, hand_overs: Callable[[], HandOvers], folder: Path) -> None:
    """Writes the page and the workbook, one beside the other; both ask what was handed over once they need it."""
    with ThreadPoolExecutor(1) as beside:
        page = beside.submit(write_page, report, folder / "index.html", hand_overs)
        write_workbook(report, folder / "reports.xlsx", hand_overs)
        page.result()


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
    listed = {supervision.name: sealed_rows(supervision), city_platform.name: dropped(city_platform)}
    listed |= {
        f"{supervision.name}/{one.parent.name}": sealed_rows(one.parent) for one in supervision.glob(f"*/{MANIFEST}")
    }
    return {f"{place}/{file}": rows for place, files in listed.items() for file, rows in files.items()}
