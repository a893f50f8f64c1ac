"""The life of a clue as a page carries it, nights in numbers, says what its lines say; of a long one the newest."""

from __future__ import annotations

import json
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
    earlier, next_begins, *told = json.loads(f"[{nights}]")
    drawn, words = [LIFE_WORDS["earlier"].format(earlier)] if earlier else [], LIFE_WORDS["said"]
    for one in told:
        many, said = (one[2], one[3]) if isinstance(one, list) else divmod(one, len(words))
        begins, ends = one[:2] if isinstance(one, list) else (next_begins, next_begins + many - 1)
        first, last = (str(date(1970, 1, 1) + timedelta(days=day)) for day in (begins, ends))
        several, single = LIFE_WORDS["several"], LIFE_WORDS["one"]
        drawn.append(single.format(first, words[said]) if many == 1 else several.format(first, last, many, words[said]))
        next_begins = ends + 1
    return [*drawn, *lines]


def test_a_life_in_numbers_says_what_its_lines_say() -> None:
    spans, entries = pl.concat([_spans("a", 8), _spans("b", 1)]), _entries("b", 2)
    told = dict(lives_of(nights_of(spans), entries).iter_rows())
    assert _drawn(told["a"]) == span_lines(_spans("a", 8)).to_list()
    assert _drawn(told["b"]) == [*span_lines(_spans("b", 1)), *entry_lines(entries)]


def test_of_a_long_life_the_newest_is_told_and_how_much_more_there_is() -> None:
    spans, entries = _spans("a", 15), _entries("a", 14)
    (life,) = lives_of(nights_of(spans), entries)["life"]
    drawn = _drawn(life)
    assert drawn[1:13] == span_lines(spans).to_list()[-12:]
    assert drawn[14:] == entry_lines(entries).to_list()[-12:]
    assert ("更早的 3 行" in drawn[0], "更早的 2 行" in drawn[13]) == (True, True)


def test_nights_that_are_not_those_of_every_day_are_told_as_they_were() -> None:
    weekly = [
        ("a", date(2019, 6, 1), date(2019, 6, 15), 3, "raised"),
        ("a", date(2019, 6, 22), date(2019, 6, 22), 1, "absent"),
    ]
    daily = [
        ("a", date(2019, 6, 23), date(2019, 6, 24), 2, "raised"),
        ("b", date(2019, 6, 24), date(2019, 6, 24), 1, "raised"),
    ]
    spans = pl.DataFrame(weekly + daily, schema=SPANS, orient="row")
    told = nights_of(spans)
    assert told["nights"].to_list() == ["0,18048,[18048,18062,3,0],[18069,18069,1,1],8", "0,18071,4"]
    drawn = [line for life in lives_of(told, _entries("c", 1))["life"] for line in _drawn(life)]
    assert drawn == span_lines(spans).to_list()


def test_an_entry_shows_no_number_of_a_person() -> None:
    entries = _entries("a", 1).with_columns(note=pl.lit("致电 0746-8322222,户主 432902195907300738"))
    (line,) = entry_lines(entries)
    assert "致电 074********,户主 432902**********38" in line
