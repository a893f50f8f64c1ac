"""What a check hands back, and how it becomes a published finding with an id that lasts."""

from __future__ import annotations

import polars as pl

RAW_COLUMNS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "row_number": pl.Int64(),
    "household_no": pl.String(),
    "person": pl.UInt32(),
    "id_no": pl.String(),  # as written; only row checks need it, and `number`, for their id
    "number": pl.String(),
    "name": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "declared": pl.String(),
    "observed": pl.String(),
    "months": pl.Int64(),
    "amount_fen": pl.Int64(),
    "strength": pl.String(),
    "observed_source": pl.String(),
    "observed_as_of": pl.Date(),  # null: cut-off of observed_source
    "grade": pl.String(),
}
