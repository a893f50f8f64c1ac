"""One synthetic district for the tests of this room."""

from pathlib import Path

import pytest

from data.district import District, new_district

PEOPLE, SEED = 12_000, 1


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> District:
    return new_district(tmp_path_factory.mktemp("made-district"), PEOPLE, SEED)


@pytest.fixture(scope="session")
def truth(made: District) -> Path:
    return made.truth
