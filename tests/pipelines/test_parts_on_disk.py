"""A part of a night's evidence comes back from disk as it was written, whatever it holds."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.night.answers import parts_wanted
from pipelines.night.parts import read_part, write_part
from pipelines.workspace.places import Folder
from policies.clue_key import ClueKey
from policies.counties import Counties
from policies.evidence import Evidence
from schemas.feed import Feed
from schemas.parameter import Parameters

DAY = date(2019, 6, 30)
PEOPLE = pl.DataFrame({"person": [0, 1], "name": ["张三", None]}, schema={"person": pl.UInt32, "name": pl.String})
ROWS = pl.DataFrame(
    {"file": ["a.csv", "b.csv"], "paid": [date(2019, 1, 1), None], "fen": [1, None], "of": [["x", "y"], []]},
    schema={"file": pl.Categorical, "paid": pl.Date, "fen": pl.Int64, "of": pl.List(pl.String)},
)
FEED = Feed("low_income", "冷水滩区")
GIVEN: dict[str, Any] = {
    "as_of": DAY,
    "parameters": Parameters({"standard_fen": 30_000, "counts": True}, "abc", {"late_register": "unknown"}),
    "persons": PEOPLE,
    "rows": {"low_income": ROWS, "deaths": ROWS.clear()},
    "refused": {"low_income": PEOPLE.clear()},
    "cut_offs": {"low_income": DAY},
    "ever_landed": frozenset({"low_income", "vehicles"}),
    "control_breaks": pl.DataFrame({"source": ["deaths"]}),
    "too_old": {"vehicles": date(2018, 1, 1)},
    "clue_key": ClueKey(b"\x00secret", {"432901": "431102"}),
    "sent": pl.DataFrame({"key": ["a|1"], "answered": [True]}),
    "counties": Counties({"a.csv": "冷水滩区"}, {FEED: DAY}, {Feed("deaths"): DAY}, frozenset([FEED])),
}
PART = Evidence(**GIVEN)


def test_everything_that_a_part_holds_comes_back(tmp_path: Path) -> None:
    assert GIVEN.keys() == {field.name for field in fields(Evidence) if field.init}
    write_part(Folder(tmp_path), 7, PART)
    found = read_part(Folder(tmp_path), 7)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    for field in fields(Evidence):
        before, after = getattr(PART, field.name), getattr(found, field.name)
        if isinstance(before, pl.DataFrame):
            assert_frame_equal(after, before)
        elif field.name in {"rows", "refused"}:
            assert after.keys() == before.keys()
            for source in before:
                assert_frame_equal(after[source], before[source])
        elif isinstance(before, Counties):
            assert vars(after) == vars(before)
        else:
            assert after == before, field.name


def test_what_there_is_none_of_is_not_made_up(tmp_path: Path) -> None:
    write_part(Folder(tmp_path), 0, replace(PART, sent=None, counties=None))
    found = read_part(Folder(tmp_path), 0)
    assert (found.sent, found.counties) == (None, None)


@pytest.mark.parametrize(
    ("whole", "at_once", "parts"), [(32, 0, 1), (33, 0, 3), (333, 0, 21), (32, 2, 4), (333, 2, 21), (10**9, 0, 1_000)]
)
def test_there_are_as_many_parts_as_memory_and_workers_want(whole: int, at_once: int, parts: int) -> None:
    assert parts_wanted(whole, 100, at_once) == parts
