"""The table of who is who."""

from __future__ import annotations

import polars as pl

from pipelines.linking.table import links_table
from pipelines.night.making import Making, makes
from schemas.outputs.links import LINKS


@makes(LINKS)
def links(making: Making) -> pl.DataFrame:
    """Each person whom an accepted row names."""
    return links_table(making.loaded.persons, making.linked)
