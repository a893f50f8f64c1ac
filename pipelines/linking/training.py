"""Trains a linkage model on the rows of a workspace, and calibrates its thresholds where the truth is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.linkage import model_content
from matchers.calibration import bands, thresholds
from matchers.learning import learn
from matchers.linkage import resolve
from matchers.model import Model
from matchers.records import Records, records_of
from matchers.registry import index_registry
from pipelines.run.loaded import last_loaded
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError
from schemas.extracts import EXTRACTS
from schemas.linked import PERSON
from schemas.terms import Outcome

_PLACE = ("source", "file", "row_number", "role")
_TRUE_PERSON = ("registry_id_no", "registry_name")
_DIGITS = 6
_BY_RULE = {"allowed": True, "not_allowed": False}


@dataclass(frozen=True, eq=False)
class Trained:
    """A trained model.

    Attributes:
        content: content of a model file; where no truth is given its thresholds are those of the model in use.
        bands: `matchers.calibration.BANDS` of the rows that the rules allow to be linked; None where no truth is given.
    """

    content: dict[str, Any]
    bands: pl.DataFrame | None


def train(workspace: Workspace, day: date, seed: int, truth: Path | None) -> Trained:
    """Trains on what was read for a day: the same rows and seed give the same model.

    Args:
        workspace: where.
        day: the as-of date.
        seed: of the random draws.
        truth: folder whose `links.parquet` tells who rows are: of a synthetic district, or labelled by people.

    Raises:
        NothingLeftError: nothing was ever read.
        ArgumentError: the truth is not there.
    """
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        loaded = last_loaded(warehouse, day)
    persons, extracts = loaded.persons, loaded.extracts
    rows = {source: one.split.accepted for source, one in extracts.items() if EXTRACTS[source].subjects}
    records, registry = records_of(rows), index_registry(persons)
    pinned = model_content()
    before = Model.of(pinned)
    learned = learn(records.frame, registry, before, day.year, seed)
    content = {
        "m": learned.m,
        "u": learned.u,
        "thresholds": pinned["thresholds"],
        "training": {**learned.training, "as_of": day.isoformat()},
    }
    if truth is None:
        return Trained(_rounded(content), None)
    # Nobody is held back by a threshold that is yet to be found.
    model = replace(before, m=learned.m, u=learned.u, link=-math.inf, review=-math.inf)
    settled = resolve(records.frame, registry, model, day.year).settled
    judged = _judged(settled, labelled(_links(truth), records, rows, persons))
    by_rule = {name: bands(judged.filter(pl.col("allowed") == allowed)) for name, allowed in _BY_RULE.items()}
    content["thresholds"] = thresholds(judged, before)
    content["training"]["bands"] = {name: found.to_dicts() for name, found in by_rule.items()}
    return Trained(_rounded(content), by_rule["allowed"])


def _links(truth: Path) -> pl.DataFrame:
    file = truth / "links.parquet"
    if not file.is_file():
        raise ArgumentError(f"没有 {file}", hint="--truth 应为 hedui new-district 生成的 truth 文件夹")
    return pl.read_parquet(file, columns=[*_PLACE, *_TRUE_PERSON])


def labelled(
    truth: pl.DataFrame, records: Records, rows: Mapping[str, pl.DataFrame], persons: pl.DataFrame
) -> pl.DataFrame:
    """Who labelled rows truly are.

    Args:
        truth: source, file, row_number, role, registry_id_no and registry_name (null where it is nobody here).
        records: the mentions of the rows.
        rows: source -> accepted rows.
        persons: accepted rows of the civil registry with `person`.

    Returns:
        `record` and `true` (person or null), one row a labelled subject.
    """
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
    known = pl.concat(places).join(truth.cast({"row_number": pl.Int64}), on=_PLACE, nulls_equal=True)
    named = persons.select(pl.col(PERSON).alias("true"), registry_id_no="id_no", registry_name="name")
    return known.join(named.unique(_TRUE_PERSON, keep="none"), on=_TRUE_PERSON, how="left").select("record", "true")


def _judged(settled: pl.DataFrame, true_persons: pl.DataFrame) -> pl.DataFrame:
    """Labelled rows that have a candidate: `weight`, `allowed` by the rules, `right`."""
    return (
        settled.filter(pl.col("candidate").is_not_null())
        .join(true_persons, on="record")
        .select(
            "weight",
            allowed=pl.col("outcome") == Outcome.LINKED.value,
            right=(pl.col("candidate") == pl.col("true")).fill_null(value=False),
        )
    )


def _rounded(value: Any) -> Any:
    """Floats to six significant digits: all that a model can say, and the same text on every machine."""
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
