"""The rows of the page's lists as compact JSON, every text once, from which the page draws what somebody looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable

from markupsafe import Markup

from reports.lists import Listing
from schemas.visible import visible

_NEW, _OVERDUE = 1, 2
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
    texts: dict[str | None, int] = {None: 0}
    lists = {one.id: _packed(one, texts) for one in listings if one.rows.height}
    packed = {"texts": ["", *(visible(text) for text in texts if text is not None)], "lists": lists}
    return Markup(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE))


def _packed(listing: Listing, texts: dict[str | None, int]) -> dict[str, object]:
    rows = [
        [_number(town, texts), _NEW * (new == _YES) + _OVERDUE * (overdue == _YES), *(_number(c, texts) for c in cells)]
        for town, new, overdue, *cells in listing.rows.iter_rows()
    ]
    return {"heads": [[head.label, head.kind] for head in listing.heads], "rows": rows}


def _number(text: str | None, texts: dict[str | None, int]) -> int:
    return texts.setdefault(text, len(texts))
