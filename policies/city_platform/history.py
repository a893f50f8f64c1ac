"""All batches ever made and all answers ever read, and each row of each batch with the answer that holds for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import cast

import polars as pl

from schemas.batches import ANSWERS, BATCHES, SPANS
from schemas.terms import CityMode, ReceiptWord

ROW = ["file", "key"]


def _empty(schema: dict[str, pl.DataType]) -> Callable[[], pl.DataFrame]:
    return lambda: pl.DataFrame(schema=schema)


@dataclass(frozen=True, eq=False)
class History:
    """What was sent and what came back.

    Attributes:
        batches: `BATCHES`.
        spans: `SPANS`.
        answers: `ANSWERS`, as read; several may speak of one row.
        given: the highest number known to have been given, whether its batch is on record or not.
    """

    batches: pl.DataFrame = field(default_factory=_empty(BATCHES))
    spans: pl.DataFrame = field(default_factory=_empty(SPANS))
    answers: pl.DataFrame = field(default_factory=_empty(ANSWERS))
    given: int = 0

    @property
    def next_number(self) -> int:
        """The number of the next batch; the first is 1."""
        return max(self.newest, self.given) + 1

    @cached_property
    def forgotten(self) -> int:
        """The highest number that was given to a batch that is not on record: nobody knows what it held; 0: none."""
        return max(set(range(1, self.next_number)) - set(self.batches["number"]), default=0)

    def received_whole(self, after: int) -> frozenset[str]:
        """Files that were acknowledged as a whole of any full batch with a higher number."""
        full = self.batches.filter((pl.col("mode") == CityMode.FULL.value) & (pl.col("number") > after))["number"]
        received = pl.col("key").is_null() & (pl.col("result") == ReceiptWord.RECEIVED.value)
        return frozenset(self._effective.filter(received & pl.col("batch").is_in(full.implode()))["file"])

    @property
    def newest(self) -> int:
        """The number of the newest batch; 0 where there is none."""
        return cast("int | None", self.batches["number"].max()) or 0

    def batch_of(self, day: date) -> int | None:
        """The number of the batch of a date, the newest where it was made anew; None where there is none."""
        return cast("int | None", self.batches.filter(pl.col("as_of") == day)["number"].max())

    def before_day(self, day: date) -> History:
        """What was sent for earlier dates, and the answers to it."""
        return self.before(cast("int | None", self._since(day).min()) or self.next_number)

    def _since(self, day: date) -> pl.Series:
        return self.batches.filter(pl.col("as_of") >= day)["number"]

    def before(self, number: int) -> History:
        """What was sent in batches of lower numbers, and the answers to it."""
        spans = self.spans.filter(pl.col("first") < number)
        return History(
            self.batches.filter(pl.col("number") < number),
            spans.with_columns(pl.min_horizontal("last", pl.lit(number - 1, pl.Int32))),
            self.answers.filter(pl.col("batch") < number),
            min(self.given, number - 1),
        )

    def rows_of(self, number: int) -> pl.DataFrame:
        """The rows of a batch: file, key, operation, content, number, answer (null: none yet), reason."""
        spans = self.spans.filter((pl.col("first") <= number) & (pl.col("last") >= number))
        return self._answered(spans.select(*ROW, "operation", "content", number=pl.lit(number, pl.Int32)))

    @cached_property
    def words(self) -> pl.DataFrame:
        """What each batch said of each key that it speaks of, and what was answered to it.

        A full batch speaks of the keys that it lacks, too: it withdraws them.

        Returns:
            file, key, number, content (null: withdrawn), answer (null: none yet), reason; older words of which newer
            answers leave nothing are left out.
        """
        spans = self._since_settled()
        sent = spans.with_columns(number=pl.int_ranges("first", pl.col("last") + 1, dtype=pl.Int32)).explode("number")
        said = sent.select(*ROW, "number", "content")
        return self._answered(pl.concat([said, self._withdrawn(said)]))

    def _since_settled(self) -> pl.DataFrame:
        """Spans from the newest full batch on whose file was received, save of rows of it that were sent back."""
        full = self.batches.filter(pl.col("mode") == CityMode.FULL.value)["number"].implode()
        received = pl.col("result") == ReceiptWord.RECEIVED.value
        settled = (
            self._effective.filter(pl.col("key").is_null() & received & pl.col("batch").is_in(full))
            .group_by("file")
            .agg(pl.col("batch").max().alias("settled"))
        )
        apart = self._effective.filter(pl.col("key").is_not_null() & ~received).select(
            *ROW, settled="batch", apart=True
        )
        joined = self.spans.join(settled, on="file", how="left").join(apart, on=[*ROW, "settled"], how="left")
        since = pl.when(pl.col("apart").is_null()).then("settled").fill_null(0)
        return (
            joined.filter(pl.col("last") >= since).with_columns(pl.max_horizontal("first", since)).select(SPANS.keys())
        )

    def _withdrawn(self, said: pl.DataFrame) -> pl.DataFrame:
        full = self.batches.filter(pl.col("mode") == CityMode.FULL.value).select("number")
        known = said.group_by(ROW).agg(pl.col("number").min().alias("since"))
        speaks = known.join(full, how="cross").filter(pl.col("number") > pl.col("since"))
        lacking = speaks.join(said, on=[*ROW, "number"], how="anti")
        return lacking.select(*ROW, "number", content=pl.lit(None, pl.String))

    def _answered(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with their answer; a line of its own goes before one about the whole file."""
        lines = self._effective.rename({"batch": "number"})
        own = lines.filter(pl.col("key").is_not_null())
        whole = lines.filter(pl.col("key").is_null()).drop("key")
        both = rows.join(own, on=[*ROW, "number"], how="left").join(
            whole, on=["file", "number"], how="left", suffix="_whole"
        )
        of_its_own = pl.col("result").is_not_null()
        return both.with_columns(
            answer=pl.coalesce("result", "result_whole"),
            reason=pl.when(of_its_own).then("reason").otherwise("reason_whole"),
        ).drop("result", "result_whole", "reason_whole")

    @cached_property
    def _effective(self) -> pl.DataFrame:
        """One answer a batch, file and key: what was sent back goes before what was received."""
        returned = pl.col("result") == ReceiptWord.RETURNED.value
        return self.answers.group_by("batch", *ROW).agg(
            result=pl.when(returned.any())
            .then(pl.lit(ReceiptWord.RETURNED.value))
            .otherwise(pl.lit(ReceiptWord.RECEIVED.value)),
            reason=pl.col("reason").filter(returned).drop_nulls().min(),
        )
