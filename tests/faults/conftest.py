"""The hamlet, made once a test session."""

import pytest

from tests.faults.hamlet import Hamlet, made_hamlet


@pytest.fixture(scope="session")
def hamlet(tmp_path_factory: pytest.TempPathFactory) -> Hamlet:
    """The workspaces of a hamlet, not to be changed."""
    return made_hamlet(tmp_path_factory.mktemp("hamlet"))
