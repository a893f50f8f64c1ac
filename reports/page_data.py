"""The rows of the page's lists as compact JSON, every text once, from which the page draws what somebody looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice

import polars as pl
from markupsafe import Markup

from reports.lists import Listing
from schemas.visible import visible

_FLAGS = {"is_new": 1, "is_overdue": 2}
_YES = "true"
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def page_data(listings: Iterable[Listing]) -> Markup:
    r"""The lists as one JSON object, fit to stand in a script element.

    Args:
        listings: the lists that have rows.

    Returns:
        `texts`, every text of a cell once, unseen characters shown as what they are; `lists`, name -> `heads` (label
        and kind of each column) and `rows`: the number of the town's text, 1 for new plus 2 for overdue, then of each
        cell the number of its text. Text 0 is what nobody knows. No `<` stands in it.
    """
    kept = [one for one in listings if one.rows.height]
    cells = [column for one in kept for column in one.rows.drop(*_FLAGS).get_columns()]
    texts, numbers = _numbered(cells)
    heads = ([[head.label, head.kind] for head in one.heads] for one in kept)
    lists = {one.id: {"heads": said, "rows": _rows(one, numbers)} for one, said in zip(kept, heads, strict=True)}
    packed = {"texts": ["", *map(visible, texts)], "lists": lists}
    return Markup(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def _numbered(cells: Sequence[pl.Series]) -> tuple[list[str], Iterator[pl.Series]]:
    """Every text once, and of each column the numbers of its texts."""
    if not cells:
        return [], iter(())
    together = pl.concat([column.alias("text") for column in cells])
    texts = together.drop_nulls().unique(maintain_order=True)
    given = pl.int_range(1, texts.len() + 1, dtype=pl.Int64, eager=True)
    numbers = together.replace_strict(texts, given, default=0, return_dtype=pl.Int64)
    ends = list(accumulate(column.len() for column in cells))
    return texts.to_list(), (numbers[end - column.len() : end] for column, end in zip(cells, ends, strict=True))


def _rows(listing: Listing, numbers: Iterator[pl.Series]) -> list[tuple[int, ...]]:
    """The numbers of the texts of each row, the town first, then what it is flagged with."""
    flags = [(pl.col(name) == _YES).fill_null(value=False) * flag for name, flag in _FLAGS.items()]
    town, *others = islice(numbers, listing.rows.width - len(_FLAGS))
    flagged = listing.rows.select(pl.sum_horizontal(flags))
    columns = [town, flagged.to_series(), *others]
    return pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)]).rows()
