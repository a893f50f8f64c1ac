"""Lets a living district go through the product night by night, people working off what it finds in between.

Every night is held to the truth of the district, and its ledger to a second reckoning of the contract. `make living`
does thirty nights.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from data.district import LivingDistrict, living_district
from data.district.declared import OF_HOUSEHOLDS, OF_PERSONS_BY_SOURCE, OF_ROWS
from data.district.living.timetable import State
from data.district.score import score
from pipelines.findings.intake import Imported, import_work
from pipelines.publishing.publications import RunOutcome
from pipelines.record.store import read_record
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.errors import InputRefusedError
from schemas.outputs.findings import FINDINGS
from tests.pipelines.lived_desk import Desk, faulty, form, with_faults
from tests.pipelines.lived_page import hold_lives
from tests.pipelines.small_district import files_of, run, table_of
from tests.policies.ledger_reading import Told, read

USABLE = [state.value for state in State if state.accepted]
_COUNTED = ("first_result_on", "gone_when_due", "latest_result", "found_true")
_FAULTS, _LATE = 4, 5


@dataclass
class Lived:
    """A workspace through which a district lives.

    Attributes:
        district: the district.
        workspace: an empty folder at first.
        chance: what people do.
        told: what each night said, as its publication tells it.
        desk: the people at work.
        published: what each night published when it was first run.
        cut_offs: date of a clue's source, by night.
        about: what each clue is about.
    """

    district: LivingDistrict
    workspace: Workspace
    chance: Random
    told: dict[date, Told] = field(default_factory=dict)
    desk: Desk = field(init=False)
    published: dict[date, dict[str, bytes]] = field(default_factory=dict)
    cut_offs: dict[date, dict[str, date]] = field(default_factory=dict)
    about: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Nobody has entered anything yet."""
        self.desk = Desk(self.chance)

    def live(self) -> Iterator[date]:
        """One night after the other, each held to the truth, with a morning's work before the next.

        Not those that nobody can run, their civil registry being too old.
        """
        for number, night in enumerate(self.district.nights):
            if number:
                self.morning(night, timedelta(days=8 if number % _LATE == 0 else 0))
            self.deliver(night)
            if not any(self.district.truth(night).iterdir()):
                self._without_registry(night)
                continue
            outcome = run(self.workspace, as_of=night)
            self.listen(night)
            self.hold_to_truth(night, outcome)
            self.hold_to_contract(night)
            yield night

    def deliver(self, night: date) -> None:
        """What newly arrives, and the landing folder as it then stands, kept for a night that is run again."""
        self.workspace.landing.mkdir(parents=True, exist_ok=True)
        for path in self.district.landing(night).iterdir():
            shutil.copy(path, self.workspace.landing / path.name)
        shutil.copytree(self.workspace.landing, self._landed(night))

    def _without_registry(self, night: date) -> None:
        with pytest.raises(InputRefusedError):
            run(self.workspace, as_of=night)
        assert not self.workspace.publication(night).exists()

    def _landed(self, night: date) -> Path:
        return self.workspace.root.with_name(f"{self.workspace.root.name}-landed") / str(night)

    def ledger(self, night: date) -> pl.DataFrame:
        """The published ledger, its clues named as the second reckoning names them."""
        told = table_of(self.workspace, "ledger", night)
        return told.with_columns(clue=pl.format("{}:{}", "check_id", "finding_id"))

    def listen(self, night: date) -> None:
        """Takes down what a night says, and of which files its sources are."""
        folder = self.workspace.publication(night)
        manifest: dict[str, Any] = read_manifest(folder) or {}
        ledger = self.ledger(night)
        raised = pl.concat(pl.read_parquet(folder / one.file, columns=["finding_id"]) for one in FINDINGS)
        known = ledger.join(raised, on="finding_id", how="semi")
        assert known.height == raised.height == raised["finding_id"].n_unique(), "a clue stands twice, or not at all"
        facts = {clue: frozenset(said.split()) for clue, said in known.select("clue", "facts").iter_rows()}
        unanswered = set(ledger.filter(pl.col("answer") == "unanswered")["clue"])
        self.told[night] = Told(night, set(manifest["ran"]), facts, unanswered)
        dates = {one["source"]: date.fromisoformat(one["cut_off"]) for one in manifest["inputs"]}
        self.cut_offs[night] = {
            clue: dates[source] for clue, source in ledger.select("clue", "source").iter_rows() if source in dates
        }
        self.published[night] = files_of(folder)

    def hold_to_truth(self, night: date, outcome: RunOutcome) -> None:
        """Nothing rests on what did not arrive, nothing certain is missing, and what was refused is what was spoilt."""
        deliveries = pl.read_parquet(self.district.folder / "truth" / "deliveries.parquet")
        there = deliveries.filter(pl.col("arrives") <= night).sort("cut_off", "arrives")
        newest = there.unique("source", keep="last", maintain_order=True)
        spoilt = set(newest.remove(pl.col("state").is_in(USABLE))["source"])
        assert {one.source for one in outcome.fallbacks} == spoilt, (night, outcome.fallbacks, spoilt)
        assert outcome.exit_code == (7 if spoilt else 0)
        folder, truth = self.workspace.publication(night), self.district.truth(night)
        reached = score(truth, folder)
        people = {check: one for check, one in reached.checks.items() if not check.startswith("Q")}
        assert reached.quarantine_missing == reached.quarantine_extra == 0
        assert not reached.lost_rows
        assert reached.links.precision == 1
        assert {check: one for check, one in people.items() if one.clean_recall < 1} == {}, night
        assert {check: one for check, one in people.items() if one.precision < 1} == {}, night
        self._hold_apart(night)

    def _hold_apart(self, night: date) -> None:
        """A thing has one clue, and a clue is of one thing, whatever number its person has by now."""
        events = pl.read_parquet(self.district.folder / "truth" / "events.parquet").drop_nulls("old_id_no")
        oldest = dict(events.select("person_id_no", "old_id_no").iter_rows())
        rows = self.ledger(night).remove(pl.col("check_id").is_in(OF_ROWS))
        seen: dict[tuple[object, ...], str] = {}
        for row in rows.iter_rows(named=True):
            person = oldest.get(row["person_id_no"], row["person_id_no"])
            source = row["source"] if row["check_id"] in OF_PERSONS_BY_SOURCE else None
            of_household = row["check_id"] in OF_HOUSEHOLDS
            thing = (row["check_id"], row["household_no"] if of_household else person, source)
            assert seen.setdefault(thing, row["clue"]) == row["clue"], (night, thing)
            assert self.about.setdefault(row["clue"], thing) == thing, (night, thing)

    def hold_to_contract(self, night: date) -> None:
        """Every state, date and count of the ledger, of the precision and of K11 and K12."""
        nights = [one for day, one in self.told.items() if day <= night]
        hold_lives(self.workspace.publication(night), nights)
        expected = read(nights, self.desk.entries, night, self.cut_offs[night].get)
        published = {row["clue"]: row for row in self.ledger(night).iter_rows(named=True)}
        assert published.keys() == expected.keys(), night
        for clue, row in expected.items():
            named = {name: value for name, value in row.items() if name not in _COUNTED}
            assert {name: published[clue][name] for name in named} == named, (night, clue)
            assert published[clue]["age_days"] == (night - row["first_seen"]).days
        self._hold_counts(night, list(expected.values()))

    def _hold_counts(self, night: date, clues: list[dict[str, Any]]) -> None:
        folder = self.workspace.publication(night)
        due = [one for one in clues if one["due_on"] and one["due_on"] <= night and not one["gone_when_due"]]
        in_time = [one for one in due if one["first_result_on"] and one["first_result_on"] <= one["due_on"]]
        true = [one["state"] for one in clues if one["state"] in ("confirmed", "partly", "closed")]
        counted = {"K11": (len(in_time), len(due)), "K12": (true.count("closed"), len(true))}
        district = pl.read_parquet(folder / "coverage.parquet").filter(pl.col("area_level") == "district")
        told = {kpi: pair for kpi, *pair in district.select("kpi", "numerator", "denominator").iter_rows()}
        assert {kpi: told.get(kpi, [0, 0]) for kpi in counted} == {kpi: list(pair) for kpi, pair in counted.items()}
        for row in pl.read_parquet(folder / "precision.parquet").iter_rows(named=True):
            own = [one["latest_result"] for one in clues if one["check_id"] == row["check_id"] and one["latest_result"]]
            words = ("confirmed", "partly", "refuted", "unverifiable")
            assert [row["results"], *(row[word] for word in words)] == [len(own), *map(own.count, words)], night

    def morning(self, today: date, late: timedelta) -> None:
        """People bring in a form with faults, which is refused whole, then the one without."""
        known = read(list(self.told.values()), self.desk.entries, today, lambda _: None)
        lines = self.desk.morning(known, today, late)
        taken = {line["线索编号"] for line in lines}
        wrong = self.chance.sample(faulty(self.chance, known, today, taken), _FAULTS)
        self._refused(*with_faults(self.chance, lines, wrong), today)
        before = len(read_record(self.workspace))
        text = form(lines, self.chance)
        taken_in = self._import(text, today)
        assert len(read_record(self.workspace)) == before + len(taken_in.entries) == len(self.desk.entries)
        assert self._import(text, today).repeated == len(taken_in.entries)

    def _refused(self, text: str, places: list[str], today: date) -> None:
        before = read_record(self.workspace)
        with pytest.raises(InputRefusedError) as refused:
            self._import(text, today)
        told = [line.strip().split(":")[0] for line in refused.value.message.splitlines()[1:]]
        assert sorted(told) == sorted(places), refused.value.message
        assert refused.value.hint
        assert read_record(self.workspace) == before

    def _import(self, text: str, today: date) -> Imported:
        path = self.workspace.root.with_name("form.csv")
        path.write_text(text, encoding=self.chance.choice(["utf-8", "utf-8-sig", "gb18030"]))
        return import_work(self.workspace, path, today, datetime.combine(today, datetime.min.time(), UTC))

    def again(self, night: date) -> None:
        """Runs a night again on the files that lay there: the same bytes, and what was entered late since then."""
        landing = self.workspace.landing
        landing.rename(self.workspace.root / "landing-now")
        shutil.copytree(self._landed(night), landing)
        shutil.rmtree(self.workspace.publication(night))
        run(self.workspace, as_of=night)
        shutil.rmtree(landing)
        (self.workspace.root / "landing-now").rename(landing)
        was, self.told[night] = self.told[night], self.told[night]
        before = self.published[night]
        self.listen(night)
        assert self.told[night] == was, night
        self.hold_to_contract(night)
        if not self._entered_late(night):
            now = self.published[night]
            other = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
            earlier = max((day for day in self.told if day < night), default=None)
            # The page holds the night against the one before, which may have been run again with late entries.
            assert other <= ({"index.html"} if earlier and self._entered_late(earlier) else set()), other

    def _entered_late(self, night: date) -> bool:
        return any(one["date"] <= night < one["entered_on"] for one in self.desk.entries)


def made(folder: Path, people: int, seed: int, nights: int, every: int) -> Lived:
    """A district that was made for so many nights, and an empty workspace beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    district = living_district(folder / "district", people, seed, nights, every=every)
    return Lived(district, Workspace(folder / "workspace"), Random(seed))


def main(people: int, seed: int, nights: int, every: int) -> None:
    """Thirty nights, each run again in any order, and once more in a workspace of their own."""
    with tempfile.TemporaryDirectory(prefix="hedui-living-") as base:
        lived = made(Path(base), people, seed, nights, every)
        for night in lived.live():
            told = lived.told[night]
            print(f"{night} {len(told.raised)} raised, {len(lived.desk.entries)} entries on record", flush=True)
        other = Lived(lived.district, Workspace(Path(base) / "other"), Random(seed))
        for night in other.live():
            assert other.published[night] == lived.published[night], night
        print("another workspace published the same bytes", flush=True)
        for night in lived.chance.sample(sorted(lived.told), len(lived.told)):
            lived.again(night)
            print(f"{night} run again", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3_000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    main(asked.people, asked.seed, asked.nights, asked.every)
