"""What holds for every test: no telemetry, no network, the same examples; and the small district and its night."""

import os
import signal
import sys
from collections.abc import Generator
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import copy_of, landed, made_district, night_before

os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

_HOW_LONG = [HealthCheck.too_slow]
"""What it takes to make examples is a matter of the machine."""
settings.register_profile("hedui", deadline=None, derandomize=True, suppress_health_check=_HOW_LONG)
settings.load_profile("hedui")


def _refuse_network(event: str, args: tuple[object, ...]) -> None:
    if event != "socket.connect":
        return
    address = args[1]
    if isinstance(address, tuple) and not _is_this_machine(str(address[0])):
        raise ConnectionRefusedError(f"a test tried to reach {address[0]}")


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback


sys.addaudithook(_refuse_network)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where `HEDUI_SKIPS=forbidden`, as in CI, what was not tried has failed: a missing program is a fault there."""
    report = yield
    if report.skipped and os.environ.get("HEDUI_SKIPS") == "forbidden":
        report.outcome, report.longrepr = "failed", f"not tried: {report.longrepr}"
    return report


@pytest.fixture
def heeds_ctrl_c() -> Generator[None]:
    """The process heeds it: one that was started in the background does not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
