"""The lives of clues on the page, held against what each night said, told by walking from night to night."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tests.policies.ledger_reading import Told
from tests.reports.test_report_page import data_of

_MOST = 12
_SAID = ("raised", "absent", "unanswered", "not_run")
_WORDS = ("查出", "未查出", "无法作答", "检查项未运行")
Span = tuple[date, date, int, str]


def hold_lives(folder: Path, nights: Iterable[Told]) -> None:
    """Every clue that the page shows has the nights that it had, of many the newest."""
    shown = dict(_on_page((folder / "index.html").read_text(encoding="utf-8")))
    known = {clue.split(":")[1]: spans for clue, spans in _walked(list(nights)).items()}
    assert shown, folder
    assert shown == {clue: (max(len(known[clue]) - _MOST, 0), known[clue][-_MOST:]) for clue in shown}, folder


def _walked(nights: list[Told]) -> dict[str, list[Span]]:
    told: dict[str, list[tuple[date, str]]] = {}
    for night in sorted(nights, key=lambda one: one.day):
        for clue in {*told, *night.raised}:
            if clue.split(":")[0] not in night.ran:
                said = "not_run"
            elif clue in night.raised:
                said = "raised"
            else:
                said = "unanswered" if clue in night.unanswered else "absent"
            told.setdefault(clue, []).append((night.day, said))
    return {clue: list(_spans(days)) for clue, days in told.items()}


def _spans(days: list[tuple[date, str]]) -> Iterator[Span]:
    for said, together in groupby(days, key=itemgetter(1)):
        of = [day for day, _ in together]
        yield of[0], of[-1], len(of), said


def _on_page(html: str) -> Iterator[tuple[str, tuple[int, list[Span]]]]:
    data = data_of(html)
    words = dict(zip(_WORDS, _SAID, strict=True))
    for listed in data["lists"].values():
        heads = [kind for _, kind in listed["heads"]]
        if "clue" not in heads:
            continue
        for _, _, life, *cells in listed["rows"]:
            (earlier, begins, *told), *_ = data["lives"][life]
            spans = [_read(span, data["life"]["said"], words) for span in _unpacked(begins, told, len(words))]
            yield data["texts"][cells[heads.index("clue")]], (earlier, spans)


def _unpacked(begins: int, told: list[int | list[int]], kinds: int) -> Iterator[list[int]]:
    """Begins, ends, nights and what they said of each span, most of which come as one number."""
    for one in told:
        span = one if isinstance(one, list) else [begins, begins + one // kinds - 1, one // kinds, one % kinds]
        yield span
        begins = span[1] + 1


def _read(numbers: list[int], said: list[str], words: dict[str, str]) -> Span:
    begins, ends, nights, number = numbers
    first, last = (date.fromordinal(date(1970, 1, 1).toordinal() + day) for day in (begins, ends))
    return first, last, nights, words[said[number]]
