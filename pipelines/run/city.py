"""What a run knows of the city platform: all that was sent, all that came back, and what of it cannot be understood."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import polars as pl

from pipelines.ingest.receipts import ReceiptLine, UnreadReceipts, read_receipts
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import city_history, record_answers
from pipelines.workspace.deliveries import all_remembered
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace
from policies.city_platform.history import History
from reports.city_done import batch_named
from schemas.batches import ANSWERS
from schemas.outputs import OUTPUTS
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import QuarantineReason, ReceiptWord
from schemas.terms.refusals import RECEIPTS

_GUARD = "'"
_WORDS = {label: word for word, label in ReceiptWord.labels().items()}
_DIGITS = 9


@dataclass(frozen=True)
class CityPlatform:
    """What a run knows of the city platform.

    Attributes:
        as_of: the date of the run.
        newest_published: the newest date with a publication or a batch; None where there is none.
        history: what was sent and what came back, for all dates.
        refused: lines and files of receipts that cannot be understood: columns of `QUARANTINE`.
        learnt: how many answers were not on record before.
    """

    as_of: date
    newest_published: date | None
    history: History
    refused: pl.DataFrame
    learnt: int = 0

    @property
    def is_past(self) -> bool:
        """A later date is published: this one gets no new batch."""
        return self.newest_published is not None and self.as_of < self.newest_published

    @cached_property
    def own(self) -> int | None:
        """The number of the batch of the date; None where it has none yet."""
        return self.history.batch_of(self.as_of)

    @cached_property
    def earlier(self) -> History:
        """What was sent for earlier dates, and the answers to it."""
        return self.history.before_day(self.as_of)

    @cached_property
    def sent(self) -> pl.DataFrame | None:
        """Rows of the newest batch for an earlier date: key (`file|key`), answered; None without any answer so far."""
        if self.earlier.answers.is_empty():
            return None
        key = pl.concat_str("file", "key", separator="|")
        return self.earlier.rows_of(self.earlier.newest).select(
            key.alias("key"), answered=pl.col("answer").is_not_null()
        )

    @property
    def fingerprint(self) -> str:
        """All that touches the publication of the date, as one word.

        Of batches for the date itself only the answers: a night that has just made one has nothing new to say.
        """
        before = self.history.before(self.own or self.history.next_number)
        batches = self.earlier.batches.select("number", "digest").sort("number").rows()
        answers = before.answers.unique().sort(pl.all(), nulls_last=False).rows()
        return digest([before.forgotten, batches, answers, self.refused.select(pl.all().cast(pl.String)).rows()])


def city_platform(workspace: Workspace, warehouse: Warehouse, as_of: date, least: int = 1) -> CityPlatform:
    """Reads all receipts that lie there and remembers them; batches must be on record.

    A line about a batch that was not made yet when the date was published stays refused there: what the publication
    of a date holds does not change because it was published.

    Args:
        workspace: where.
        warehouse: what is on record.
        as_of: the date of the run.
        least: lowest number that a new batch may have.
    """
    lines, unread = read_receipts(workspace.receipts)
    sent = city_history(warehouse)
    own = sent.batch_of(as_of)
    keys = {number: _sent_keys(sent, number) for number in sent.batches["number"]} if lines else {}
    understood = [_Understood.of(line, keys) for line in lines]
    learnt = record_answers(warehouse, _answers(understood))
    early = own if own is not None else sent.before_day(as_of).next_number
    stood = _refused_before(workspace, as_of)
    refused = [fault for one in understood for fault in one.faults_on(early, stood)]
    dates = [*workspace.published_dates(), *sent.batches["as_of"]]
    entries = [*refused, *map(_unread, unread)]
    return CityPlatform(
        as_of,
        max(dates, default=None),
        replace(city_history(warehouse) if learnt else sent, given=_given(workspace, least)),
        pl.DataFrame(entries, schema=QUARANTINE.dtypes, orient="row"),
        learnt,
    )


def _given(workspace: Workspace, least: int) -> int:
    """The highest number that a batch has had by the words of anything but the record, which may have been lost."""
    delivered = (number for one in all_remembered(workspace) for number in one.batches)
    folders = (workspace.publication(day) / "city_platform" for day in workspace.published_dates())
    published = (named[0] for folder in folders if (named := batch_named(folder)))
    return max(*delivered, *published, least - 1, 0)


_Entry = tuple[str, str, int, str, str, str | None]


@dataclass(frozen=True)
class _Understood:
    """A line, the batch that it speaks of, and what is wrong with it."""

    line: ReceiptLine
    batch: int | None
    key: str | None
    result: str | None
    faults: tuple[tuple[str, QuarantineReason, str], ...]

    @classmethod
    def of(cls, line: ReceiptLine, sent: Mapping[int, Mapping[str, frozenset[str]]]) -> _Understood:
        """Looks a line up.

        Args:
            line: as it is written.
            sent: batch -> file -> keys of its rows.
        """
        batch, result = _number(line.batch), _WORDS.get(unicodedata.normalize("NFKC", line.result))
        key, faults = line.key or None, list[tuple[str, QuarantineReason, str]]()
        known = None if batch is None else sent.get(batch)
        if known is None or batch is None:
            faults.append(("batch", _why(line.batch), line.batch))
        elif line.drop not in known:
            faults.append(("file", _why(line.drop), line.drop))
        elif key is not None:
            key = next((one for one in (key, key.removeprefix(_GUARD)) if one in known[line.drop]), None)
            if key is None:
                faults.append(("key", QuarantineReason.UNKNOWN_REFERENCE, line.key))
        if result is None:
            missing = QuarantineReason.UNKNOWN_CODE if line.result else QuarantineReason.MISSING_VALUE
            faults.append(("result", missing, line.result))
        return cls(line, batch if known is not None else None, key, result, tuple(faults))

    def faults_on(self, early: int, stood: frozenset[tuple[str, int]]) -> Iterator[_Entry]:
        """What is refused of it in the publication whose batch has the number `early`."""
        place = (RECEIPTS, self.line.file, self.line.row_number)
        faults = self.faults
        if self.batch is not None and self.batch >= early:
            if place[1:] not in stood:
                return
            wrong = tuple(fault for fault in faults if fault[0] == "result")
            faults = (("batch", QuarantineReason.UNKNOWN_REFERENCE, self.line.batch), *wrong)
        for column, reason, value in faults:
            yield (*place, column, reason.value, value or None)


def _sent_keys(sent: History, number: int) -> Mapping[str, frozenset[str]]:
    rows = sent.rows_of(number).group_by("file").agg("key")
    files = {table.drop: frozenset[str]() for table in OUTPUTS.values() if table.city_platform}
    return files | {file: frozenset(keys) for file, keys in rows.iter_rows()}


def _refused_before(workspace: Workspace, as_of: date) -> frozenset[tuple[str, int]]:
    """File and row of the lines about unmade batches that the standing publication of the date refuses."""
    try:
        stands = pl.read_parquet(workspace.publication(as_of) / QUARANTINE.file)
    except (pl.exceptions.PolarsError, OSError):
        return frozenset()
    lines = stands.filter((pl.col("source") == RECEIPTS) & (pl.col("column") == "batch"))
    return frozenset(lines.select("file", "row_number").iter_rows())


def _answers(understood: list[_Understood]) -> pl.DataFrame:
    rows = [
        (one.batch, one.line.drop, one.key, one.result, one.line.reason or None) for one in understood if not one.faults
    ]
    return pl.DataFrame(rows, schema=ANSWERS, orient="row")


def _unread(unread: UnreadReceipts) -> _Entry:
    return RECEIPTS, unread.file, 1, "file", QuarantineReason.UNREADABLE.value, unread.why


def _why(written: str) -> QuarantineReason:
    return QuarantineReason.UNKNOWN_REFERENCE if written else QuarantineReason.MISSING_VALUE


def _number(written: str) -> int | None:
    plain = unicodedata.normalize("NFKC", written)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS else None
