"""The bureau's own code against a platform that loses, delays, repeats, reorders, refuses, errs and falls silent.

Batches are made, written, delivered and answered by files as on any night; only the reckoning of findings is left out.
"""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.delivery.deliver import deliver
from pipelines.delivery.target import Target
from pipelines.publishing.batches import RecordedBatch, batch_for, read_back, record_batches
from pipelines.run.city import CityPlatform, city_platform
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import city_history
from pipelines.warehouse.history import keep_history, make_anew
from pipelines.workspace.folders import Workspace
from reports.city_done import batch_named
from reports.city_platform import Batch, write_city_platform
from reports.city_rows import city_rows
from reports.hand_over_dictionary import Origin
from reports.report import Report
from schemas.outputs import OUTPUTS
from schemas.outputs.findings import MISMATCH
from schemas.outputs.households import HOUSEHOLDS
from schemas.terms import CityMode
from tests.reports.publication import AS_OF, small_report, with_tables

FILES = [table.drop for table in OUTPUTS.values() if table.city_platform and not table.in_parts]
NO_CONTENT = {"最近发现", "文件", "行号", "比对数据截止日"}
ORIGIN = Origin("某某区民政局", "0123456789ab")
HEADER = "批次号,文件,主键,结果,原因\n"
T = TypeVar("T")
Rows = dict[str, tuple[str, ...]]


def rows_of(path: Path) -> tuple[Rows, dict[str, str]]:
    """Content and operation of each key of a file; a row that is withdrawn has no content."""
    header, *lines = csv.reader(io.StringIO(path.read_bytes().decode("gb18030"), newline=""))
    kept = [place for place, name in enumerate(header) if place > 2 and name not in NO_CONTENT]
    contents: Rows = {}
    for line in lines:
        contents[line[2]] = (*contents.get(line[2], ()), *(line[place] for place in kept))
    return contents, {line[2]: line[1] for line in lines}


@dataclass
class Platform:
    """Takes the last batch's word for a key, whenever it arrives; what it sends back changes nothing."""

    words: dict[str, dict[str, tuple[int, tuple[str, ...] | None]]] = field(
        default_factory=lambda: {file: {} for file in FILES}
    )

    def take(self, folder: Path, chance: random.Random | None) -> list[str]:
        """Takes a batch; the lines of its receipt. Without a chance nothing goes wrong."""
        number, mode = batch_named(folder) or (0, "")
        lines = []
        for file in FILES:
            if chance and chance.random() < 0.15:
                lines.append(f"{number},{file},,退回,整份")
                continue
            rows, operations = rows_of(folder / file)
            said: dict[str, tuple[str, ...] | None] = {
                key: None if operations[key] == "撤销" else row for key, row in rows.items()
            }
            back = {key for key in rows if chance and chance.random() < 0.2}
            if mode == CityMode.FULL.value:
                said = dict.fromkeys(self.words[file]) | said
            for key in said.keys() - back:
                if self.words[file].get(key, (0, None))[0] < number:
                    self.words[file][key] = number, said[key]
            lines.append(f"{number:06},{file},,接收,")
            lines += [f"{number},{file},{key},退回,不合" for key in sorted(back)]
        return lines

    @property
    def holds(self) -> dict[str, Rows]:
        return {
            file: {key: row for key, (_, row) in words.items() if row is not None} for file, words in self.words.items()
        }


