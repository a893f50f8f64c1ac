"""What the rules may look at: the rows of a night with their links, put together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from matchers.ids.form import clean_ids
from pipelines.ingest.control import CONTROL_BREAKS
from pipelines.ingest.read import ExtractRead
from policies.evidence import Evidence
from schemas.extracts import REGISTRY
from schemas.linked import PERSON
from schemas.parameter import Parameters


def persons_of(extracts: Mapping[str, ExtractRead]) -> pl.DataFrame:
    """Accepted rows of the civil registry, ready to be looked up (see `numbered`)."""
    return numbered(extracts[REGISTRY].split.accepted)


def numbered(registry: pl.DataFrame) -> pl.DataFrame:
    """Rows of the civil registry with `person`, their position (UInt32); their numbers in one way of writing.

    What is half width here and full width there, or x here and X there, is one number: to whoever looks for two persons
    with one number, and to whoever keeps a clue by it.
    """
    written = [_in_one_way(registry[name]) for name in ("id_no", "former_id_no")]
    return registry.with_row_index(PERSON).with_columns(written)


def _in_one_way(numbers: pl.Series) -> pl.Series:
    clean = clean_ids(numbers).alias(numbers.name)
    unusable = clean.is_null() & numbers.is_not_null()
    return clean.zip_with(~unusable, numbers) if unusable.any() else clean


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
