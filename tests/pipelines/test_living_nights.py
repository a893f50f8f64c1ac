"""Nights of a district that lives, deliveries going wrong and people working off clues: as the contract has it."""

from pathlib import Path

import polars as pl

from data.district.living.timetable import State
from tests.pipelines.lived import made


def test_nights_of_a_living_district_are_worked_off(tmp_path: Path) -> None:
    lived = made(tmp_path, people=400, seed=5, nights=5, every=6)
    nights = list(lived.live())
    lived.again(nights[2])
    lived.again(nights[-1])
    states = set(pl.read_parquet(lived.district.folder / "truth" / "deliveries.parquet")["state"])
    assert {State.LATE.value, State.MISSING.value, State.CUT_SHORT.value} <= states
    last = lived.ledger(nights[-1])
    assert {"open", "assigned", "refuted", "closed"} <= set(last["state"])
    assert {"gone", "standing", "not_run"} <= set(last["data_status"])
