"""What is printed and carried along: the household report by Chromium, the workbook by LibreOffice."""

from __future__ import annotations

import subprocess
from pathlib import Path

from playwright.sync_api import Page
from python_calamine import CalamineWorkbook

from reports.household import write_household
from reports.report import Report
from reports.workbook import write_workbook
from tests.browser.conftest import pages_of, program
from tests.reports.household_case import district, reports


def test_an_ordinary_household_fits_one_page(page: Page, tmp_path: Path) -> None:
    (report,) = reports(district(), "H1")
    write_household(report, tmp_path / "h.html")
    page.goto((tmp_path / "h.html").as_uri())
    page.pdf(path=tmp_path / "h.pdf", prefer_css_page_size=True)
    (only,) = pages_of(tmp_path / "h.pdf")
    assert "入户核实" in only


def test_a_large_household_bears_number_name_and_page_on_every_sheet(page: Page, tmp_path: Path) -> None:
    town = district()
    for number in range(70):
        town.row("low_income", town.person(f"王{chr(0x4E00 + number)}"), relation="其他", head_name="王建国")
    (report,) = reports(town, "H1")
    write_household(report, tmp_path / "h.html")
    page.goto((tmp_path / "h.html").as_uri())
    page.pdf(path=tmp_path / "h.pdf", prefer_css_page_size=True)
    pages = pages_of(tmp_path / "h.pdf")
    assert len(pages) > 1
    for place, one in enumerate(pages, 1):
        assert report.number in one
        assert "户主王建国" in one
        assert f"第{place}页，共{len(pages)}页" in one
    assert "入户核实" in pages[-1]  # the signatures stand with what they sign


def test_every_sheet_of_the_workbook_is_one_page_wide(report: Report, tmp_path: Path) -> None:
    write_workbook(report, tmp_path / "reports.xlsx")
    profile = (tmp_path / "profile").as_uri()
    office = [program("soffice"), f"-env:UserInstallation={profile}", "--headless"]
    convert = ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "reports.xlsx")]
    subprocess.run([*office, *convert], check=True, capture_output=True)
    names = CalamineWorkbook.from_path(tmp_path / "reports.xlsx").sheet_names
    pages = pages_of(tmp_path / "reports.pdf")
    # No list of the small publication is longer than a page; one that were too wide would take two.
    assert len([one for one in pages if not one.startswith(names[0])]) == len(names) - 1
    assert all("数据时点2019-06-30" in one for one in pages)
    assert "###" not in "".join(pages)
