"""What the rules may look at: the rows of a night with their links, put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.registry import persons_of
from policies.evidence import Evidence
from schemas.parameter import Parameters


def gather(
    as_of: date,
    parameters: Parameters,
    extracts: Mapping[str, ExtractRead],
    linked: Mapping[str, pl.DataFrame],
    ever_landed: frozenset[str],
) -> Evidence:
    """The evidence of a night.

    Args:
        as_of: the date for which everything is computed.
        parameters: the policy in force on that date.
        extracts: source -> extract as read.
        linked: source -> its accepted rows with link columns, for the sources that name persons.
        ever_landed: sources of which any file was ever seen.
    """
    rows = {source: linked.get(source, extract.split.accepted) for source, extract in extracts.items()}
    return Evidence(
        as_of=as_of,
        parameters=parameters,
        persons=persons_of(extracts),
        rows=rows,
        refused={source: extract.split.refused for source, extract in extracts.items()},
        cut_offs={source: extract.cut_off for source, extract in extracts.items()},
        ever_landed=ever_landed,
        control_breaks=pl.concat(
            [pl.DataFrame(schema=CONTROL_BREAKS), *(extract.control for extract in extracts.values())]
        ),
    )
