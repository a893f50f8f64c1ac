"""The small district and its first night."""

from pathlib import Path

import pytest

from pipelines.workspace import Workspace
from tests.pipelines.small_district import copy_of, landed, made_district, night_before


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_district(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that has had its first night; not to be changed."""
    return night_before(tmp_path_factory.getbasetemp())


@pytest.fixture
def workspace(standing: Workspace, tmp_path: Path) -> Workspace:
    """The same, to do with as one likes."""
    return copy_of(standing, tmp_path / "workspace")


@pytest.fixture
def fresh(district: Path, tmp_path: Path) -> Workspace:
    """A workspace in which nothing has run yet."""
    return landed(district, tmp_path / "fresh")
