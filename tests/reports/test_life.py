"""The life of a clue as a page carries it, nights in numbers, says what its lines say; of a long one the newest."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from policies.clues.spans import NOT_RUN, SPANS
from reports.life import LIFE_WORDS, entry_lines, lives_of, nights_of, span_lines
from schemas.terms import Answer
from schemas.work import WORK, WorkKind

_FIRST = date(2010, 2, 27)


def _spans(clue: str, count: int) -> pl.DataFrame:
    """Spans of one night and of many by turns, each of another answer than the one before."""
    answers = [*(one.value for one in Answer), NOT_RUN]
    rows, begins = [], _FIRST
    for number in range(count):
        ends = begins + timedelta(days=number % 3 * 40)
        rows.append((clue, begins, ends, (ends - begins).days + 1, answers[number % len(answers)]))
        begins = ends + timedelta(days=1)
    return pl.DataFrame(rows, schema=SPANS, orient="row")


def _entries(clue: str, count: int) -> pl.DataFrame:
    rows = [
        {"finding_id": clue, "number": number, "kind": WorkKind.RESULT.value, "date": _FIRST, "note": f"第{number}次"}
        for number in range(count)
    ]
    return pl.DataFrame(rows, schema=WORK)


def _drawn(life: str) -> list[str]:
    """The lines of a life, as the page draws them."""
    nights, *lines = life.split("\n")
    earlier, *numbers = map(int, nights.split(","))
    told = [LIFE_WORDS["earlier"].format(earlier)] if earlier else []
    for begins, ends, many, said in zip(*(numbers[at::4] for at in range(4)), strict=True):
        first, last = (str(date(1970, 1, 1) + timedelta(days=day)) for day in (begins, ends))
        answer = LIFE_WORDS["said"][said]
        several, one = LIFE_WORDS["several"], LIFE_WORDS["one"]
        told.append(one.format(first, answer) if many == 1 else several.format(first, last, many, answer))
    return [*told, *lines]


def test_a_life_in_numbers_says_what_its_lines_say() -> None:
    spans, entries = pl.concat([_spans("a", 8), _spans("b", 1)]), _entries("b", 2)
    told = dict(lives_of(spans, entries).iter_rows())
    assert _drawn(told["a"]) == span_lines(_spans("a", 8)).to_list()
    assert _drawn(told["b"]) == [*span_lines(_spans("b", 1)), *entry_lines(entries)]


def test_of_a_long_life_the_newest_is_told_and_how_much_more_there_is() -> None:
    spans, entries = _spans("a", 15), _entries("a", 14)
    (life,) = lives_of(spans, entries)["life"]
    drawn = _drawn(life)
    assert drawn[1:13] == span_lines(spans).to_list()[-12:]
    assert drawn[14:] == entry_lines(entries).to_list()[-12:]
    assert ("更早的 3 行" in drawn[0], "更早的 2 行" in drawn[13]) == (True, True)


def test_a_life_told_in_two_parts_is_the_same() -> None:
    spans = pl.concat([_spans("a", 15), _spans("b", 3), _spans("c", 13)])
    last = spans.group_by("finding_id", maintain_order=True).tail(2)
    before = spans.join(last, on=["finding_id", "begins"], how="anti", maintain_order="left")
    entries = _entries("c", 14)
    assert lives_of(last, entries, nights_of(before)).equals(lives_of(spans, entries))
