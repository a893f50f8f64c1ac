"""A real Chromium and a real LibreOffice, for whatever people open and print. Where there is none the tests say so."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from reports.report import Report
from tests.reports.publication import small_report

PATIENCE_MILLISECONDS = 180_000
"""A machine may be slow; what is waited for comes all the same."""


def program(*names: str) -> str:
    """The path of the first of these programs that is installed."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"NOT TRIED: {names[0]} is not installed, so that nothing was opened or printed by it")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"], timeout=PATIENCE_MILLISECONDS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when a script fails or anything is asked of a network."""
    faults: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(PATIENCE_MILLISECONDS)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith("file:") else faults.append(asked.url))
    yield opened
    opened.close()
    assert not faults


def pages_of(pdf: Path) -> list[str]:
    """The text of each page of a PDF, without blanks."""
    text = subprocess.run(
        [program("pdftotext"), "-layout", pdf, "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    return [re.sub(r"[^\S\n]+", "", one) for one in text.split("\f")[:-1]]


@pytest.fixture
def report() -> Report:
    return small_report()
