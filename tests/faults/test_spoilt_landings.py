"""A night on a landing of which much is spoilt publishes all the same, and nothing of what it refused.

`make landings` cuts each extract short apart, and spoils as many landings as one likes.
"""

import random
import shutil
from pathlib import Path

import pytest

from schemas.errors import WITHOUT_SOMETHING
from schemas.extracts import EXTRACTS
from tests.faults.spoilt_landings import cut_newest, hold, made_landing, spoil


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_landing(tmp_path_factory.mktemp("landings") / "district")


def test_every_extract_cut_short_is_caught_and_the_one_before_is_used(whole: Path, tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    shutil.copytree(whole, landing)
    cut = cut_newest(landing, EXTRACTS, random.Random(5))
    night = hold(landing, tmp_path / "junk")
    assert night.exit_code == WITHOUT_SOMETHING
    assert {source for source in EXTRACTS if cut[source] in night.refused.get(source, ())} == set(EXTRACTS)
    assert all(night.used.values())


def test_a_spoilt_landing_publishes_nothing_of_what_is_refused(whole: Path, tmp_path: Path) -> None:
    landing = tmp_path / "landing"
    shutil.copytree(whole, landing)
    spoil(landing, seed=7)
    night = hold(landing, tmp_path / "junk")
    assert night.refused
    assert any(night.used.values())
