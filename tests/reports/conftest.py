"""The small publication that every renderer is tried on."""

import pytest

from reports.report import Report
from tests.reports.publication import small_report


@pytest.fixture
def report() -> Report:
    return small_report()
