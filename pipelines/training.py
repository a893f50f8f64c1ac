"""Trains a linkage model on the rows of a workspace and says what its weights are worth where the truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.linkage import model_content
from matchers.calibration import bands
from matchers.learning import learn
from matchers.linkage import resolve
from matchers.model import Model
from matchers.records import Records, records_of
from matchers.registry import index_registry
from pipelines.loading import left
from pipelines.stages.evidence import persons_of
from pipelines.warehouse import Warehouse
from pipelines.workspace import Workspace
from schemas.errors import ConfigurationError
from schemas.extracts import EXTRACTS

_PLACE = ("source", "file", "row_number")


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained model.

    Attributes:
        content: content of a model file; its thresholds are those of the model in use.
        bands: `matchers.calibration.BANDS`; None where no truth was given.
    """

    content: dict[str, Any]
    bands: pl.DataFrame | None


def train(workspace: Workspace, day: date, seed: int, truth: Path | None) -> Trained:
    """Trains on what was read for a day.

    Args:
        workspace: where.
        day: the as-of date.
        seed: of the random draws.
        truth: folder of a synthetic district's truth; its `links.parquet` tells who rows are.

    Raises:
        ConfigurationError: nothing was ever read, or the truth is not there.
    """
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        extracts = left(warehouse, day).extracts
    persons = persons_of(extracts)
    rows = {source: one.split.accepted for source, one in extracts.items() if EXTRACTS[source].subjects}
    records, registry = records_of(rows), index_registry(persons)
    pinned = model_content()
    learned = learn(records.frame, registry, Model.of(pinned), day.year, seed)
    content = {
        "m": learned.m,
        "u": learned.u,
        "thresholds": pinned["thresholds"],
        "training": {**learned.training, "as_of": day.isoformat()},
    }
    if truth is None:
        return Trained(content, None)
    settled = resolve(records.frame, registry, Model.of(content), day.year).settled
    return Trained(content, bands(_judged(settled, records, rows, persons, _links(truth))))


def _links(truth: Path) -> pl.DataFrame:
    file = truth / "links.parquet"
    if not file.is_file():
        raise ConfigurationError(f"没有 {file}", hint="--truth 应为 hedui new-district 生成的 truth 文件夹")
    return pl.read_parquet(file, columns=[*_PLACE, "role", "registry_id_no"])


def _judged(
    settled: pl.DataFrame, records: Records, rows: dict[str, pl.DataFrame], persons: pl.DataFrame, truth: pl.DataFrame
) -> pl.DataFrame:
    """`weight` and `right` of the best candidate of every row that has one."""
    places = [
        rows[mention.source].select(
            pl.lit(mention.source).alias("source"),
            "file",
            pl.col("row_number").cast(pl.Int64),
            pl.lit(mention.subject.role, pl.String).alias("role"),
            record=mention.records,
        )
        for mention in records.mentions
    ]
    best = settled.filter(pl.col("candidate").is_not_null()).select("record", "weight", person="candidate")
    held = persons.select("person", candidate_id_no="id_no")
    named = pl.concat(places).join(best, on="record").join(held, on="person")
    known = named.join(truth.cast({"row_number": pl.Int64}), on=[*_PLACE, "role"], nulls_equal=True)
    right = (pl.col("candidate_id_no") == pl.col("registry_id_no")).fill_null(value=False)
    return known.select("weight", right=right)
