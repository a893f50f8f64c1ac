"""The rows of the page's lists as compact JSON, every text once, from which the page draws what somebody looks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice

import polars as pl
from markupsafe import Markup

from reports.life import LIFE_WORDS
from reports.listing import Listing
from reports.tonight import FLAGGED
from schemas.visible import seen

_FLAGS, _LIFE = "flags", "life"
_UNSAFE = (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"))


def page_data(listings: Iterable[Listing]) -> Markup:
    r"""The lists as one JSON object, fit to stand in a script element.

    Args:
        listings: the lists that have rows.

    Returns:
        `texts`, every text of a cell once, unseen characters shown as what they are; `lists`, name -> `heads` (label
        and kind of each column) and `rows`: the number of the town's text, the row's flags, the number of its clue's
        life, then of each cell the number of its text; `lives`, every life once: its nights as one array
        (`reports.life.nights_of`), then its entries as texts; `life`, how to say them (`reports.life.LIFE_WORDS`);
        `marks`, bit, label and class of each flag. Text and life 0 are what nobody knows. No `<` stands in it.
    """
    kept = [one for one in listings if one.rows.height]
    texts, numbers = _numbered([one for each in kept for one in each.rows.drop(_FLAGS, _LIFE).get_columns()])
    lives, told = _numbered([each.rows[_LIFE] for each in kept])
    packed = {
        "texts": _array('""', _quoted(texts, "\\n")),
        "lives": _array("[]", _lives(lives)),
        "life": _json(LIFE_WORDS),
        "marks": _json([[one.flag, one.label, one.colour] for one in FLAGGED]),
        "lists": _object({one.id: _list(one, numbers, life) for one, life in zip(kept, told, strict=True)}),
    }
    text = _object(packed)
    for sign, escaped in _UNSAFE:  # one by one: a translation looks at every sign of millions in Python
        text = text.replace(sign, escaped)
    return Markup(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _quoted(texts: pl.Series, line_end: str) -> pl.Series:
    """Texts as JSON, unseen characters shown as what they are: a JSON writer would ask for each of a million."""
    told = seen(texts)  # of all control characters only tabs and line ends are left
    for sign, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\t", "\\t"), ("\n", line_end)):
        told = told.str.replace_all(sign, escaped, literal=True)
    return '"' + told + '"'


def _lives(lives: pl.Series) -> pl.Series:
    """Lives as JSON (`reports.life.lives_of`): of most the nights are all."""
    nights, entries = lives.str.splitn("\n", 2).struct.unnest().get_columns()
    said = pl.DataFrame([("[" + nights + "]").alias("nights"), _quoted(entries, '","').alias("entries")])
    whole = pl.format("[{}]", pl.concat_str("nights", "entries", separator=",", ignore_nulls=True))
    return said.select(whole.alias("life"))["life"]


def _array(first: str, others: pl.Series) -> str:
    """A JSON array of what is JSON already."""
    return "".join(["[", first, ("," + others).str.join("").item() or "", "]"])


def _object(members: Mapping[str, str]) -> str:
    """A JSON object of what is JSON already, of which each is long: put together at once."""
    parts = [part for name, value in members.items() for part in (",", _json(name), ":", value)]
    return "".join(["{", *parts[1:], "}"])


def _list(listing: Listing, numbers: Iterator[pl.Series], life: pl.Series) -> str:
    heads = _json([[head.label, head.kind] for head in listing.heads])
    return _object({"heads": heads, "rows": _rows(listing, numbers, life)})


def _numbered(cells: Sequence[pl.Series]) -> tuple[pl.Series, Iterator[pl.Series]]:
    """Every text once, and of each column the numbers of its texts."""
    if not cells:
        return pl.Series(dtype=pl.String), iter(())
    together = pl.concat([column.alias("text") for column in cells])
    texts = together.drop_nulls().unique(maintain_order=True)
    given = pl.int_range(1, texts.len() + 1, dtype=pl.Int64, eager=True)
    known = pl.DataFrame([texts, given.alias("number")])
    # A join takes half the time of a replacement, and null meets nothing.
    numbers = together.to_frame().join(known, on="text", how="left", maintain_order="left")["number"].fill_null(0)
    ends = list(accumulate(column.len() for column in cells))
    return texts, (numbers[end - column.len() : end] for column, end in zip(cells, ends, strict=True))


def _rows(listing: Listing, numbers: Iterator[pl.Series], life: pl.Series) -> str:
    """The numbers of the texts of each row, the town first, then what it is flagged with and what became of it.

    Written column by column: a JSON writer would ask for millions of numbers one by one.
    """
    town, *cells = islice(numbers, listing.rows.width - 2)
    columns = [town, listing.rows[_FLAGS].cast(pl.Int64).fill_null(0), life, *cells]
    frame = pl.DataFrame([column.alias(str(place)) for place, column in enumerate(columns)])
    lines = frame.select(pl.format("[{}]", pl.concat_str(pl.all(), separator=",")).alias("line"))
    return f"[{lines['line'].str.join(',').item()}]"
