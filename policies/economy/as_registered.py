"""An economic item as its register holds it: what makes it the same item, whatever the calendar does to it."""

from __future__ import annotations

import polars as pl

_SAID = ("item", "item_status", "area", "unit_no", "amount_fen", "period_start", "period_end", "registered_on")


def item_as_registered() -> pl.Expr:
    """Item, status, area, unit, amount, period and registration date as one text (String)."""
    return pl.concat_str((pl.col(column).cast(pl.String).fill_null("") for column in _SAID), separator="|")
