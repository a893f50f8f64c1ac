"""Nights of a district that lives, deliveries going wrong and people working off clues: as the contract has it."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.district import Score, Span, living_city, living_district, score
from data.district.living.timetable import State
from pipelines.workspace.folders import Workspace
from schemas.feed import ABOVE
from tests.pipelines.lived import USABLE, made
from tests.pipelines.small_district import run


def test_nights_of_a_living_district_are_worked_off(tmp_path: Path) -> None:
    lived = made(tmp_path, people=300, seed=5, nights=5, every=6)
    nights = list(lived.live())
    lived.again(nights[2])
    states = set(pl.read_parquet(lived.district.folder / "truth" / "deliveries.parquet")["state"])
    assert {State.LATE.value, State.MISSING.value, State.CUT_SHORT.value} <= states
    last = lived.ledger(nights[-1])
    assert {"open", "assigned", "refuted", "closed"} <= set(last["state"])
    assert {"gone", "standing", "not_run"} <= set(last["data_status"])


@pytest.mark.parametrize("seed", [3, 5])
def test_what_is_too_old_is_unknown(tmp_path: Path, seed: int) -> None:
    """Nights so far apart that some sources, sent again neither in time nor whole, can no longer be used."""
    district = living_district(tmp_path, 300, seed, 3, every=25)
    workspace, (first, *_, last) = Workspace(tmp_path), district.nights
    for night in district.nights:
        shutil.copytree(district.landing(night), workspace.landing, dirs_exist_ok=True)
    run(workspace, as_of=last)
    told = [set(pl.read_parquet(district.truth(night) / "files.parquet")["source"]) for night in (first, last)]
    assert len(told[0] - told[1]) > 2
    hold_whole(score(district.truth(last), workspace.publication(last)), last)


def test_the_truth_of_each_night_of_a_living_city_is_found(tmp_path: Path) -> None:
    """Counties send late, cut short or never, each for itself; households move from one to another."""
    city = living_city(tmp_path, 900, 5, 3, Span(date(2019, 7, 3), 3, 8), trouble=1.5)
    deliveries = pl.read_parquet(tmp_path / "truth" / "deliveries.parquet").with_columns(pl.col("county").fill_null(""))
    moves = pl.read_parquet(tmp_path / "truth" / "events.parquet").drop_nulls("old_town")
    assert {State.LATE.value, State.MISSING.value, State.CUT_SHORT.value} <= set(deliveries["state"])
    assert moves.filter(_county("old_town") != _county("town")).height
    workspace = Workspace(tmp_path)
    for night in city.nights:
        shutil.copytree(city.landing(night), workspace.landing, dirs_exist_ok=True)
        there = deliveries.filter(pl.col("arrives") <= night).sort("cut_off", "arrives")
        newest = there.unique(["source", "county"], keep="last", maintain_order=True)
        spoilt = set(newest.remove(pl.col("state").is_in(USABLE)).select("source", "county").rows())
        outcome = run(workspace, as_of=night)
        assert {(one.source, one.county) for one in outcome.fallbacks} == spoilt, night
        found = score(city.truth(night), workspace.publication(night))
        hold_whole(found, night)


def hold_whole(found: Score, night: date) -> None:
    """All that a night says is so, and all that is so it says."""
    assert (found.links.precision, found.links.recall) == (1, 1), night
    assert {check: one for check, one in found.checks.items() if (one.precision, one.recall) != (1, 1)} == {}, night
    assert (found.coverage_wrong, found.lost_rows, found.counties_wrong) == ([], [], 0), night
    assert (found.outcomes_wrong, found.quarantine_missing, found.quarantine_extra) == (0, 0, 0), night


def _county(town: str) -> pl.Expr:
    return pl.col(town).str.split(ABOVE).list.first()
