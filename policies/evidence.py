"""What the rules may look at: everything that the registers said by the as-of date, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from schemas.parameter import Parameters


@dataclass(frozen=True)
class Evidence:
    """The linked rows of one night.

    Attributes:
        as_of: the date for which everything is computed (D).
        parameters: the policy in force on that date.
        persons: accepted rows of the civil registry in order, with `person` (UInt32) = the row's position.
        rows: source -> accepted rows (fields of the extract, `file`, `row_number`) with `schemas.linked.LINK_COLUMNS`;
            sorted by file, sheet order and row number, so that "first row" is the first here.
            A source that never landed by the as-of date is absent: unknown, not empty.
        refused: source -> refused rows as text (`Column.name` columns after filling of household blocks, `file`,
            `row_number`).
        cut_offs: source -> cut-off date of the extract that was used.
        ever_landed: sources of which any file was ever seen, at whatever date.
        control_breaks: control files that disagree: source, file, declared, observed (String).
    """

    as_of: date
    parameters: Parameters
    persons: pl.DataFrame
    rows: Mapping[str, pl.DataFrame]
    refused: Mapping[str, pl.DataFrame]
    cut_offs: Mapping[str, date]
    ever_landed: frozenset[str]
    control_breaks: pl.DataFrame
