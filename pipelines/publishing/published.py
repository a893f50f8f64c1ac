"""The tables of a publication as one reads them today: clues by their ids of today, also where they had others then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.publishing.tables import read_tables
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import kept_clue_key
from pipelines.workspace.manifest import read_manifest
from pipelines.workspace.standing import standing
from policies.clue_key import keyed_ids
from schemas.errors import DamagedPublicationError
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.findings import FINDINGS

CLUE_KEY = "clue_key"
"""What the manifest calls the name of the key of the clues' ids."""
_CLUES = frozenset(table.name for table in FINDINGS)


def key_of_clues(manifest: Mapping[str, object]) -> str | None:
    """Name of the key of a publication's ids; None where they are not keyed."""
    name = manifest.get(CLUE_KEY)
    return None if name is None else str(name)


def published_tables(
    workspace: Workspace, day: date, wanted: Iterable[Table] = OUTPUTS.values()
) -> dict[str, pl.DataFrame]:
    """The published tables of a date, of those asked for; all of one publication, though another be put in its place.

    Raises:
        DamagedPublicationError: one is damaged.
        KeyFileError: the key of the clues cannot be used.
    """
    folder = workspace.publication(day)
    tables = _of_one_publication(folder, list(wanted))
    key, manifest = kept_clue_key(workspace), read_manifest(folder)
    if key is None or manifest is None or key_of_clues(manifest) is not None:  # the first version had manifests, too
        return tables
    return {name: _keyed(frame, key) if name in _CLUES else frame for name, frame in tables.items()}


def _of_one_publication(folder: Path, wanted: Sequence[Table]) -> dict[str, pl.DataFrame]:
    while True:
        with standing(folder) as stands:
            try:
                tables = read_tables(folder, wanted)
            except DamagedPublicationError:
                if stands():
                    raise
                continue
            if stands():
                return tables


def _keyed(findings: pl.DataFrame, key: bytes) -> pl.DataFrame:
    ids = pl.Series("finding_id", keyed_ids(findings["finding_id"], key), dtype=pl.String)
    return findings.with_columns(ids)
