"""Campaign themes of a publication: which there are, what they hold, and how their numbers come on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl

from data.themes import Themes, load_themes
from pipelines.publishing.names import SUPERVISION
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of
from pipelines.warehouse.themes import number_clues, numbered_clues
from pipelines.workspace.folders import Workspace, private_folder
from policies.checks import CHECKS
from policies.clues.renaming import heirs
from policies.themes.clues import belongs, summary
from reports.hand_over_dictionary import Origin
from reports.keyed_clues import keyed_clues
from reports.report import Report
from reports.theme_tables import CLUES, empty
from reports.themes import CLUES_FILE, ThemeClues, read_clues, theme_clues, write_theme
from schemas.keyed import Keyed
from schemas.outputs.ledger import LEDGER


def themes_of(workspace: Workspace, as_of: date) -> Themes:
    """All themes of a workspace on a date, also those that its publication has not."""
    return load_themes(as_of, workspace.themes, CHECKS.keys())


def themes_with_clues(
    report: Report, themes: Themes, keyed: Keyed, warehouse: Warehouse, earlier: Sequence[Path]
) -> tuple[ThemeClues, ...]:
    """The themes that a publication has, with their clues.

    Args:
        report: the publication.
        themes: all themes.
        keyed: ids under the secret of the bureau.
        warehouse: which numbers were given.
        earlier: the publications that tell what stood before, the best first.
    """
    handed: list[ThemeClues] = []
    clues, earlier_ids = keyed_clues(report, keyed), _earlier_ids(report, keyed, warehouse)
    for theme in (one for one in themes.usable if one.is_published(report.as_of)):
        given = _of_today(numbered_clues(warehouse, theme.name), earlier_ids)
        members = given.filter(pl.col("since") < report.as_of)["finding_id"]
        told = _of_today(_stood(earlier, theme.name), earlier_ids).filter(pl.col("finding_id").is_in(members.implode()))
        stood = told.sort("seq").unique("finding_id", keep="first")
        numbers = given.select("finding_id", "seq")
        handed.append(theme_clues(report, theme, clues, belongs(theme, members), stood, numbers))
    return tuple(handed)


def _earlier_ids(report: Report, keyed: Keyed, warehouse: Warehouse) -> pl.DataFrame:
    """was, now: ids under which clues were handed over when nobody knew yet that their persons had had another."""
    ids = pl.concat([report.findings["finding_id"], report.frame(LEDGER)["finding_id"]])
    found = heirs(aliases_of(warehouse, report.as_of), ids)
    return found.select(keyed.of(found["was"]), keyed.of(found["finding_id"]).alias("now"))


def _of_today(clues: pl.DataFrame, earlier_ids: pl.DataFrame) -> pl.DataFrame:
    """Clues by the ids under which they are handed over now; two rows where two clues have turned out to be one."""
    known = clues.join(earlier_ids, left_on="finding_id", right_on="was", how="left", maintain_order="left")
    return known.with_columns(finding_id=pl.coalesce("now", "finding_id")).select(clues.columns)


def _stood(earlier: Iterable[Path], name: str) -> pl.DataFrame:
    """Clues of a theme as the first publication that has it tells them: a night may have left the theme out."""
    folders = (publication / SUPERVISION / name for publication in earlier)
    return next((read_clues(one) for one in folders if (one / CLUES_FILE).exists()), empty(CLUES))


def write_themes(report: Report, handed: Iterable[ThemeClues], origin: Origin, folder: Path) -> None:
    """Writes the folder of every theme of a publication into the hand-over to the campaign."""
    for one in handed:
        write_theme(report, one, partial(summary, theme=one.theme), origin, private_folder(folder / one.theme.name))


def record_themes(workspace: Workspace, warehouse: Warehouse, day: date) -> None:
    """Puts the numbers of the themes that are published for a date on record."""
    for file in sorted((workspace.publication(day) / SUPERVISION).glob(f"*/{CLUES_FILE}")):
        number_clues(warehouse, file.parent.name, day, read_clues(file.parent).select("finding_id", "seq"))
