"""A workspace that has asked about its doubtful rows, and what comes back of it."""

from datetime import date
from itertools import count
from pathlib import Path

import pytest

from pipelines.review.export import export_review
from pipelines.review.intake import Taken, import_review
from pipelines.workspace.folders import Workspace
from tests.pipelines.filled_workbook import Line, candidates, read_lines, save_lines
from tests.pipelines.review.desk import DECIDED_ON, NOW, Asked, Take, learn, said
from tests.pipelines.small_district import AS_OF, copy_of


@pytest.fixture(scope="session")
def asked(standing: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    folder = tmp_path_factory.mktemp("asked")
    workspace = copy_of(standing, folder / "workspace")
    export_review(workspace, AS_OF, folder / "review.xlsx")
    export_review(workspace, AS_OF, folder / "both.xlsx", linked=30)
    learn(workspace)
    return Asked(workspace, read_lines(folder / "review.xlsx"), read_lines(folder / "both.xlsx"))


@pytest.fixture
def workspace(asked: Asked, tmp_path: Path) -> Workspace:
    """The same, to do with as one likes."""
    return copy_of(asked.workspace, tmp_path / "workspace")


@pytest.fixture
def out(asked: Asked) -> list[Line]:
    """The lines of the workbook of all rows in review."""
    return asked.doubtful


@pytest.fixture
def sampled(asked: Asked) -> list[Line]:
    """Lines of linked rows only: groups that the workbook without a sample does not have."""
    doubtful = {said(line) for line in candidates(asked.doubtful)}
    return [line for line in candidates(asked.both) if said(line) not in doubtful]


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Take:
    """Imports lines as a filled workbook."""
    number = count()

    def import_lines(*lines: Line, decided_on: date = DECIDED_ON) -> Taken:
        return import_review(workspace, save_lines(lines, tmp_path / f"in{next(number)}.xlsx"), decided_on, NOW)

    return import_lines