@dataclass
class Bureau:
    """A workspace whose nights publish batches and nothing else."""

    workspace: Workspace
    there: Path
    _open: Warehouse | None = None

    @property
    def warehouse(self) -> Warehouse:
        """Its warehouse, made anew from what was kept where it is gone; open until it is lost, to save time."""
        if self._open is None:
            make_anew(self.workspace.warehouse, self.workspace.history)
            self._open = Warehouse(self.workspace.warehouse)
        return self._open

    def close(self) -> None:
        """Ends with the warehouse, and keeps of it what every run keeps."""
        if self._open is not None:
            self._open.close()
            self._open = None
            keep_history(self.workspace.warehouse, self.workspace.history)

    def lose(self, *, with_history: bool) -> None:
        """Loses the warehouse, and perhaps what was kept of it."""
        self.close()
        self.workspace.warehouse.unlink()
        if with_history:
            self.workspace.history.unlink()

    def night(self, report: Report, mode: CityMode, *, killed: bool = False, least: int = 1) -> CityPlatform:
        """One night; `killed` before what it published came on record."""
        record_batches(self.workspace, self.warehouse)
        city = city_platform(self.workspace, self.warehouse, report.as_of, least)
        rows = city_rows(report)
        batch = batch_for(city, rows, mode)
        written: dict[int, RecordedBatch] = {}
        if batch is not None:
            folder = self.workspace.publication(report.as_of) / "city_platform"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            written[batch.number] = RecordedBatch.of(batch, write_city_platform(report, folder, batch, rows, ORIGIN))
            same(written[batch.number], read_back(batch.mode.value, folder))
        if not killed:
            record_batches(self.workspace, self.warehouse, written)
        return city

    def deliver(self, day: date) -> None:
        """Brings what was not delivered yet."""
        deliver(self.workspace, Target(str(self.there)), day, lambda text: None, pauses=())

    def answers(self, name: str, lines: list[str], encoding: str = "utf-8-sig") -> Path:
        """Lays a receipt where receipts lie."""
        path = self.workspace.receipts / f"{name}.csv"
        path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding=encoding)
        return path

    @property
    def arrived(self) -> list[Path]:
        """Folders of batches that were delivered, oldest first."""
        return sorted((self.there / "city_platform").glob("[0-9]*"))


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    workspace = Workspace(tmp_path / "bureau")
    workspace.receipts.mkdir(parents=True)
    workspace.prepare()
    (tmp_path / "there").mkdir()
    made = Bureau(workspace, tmp_path / "there")
    yield made
    made.close()


def report_of(day: date, chance: random.Random, whole: Report) -> Report:
    """A publication with some of the rows, some of them otherwise; when they were last seen is another matter."""

    def some(frame: pl.DataFrame, column: str, *words: str) -> pl.DataFrame:
        kept = frame.filter(pl.Series([chance.random() < 0.7 for _ in range(frame.height)], dtype=pl.Boolean))
        return kept.with_columns(pl.Series(column, chance.choices(words, k=kept.height), dtype=pl.String))

    findings = some(whole.frame(MISMATCH), "observed", "甲", "乙").with_columns(last_seen=pl.lit(day))
    households = some(whole.frame(HOUSEHOLDS), "outcome", "none_found", "insufficient_data")
    tables = (MISMATCH, findings), (HOUSEHOLDS, households)
    return replace(with_tables(whole, *tables), as_of=day)


def same(written: RecordedBatch, found: RecordedBatch | None) -> None:
    """What a run remembers of the batch that it wrote is what the next one would read back after a kill."""
    assert found is not None
    assert (found.mode, found.digest) == (written.mode, written.digest)
    assert_frame_equal(found.rows, written.rows, check_row_order=False, check_column_order=False)


def published(report: Report, folder: Path) -> dict[str, Rows]:
    """What a platform must hold: the rows of the publication."""
    folder.mkdir()
    rows = city_rows(report)
    write_city_platform(report, folder, Batch.full(1, rows), rows, ORIGIN)
    return {file: rows_of(folder / file)[0] for file in FILES}


NONSENSE = [
    "999999,mismatch.csv,,接收,",
    "1,other.csv,,接收,",
    "x,,,",
    "1,mismatch.csv,nobody,退回,",
    "1,mismatch.csv,,也许,",
]


