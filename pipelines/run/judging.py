"""Judging: which extract of each source a night uses, and which newer ones it had to refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.ingest.choose import Chosen, Content, content, seen_as
from pipelines.ingest.chosen import read, read_all
from pipelines.ingest.errors import FileChangedError
from pipelines.ingest.landing import LandedExtract, in_order, without_county
from pipelines.ingest.read import ExtractRead
from pipelines.ingest.verdict import Limits, Size, refused_beside, refused_by_itself, size_of
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import find_extract, find_part
from pipelines.warehouse.verdicts import Verdict, find_verdict
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.settings import Settings
from schemas.correction import Correction
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS
from schemas.feed import Feed


@dataclass(frozen=True)
class Used:
    """The extract of a feed that a night may use.

    Attributes:
        landed: its files.
        key: fingerprint of what they hold and of what is corrected in it.
        number: number in the warehouse of the extract that it is, or that holds it; None where it is not there.
        read: its rows; None where they are in the warehouse only.
    """

    landed: LandedExtract
    key: str
    number: int | None = None
    read: ExtractRead | None = None


@dataclass(frozen=True)
class Refused:
    """An extract that was refused: its files, why, and its rows where they could be read at all."""

    landed: LandedExtract
    why: InputRefusedError
    read: ExtractRead | None = None


@dataclass(frozen=True)
class Judged:
    """What became of the extracts of one feed.

    Attributes:
        used: the newest that is accepted; None where none is.
        refused: newer ones than it, the newest first.
    """

    used: Used | None
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class _Known:
    """An extract of which it is known how much it holds, or why it cannot be used; its rows where it was read now."""

    landed: LandedExtract
    verdict: Verdict
    read: ExtractRead | None = None


@dataclass
class Judge:
    """Judges extracts by themselves and beside the ones before, and remembers what it had to read.

    Attributes:
        warehouse: what is known of extracts already read.
        settings: how far an extract may go.
        taken: hashes of files that somebody took on purpose.
        code: fingerprint of the program that reads.
        patient: a file that changes while it is read stops the run; else it is refused like any other.
        corrections: source -> what the bureau mends of its rows.
        arrived: is told of the newest extract of a source as soon as it is read, by whoever read it.
        verdicts: on what it read.
    """

    warehouse: Warehouse
    settings: Settings
    taken: frozenset[str]
    code: str
    patient: bool = False
    corrections: Mapping[str, Sequence[Correction]] = field(default_factory=dict)
    arrived: Callable[[ExtractRead], None] = lambda _: None
    verdicts: list[Verdict] = field(default_factory=list)
    _changed: dict[LandedExtract, FileChangedError] = field(default_factory=dict, init=False)

    def judge(self, chosen: Chosen) -> dict[Feed, Judged]:
        """Feed -> what became of its extracts, in the order of the declarations.

        Raises:
            FileChangedError: a file changed while it was read, and there will be another attempt.
        """
        newest = self._newest(chosen)
        settled = {feed: self._settle(newest[feed], extracts[1:]) for feed, extracts in chosen.extracts.items()}
        every = settled | _of_nobody(chosen)
        return {feed: every[feed] for feed in in_order(every)}

    def _newest(self, chosen: Chosen) -> dict[Feed, _Known]:
        """The newest extract of each feed, two at a time where they must be read."""
        stored = {feed: self._stored(extracts[0], chosen) for feed, extracts in chosen.extracts.items()}
        unknown = {feed: chosen.extracts[feed][0] for feed, known in stored.items() if known is None}
        found = read_all(
            unknown, chosen.contents, taken=self.taken, corrections=self.corrections, arrived=self._arrived
        )
        fresh = {feed: self._known(unknown[feed], chosen.contents[feed], found[feed]) for feed in unknown}
        return {feed: known or fresh[feed] for feed, known in stored.items()}

    def _arrived(self, feed: Feed, found: ExtractRead) -> None:
        if not feed.county:  # what counties sent is put together first
            self.arrived(found)

    def _stored(self, landed: LandedExtract, chosen: Chosen) -> _Known | None:
        key = chosen.contents[landed.feed].key
        if self._number(landed.feed, key) is None:
            return None
        verdict = find_verdict(self.warehouse, landed.source, key=key)
        return _Known(landed, verdict) if verdict and verdict.size else None

    def _known(self, landed: LandedExtract, content: Content, found: ExtractRead | InputRefusedError) -> _Known:
        if isinstance(found, FileChangedError):
            self._remember(landed, found)
        hashes = tuple(one.sha256 for one in content.files)
        read, refused = (None, found) if isinstance(found, InputRefusedError) else (found, None)
        size = size_of(landed, read) if read else None
        verdict = Verdict(landed.source, landed.cut_off, content.key, seen_as(landed), hashes, size, refused)
        # What could not even be looked at, or is still being copied, may be readable the next time.
        if content.refused is None and landed not in self._changed:
            self.verdicts.append(verdict)
        return _Known(landed, verdict, read)

    def _remember(self, landed: LandedExtract, changed: FileChangedError) -> None:
        if self.patient:
            raise changed
        self._changed[landed] = changed

    def _settle(self, newest: _Known, older: Sequence[LandedExtract]) -> Judged:
        while True:
            last, refused = self._weighed(newest, older)
            if last is None:
                return Judged(None, refused)
            used = self._used(last)
            if used is not None:
                return Judged(used, refused)

    def _weighed(self, newest: _Known, older: Sequence[LandedExtract]) -> tuple[_Known | None, tuple[Refused, ...]]:
        """The newest that is accepted, and those after it, which are refused."""
        last: _Known | None = None
        refused: list[Refused] = []
        for known in (*(self._older(landed) for landed in reversed(older)), newest):
            why = self._why_not(known, last.verdict.size if last else None)
            if why is None:
                last, refused = known, []
            else:
                refused.insert(0, Refused(known.landed, why, known.read if known is newest else None))
        return last, tuple(refused)

    def _older(self, landed: LandedExtract) -> _Known:
        verdict = find_verdict(self.warehouse, landed.source, seen=seen_as(landed))
        if verdict and not (verdict.refused and self.taken.intersection(verdict.hashes)):
            return _Known(landed, verdict)
        held = content(landed)
        known = self._known(landed, held, self._read(landed, held))
        return _Known(landed, known.verdict)  # its rows are read again should they be needed: few are

    def _why_not(self, known: _Known, last: Size | None) -> InputRefusedError | None:
        landed, size = known.landed, known.verdict.size
        if landed in self._changed:
            return self._changed[landed]
        if size is None:
            return known.verdict.refused
        limits = self._limits(landed.source)
        why = refused_by_itself(landed, size, limits)
        if why is None and last is not None and not self.taken.intersection(known.verdict.hashes):
            return refused_beside(landed, size, last, limits)
        return why

    def _used(self, known: _Known) -> Used | None:
        """The extract with its rows, or where they are; None where it was accepted and is no longer what it was."""
        verdict = known.verdict
        number = self._number(known.landed.feed, verdict.key)
        if known.read or number is not None:
            return Used(known.landed, self._key(verdict.source, verdict.key), number, known.read)
        held = content(known.landed)
        found = self._read(known.landed, held)
        if isinstance(found, InputRefusedError):  # it was accepted a moment ago
            self._remember(known.landed, FileChangedError(found.message, hint=found.hint))
            return None
        return Used(known.landed, self._key(verdict.source, held.key), None, found)

    def _read(self, landed: LandedExtract, held: Content) -> ExtractRead | InputRefusedError:
        corrections = self.corrections.get(landed.source, ())
        return read(landed, held, taken=self.taken, corrections=corrections)

    def _number(self, feed: Feed, held: str) -> int | None:
        """Number in the warehouse of the extract that holds this, corrected as it is now."""
        key = self._key(feed.source, held)
        if feed.county:
            return find_part(self.warehouse, feed, key, self.code)
        return find_extract(self.warehouse, feed.source, key, self.code)

    def _key(self, source: str, held: str) -> str:
        """Fingerprint of what the files of an extract hold and of what is corrected in it."""
        corrections = sorted(one.id for one in self.corrections.get(source, ()))
        return digest([held, corrections]) if corrections else held

    def _limits(self, source: str) -> Limits:
        share = self.settings.min_share.get(source, EXTRACTS[source].expected.min_share)
        return Limits(share, self.settings.max_refused_share)


def _of_nobody(chosen: Chosen) -> dict[Feed, Judged]:
    """Files of a city in parts of which nobody can say whose they are: refused, each by name."""
    of_source: dict[Feed, list[Refused]] = {}
    for landed, means in chosen.nobodys:
        of_source.setdefault(landed.feed, []).append(Refused(landed, without_county(landed, means)))
    return {feed: Judged(None, tuple(refused)) for feed, refused in of_source.items()}
