"""What a batch for the city platform holds, against the agreement read once more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.city_platform.batch import batch_rows
from policies.city_platform.held import held
from policies.city_platform.history import History
from schemas.batches import ANSWERS, BATCHES, SPANS
from schemas.terms import CityMode, Operation, ReceiptWord

FILE = "f.csv"
KEYS = tuple("abcdef")
NIGHT = date(2019, 6, 1)
TAKEN, BACK = ReceiptWord.RECEIVED.value, ReceiptWord.RETURNED.value
Contents = dict[str, str]


@dataclass
class Bureau:
    """What the bureau has on record: per batch mode and key -> (operation, content); answers as they were read."""

    batches: list[tuple[CityMode, dict[str, tuple[str, str | None]]]] = field(default_factory=list)
    answers: list[tuple[int, str | None, str]] = field(default_factory=list)

    @property
    def history(self) -> History:
        numbered = list(enumerate(self.batches, 1))
        dated = [(n, NIGHT + timedelta(days=n), mode.value, "") for n, (mode, _) in numbered]
        spans = [(FILE, key, *said, n, n) for n, (_, rows) in numbered for key, said in rows.items()]
        answers = [(n, FILE, key, result, None) for n, key, result in self.answers]
        return History(_frame(dated, BATCHES), _frame(spans, SPANS), _frame(answers, ANSWERS))

    def send(self, published: Contents, mode: CityMode) -> dict[str, tuple[str, str | None]]:
        rows = [(FILE, key, content) for key, content in published.items()]
        frame = _frame(rows, {"file": pl.String(), "key": pl.String(), "content": pl.String()})
        made = batch_rows(frame, self.history, mode)
        batch = {key: (operation, content) for _, key, content, operation in made.iter_rows()}
        assert {key: content for key, (_, content) in batch.items()} == {key: published.get(key) for key in batch}
        self.batches.append((mode, batch))
        return batch


def _frame(rows: Sequence[tuple[object, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")


contents = st.dictionaries(st.sampled_from(KEYS), st.sampled_from("12"))
modes = st.sampled_from(CityMode)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_batch_holds_what_the_agreement_says_and_nothing_else(data: st.DataObject) -> None:
    bureau = Bureau()
    for _ in range(data.draw(st.integers(1, 5))):
        published, mode = data.draw(contents), data.draw(modes)
        expected = _as_agreed(bureau, published, mode)
        assert {key: operation for key, (operation, _) in bureau.send(published, mode).items()} == expected
        for number in range(1, len(bureau.batches) + 1):
            sent = bureau.batches[number - 1][1]
            about = st.one_of(st.none(), st.sampled_from(sorted(sent))) if sent else st.none()
            bureau.answers += data.draw(
                st.lists(st.tuples(st.just(number), about, st.sampled_from((TAKEN, BACK))), max_size=4)
            )


def _as_agreed(bureau: Bureau, published: Contents, mode: CityMode) -> dict[str, str]:
    """The agreement, read once more, key by key and batch by batch."""
    if mode is CityMode.FULL:
        return dict.fromkeys(published, Operation.FULL.value)
    ever = {key for _, rows in bureau.batches for key in rows}
    batch = {}
    for key in ever | published.keys():
        may_hold, listed = _may_hold(bureau, key)
        wanted = published.get(key)
        if may_hold == {None}:
            batch[key] = None if wanted is None else Operation.ADD.value
        elif wanted is None:
            batch[key] = Operation.WITHDRAW.value
        elif may_hold != {wanted} or listed:
            batch[key] = Operation.CHANGE.value
    return {key: operation for key, operation in batch.items() if operation is not None}


def _may_hold(bureau: Bureau, key: str) -> tuple[set[str | None], bool]:
    may_hold: set[str | None] = {None}
    listed, told = False, False
    for number, (mode, rows) in enumerate(bureau.batches, 1):
        told = told or key in rows
        if key not in rows and (mode is CityMode.INCREMENTAL or not told):
            continue
        content = rows[key][1] if key in rows else None
        own = {result for n, about, result in bureau.answers if n == number and about == key and key in rows}
        said = own or {result for n, about, result in bureau.answers if n == number and about is None}
        if BACK in said:
            listed = listed or content is not None
        elif TAKEN in said:
            may_hold, listed = {content}, False
        else:
            may_hold.add(content)
    return may_hold, listed


def test_reason_and_batch_of_the_latest_return() -> None:
    rows: dict[str, tuple[str, str | None]] = {"a": (Operation.ADD.value, "1")}
    bureau = Bureau([(CityMode.INCREMENTAL, rows)] * 3, [(1, "a", BACK), (2, "a", BACK), (2, None, TAKEN)])
    assert held(bureau.history).select("key", "batch", "sure", "content").rows() == [("a", 2, False, None)]
    later = Bureau(bureau.batches, [*bureau.answers, (3, None, TAKEN)])
    assert held(later.history).select("batch", "sure", "content").rows() == [(None, True, "1")]
