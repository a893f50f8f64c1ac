"""What is so in a district: reckoned from the true persons by the contract's words, apart from the product's rules."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from data.district.declared import silent_without
from data.district.truth.crossing import crossing
from data.district.truth.economy import economy
from data.district.truth.links import files, links, quarantine
from data.district.truth.quality import quality
from data.district.truth.reading import read
from data.district.truth.settle import coverage, findings, gaps, households
from data.district.truth.written import Written
from data.district.world import World


def write_truth(folder: Path, world: World, written: list[Written]) -> None:
    """Writes the tables of the truth as Parquet into `folder`; nothing where what it rests on cannot be used."""
    cautious, bold = (read(world, written, bold=flag) for flag in (False, True))
    economies = [economy(reading) for reading in (cautious, bold)]
    tables = {
        "links": links(world, written),
        "quarantine": quarantine(written),
        "files": files(written),
        "row_findings": quality(world, written),
        "findings": findings(cautious, bold, [found for found, _ in economies]),
        "coverage": coverage(cautious, bold),
        "coverage_gaps": gaps(cautious, bold),
        "households": households(*(outcomes for _, outcomes in economies)),
    }
    if world.counties:
        both = (crossing(cautious), crossing(bold))
        tables["cross_county"] = both[0].join(both[1], on=both[0].columns, how="semi", nulls_equal=True)
    silent = silent_without(cautious.absent)
    for name, of in (("findings", "check_id"), ("coverage", "kpi"), ("coverage_gaps", "kpi")):
        tables[name] = tables[name].remove(pl.col(of).is_in(silent))
    for name, table in tables.items():
        key = [column for column, dtype in table.schema.items() if dtype != pl.List(pl.String)]
        table.sort(key).write_parquet(folder / f"{name}.parquet")