@dataclass
class Trouble:
    """Nights of a bureau and what its platform makes of them; everything that can go wrong does."""

    bureau: Bureau
    mode: CityMode
    chance: random.Random
    platform: Platform = field(default_factory=Platform)
    whole: Report = field(default_factory=small_report)
    day: date = AS_OF
    _coming: list[tuple[int, list[str]]] = field(default_factory=list)
    _lost: set[str] = field(default_factory=set)

    def night(self, number: int) -> None:
        """Receipts come in, a night is run, perhaps again on other files, and perhaps its batch is delivered."""
        self.day += timedelta(days=self._one_of(0, 1, 1, 1))
        for place, (when, lines) in enumerate(self._coming):
            if when == number:
                mixed = [*lines, *self.chance.sample(NONSENSE, 2)]
                self.bureau.answers(f"{number}-{place}", mixed, self._one_of("utf-8", "gb18030"))
        mode = self._one_of(self.mode, self.mode, *CityMode)
        self.bureau.night(report_of(self.day, self.chance, self.whole), mode, killed=self._is(0.2))
        if self._is(0.8):
            self.bureau.deliver(self.day)

    def losses(self) -> None:
        """Receipts are taken away, the warehouse is lost, now and then with what was kept of it."""
        if self._is(0.3):
            for path in self.bureau.workspace.receipts.iterdir():
                path.unlink()
        if self._is(0.3):
            self.bureau.lose(with_history=self._is(0.3))

    def taken(self, number: int) -> None:
        """The platform takes what arrived, in any order, twice or never, and answers late, twice or never."""
        for folder in self.chance.sample(self.bureau.arrived, len(self.bureau.arrived)):
            fate = self.chance.random()
            if folder.name in self._lost or fate < 0.2:
                self._lost.add(folder.name)
            elif fate < 0.7:
                lines = self.platform.take(folder, self.chance)
                times = self._one_of(0, 1, 1, 1, 2)
                self._coming += [(number + self.chance.randint(1, 3), lines)] * times

    def quiet(self, number: int, last: Report) -> Report:
        """A night in which nothing goes wrong."""
        report = replace(last, as_of=self.day + timedelta(days=number))
        self.bureau.night(report, self.mode)
        self.bureau.deliver(report.as_of)
        self.bureau.answers(f"quiet-{number}", self.platform.take(self.bureau.arrived[-1], None))
        return report

    def _is(self, share: float) -> bool:
        return self.chance.random() < share

    def _one_of(self, *what: T) -> T:
        return self.chance.choice(what)


@pytest.mark.parametrize(("mode", "seed"), [(CityMode.FULL, 0), (CityMode.INCREMENTAL, 0), (CityMode.INCREMENTAL, 1)])
def test_the_platform_ends_with_exactly_what_is_published(bureau: Bureau, mode: CityMode, seed: int) -> None:
    trouble = Trouble(bureau, mode, random.Random(seed))
    for number in range(7):
        trouble.night(number)
        trouble.losses()
        trouble.taken(number)
    last = report_of(trouble.day, trouble.chance, trouble.whole)
    for number in range(1, 5):
        last = trouble.quiet(number, last)
    assert trouble.platform.holds == published(last, bureau.there / "published")
    if mode is CityMode.INCREMENTAL:
        assert [rows_of(bureau.arrived[-1] / file)[1] for file in FILES] == [{}] * len(FILES)


def test_a_lost_record_repeats_no_number_and_is_made_up_for_by_a_full_batch(bureau: Bureau) -> None:
    chance, whole, mode = random.Random(1), small_report(), CityMode.INCREMENTAL
    days = [AS_OF + timedelta(days=number) for number in range(6)]
    for again in (0, 1):  # the first batch of the first date is delivered, and then replaced
        bureau.night(report_of(days[0], chance, whole), mode)
        bureau.deliver(days[0])
        del again
    bureau.lose(with_history=False)
    kept = bureau.workspace.history.read_bytes()
    same = report_of(days[1], chance, whole)
    bureau.night(same, mode)
    assert batch_named(bureau.workspace.publication(days[1]) / "city_platform") == (3, "incremental")

    bureau.lose(with_history=True)
    for number, day in enumerate(days[2:4], 4):  # of the first batch it is known only that it was delivered
        bureau.night(replace(same, as_of=day), mode)
        assert batch_named(bureau.workspace.publication(day) / "city_platform") == (number, "full")
    bureau.answers("all", [f"5,{file},,接收," for file in FILES])
    bureau.night(replace(same, as_of=days[4]), mode)
    assert batch_named(bureau.workspace.publication(days[4]) / "city_platform") == (6, "incremental")

    bureau.lose(with_history=True)
    bureau.workspace.history.write_bytes(kept)
    bureau.night(replace(same, as_of=days[5]), mode, least=12)
    assert batch_named(bureau.workspace.publication(days[5]) / "city_platform") == (12, "full")
    assert {3, 4, 5, 6, 12} <= set(city_history(bureau.warehouse).batches["number"])
