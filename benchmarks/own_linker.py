"""Our linkage on the peers' task, as a process of its own: reads roster and registry, links, writes scored links."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import polars as pl

from data.linkage import model_content
from matchers.linkage import link_extracts
from matchers.model import Model

LAST_YEAR = 2019


def main(folder: Path) -> None:
    """Links with the pinned model.

    Args:
        folder: where `benchmarks.roster` left the task; takes `own_links.parquet` (`row`, `person`, `score`, `linked`:
            the best candidate with its published weight, and whether it is linked or for review) and `own.json`.
    """
    began = time.perf_counter()
    persons = pl.read_parquet(folder / "registry.parquet").with_row_index("person")
    roster = pl.read_parquet(folder / "roster.parquet")
    linked = link_extracts(persons, {"low_income": roster}, Model.of(model_content()), LAST_YEAR)["low_income"]
    links = linked.with_row_index("row").select(
        "row", person="candidate", score="weight", linked=pl.col("outcome") == "linked"
    )
    links.filter(pl.col("person").is_not_null()).write_parquet(folder / "own_links.parquet")
    seconds = time.perf_counter() - began
    (folder / "own.json").write_text(json.dumps({"link": seconds}), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
