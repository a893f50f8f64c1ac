"""What has become of what left the bureau: the last batch, campaign themes, and deliveries that failed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from reports.templates import number
from schemas.terms import CityMode, DataStatus, FindingState, ReceiptWord

_CONFIRMED = (FindingState.CONFIRMED.label, FindingState.PARTLY.label, FindingState.CLOSED.label)
_REFUTED = FindingState.REFUTED.label
_GONE = DataStatus.GONE.value


@dataclass(frozen=True)
class SentBatch:
    """A batch and the answers to its rows.

    Attributes:
        number: its number.
        as_of: its date.
        mode: what it holds.
        rows: how many rows it has.
        received: how many of them the city platform has acknowledged.
        returned: how many it has sent back.
    """

    number: int
    as_of: date
    mode: CityMode
    rows: int
    received: int
    returned: int

    @property
    def waiting(self) -> int:
        """Rows that nobody has answered yet."""
        return self.rows - self.received - self.returned

    @property
    def text(self) -> str:
        """In one line."""
        return (
            f"批次 {self.number:06}({self.as_of},{self.mode.label})共 {number(self.rows)} 行: "
            f"已接收 {number(self.received)},被退回 {number(self.returned)},未答复 {number(self.waiting)}"
        )


@dataclass(frozen=True)
class ThemeProgress:
    """How far the work on a campaign theme is.

    Attributes:
        name: of the theme.
        since: first day on which a clue may first be seen.
        until: the last.
        clues: how many clues have ever belonged.
        gone: those of them that the data no longer show.
        confirmed: those that were found true, wholly or partly, or are closed.
        refuted: those that were found untrue.
        recovered: money that came back, in yuan.
    """

    name: str
    since: date
    until: date
    clues: int
    gone: int
    confirmed: int
    refuted: int
    recovered: Decimal

    @property
    def open(self) -> int:
        """Clues that nobody has settled yet."""
        return self.clues - self.confirmed - self.refuted

    @property
    def text(self) -> str:
        """In one line."""
        return (
            f"{self.name}({self.since} 至 {self.until}): 线索 {number(self.clues)},属实 {number(self.confirmed)},"
            f"不属实 {number(self.refuted)},未结 {number(self.open)};数据已消除 {number(self.gone)},"
            f"追回 {self.recovered:,} 元"
        )


@dataclass(frozen=True)
class Undelivered:
    """A target that hand-overs could not be brought to, and the first date whose did not arrive."""

    target: str
    since: date

    @property
    def text(self) -> str:
        """In one line."""
        return f"{self.target} 自 {self.since} 起未能送达"


@dataclass(frozen=True)
class HandOvers:
    """What has become of what left the bureau.

    Attributes:
        batch: the newest batch for an earlier date; None where there is none.
        listed: rows that were sent back and not taken since; they go into the next batch again.
        themes: the campaign themes of the publication.
        undelivered: deliveries for earlier dates that failed.
    """

    batch: SentBatch | None = None
    listed: int = 0
    themes: tuple[ThemeProgress, ...] = ()
    undelivered: tuple[Undelivered, ...] = ()

    @property
    def facts(self) -> dict[str, object]:
        """All of it, for a machine."""
        batch = self.batch
        return {
            "batch": asdict(batch) | {"waiting": batch.waiting, "listed": self.listed} if batch else None,
            "themes": [asdict(theme) | {"open": theme.open} for theme in self.themes],
            "undelivered": [asdict(one) for one in self.undelivered],
        }

    @property
    def lines(self) -> tuple[str, ...]:
        """All of it, for a terminal."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        for one in self.undelivered:
            yield f"未送达: {one.text}"
        if self.batch:
            yield f"市平台: {self.batch.text};现列退回待重报 {number(self.listed)} 行"
        for theme in self.themes:
            yield f"专题: {theme.text}"


NOTHING_HANDED_OVER = HandOvers()


def sent_batch(batch: int, as_of: date, mode: CityMode, rows: pl.DataFrame) -> SentBatch:
    """Counts the rows of a batch.

    Args:
        batch: its number.
        as_of: its date.
        mode: what it holds.
        rows: its rows: answer (String; null: none yet).
    """
    words = (ReceiptWord.RECEIVED.value, ReceiptWord.RETURNED.value)
    received, returned = rows.select((pl.col("answer") == word).sum().alias(word) for word in words).row(0)
    return SentBatch(batch, as_of, mode, rows.height, received, returned)


def theme_progress(name: str, since: date, until: date, clues: pl.DataFrame) -> ThemeProgress:
    """Counts the clues of a theme as they are handed over.

    Args:
        name: of the theme.
        since: first day on which a clue may first be seen.
        until: the last.
        clues: state (in Chinese), data_status, amount_recovered.
    """
    state = pl.col("state")
    recovered = Decimal(clues["amount_recovered"].sum() or 0)
    gone, confirmed, refuted = clues.select(
        (pl.col("data_status") == _GONE).sum().alias("gone"),
        state.is_in(_CONFIRMED).sum().alias("confirmed"),
        (state == _REFUTED).sum().alias("refuted"),
    ).row(0)
    return ThemeProgress(name, since, until, clues.height, gone, confirmed, refuted, recovered)
