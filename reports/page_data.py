"""The rows of the page's lists as compact JSON, every text once, from which the page draws what somebody looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup

from reports.lists import Listing
from reports.tonight import FLAGGED
from schemas.visible import visible

_Numbers = dict[str | None, int]
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def page_data(listings: Iterable[Listing]) -> Markup:
    r"""The lists as one JSON object, fit to stand in a script element.

    Args:
        listings: the lists that have rows.

    Returns:
        `texts`, every text of a cell once, unseen characters shown as what they are; `lists`, name -> `heads` (label
        and kind of each column) and `rows`: the number of the town's text, the row's flags, the number of its clue's
        life, then of each cell the number of its text; `lives`, the lines of every life once; `marks`, bit, label and
        class of each flag. Text and life 0 are what nobody knows. No `<` stands in it.
    """
    texts: _Numbers = {None: 0}
    lives: _Numbers = {None: 0}
    packed = {
        "lists": {one.id: _packed(one, texts, lives) for one in listings if one.rows.height},
        "texts": ["", *(visible(text) for text in texts if text is not None)],
        "lives": [[], *([visible(line) for line in life.split("\n")] for life in lives if life is not None)],
        "marks": [[one.flag, one.label, one.colour] for one in FLAGGED],
    }
    return Markup(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def _packed(listing: Listing, texts: _Numbers, lives: _Numbers) -> dict[str, object]:
    rows = [
        [_number(town, texts), int(flags or 0), _number(life, lives), *(_number(cell, texts) for cell in cells)]
        for town, flags, life, *cells in listing.rows.iter_rows()
    ]
    return {"heads": [[head.label, head.kind] for head in listing.heads], "rows": rows}


def _number(text: str | None, numbers: _Numbers) -> int:
    return numbers.setdefault(text, len(numbers))
