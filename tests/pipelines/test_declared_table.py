"""A table that is declared here and made here goes everywhere that it says it goes, and nowhere else."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from pipelines.night.making import MAKERS, Maker, Making, makes
from pipelines.publishing.audit import audit
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import Settings
from schemas.dictionary import dictionary
from schemas.errors import NothingLeftError, NotPublishedError
from schemas.flow import Flow
from schemas.masking import mask_id
from schemas.output import COUNT, TEXT, Field, InWorkbook, OnPage, Table
from schemas.outputs import OUTPUTS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.links import LINKS
from tests.pipelines.small_district import AS_OF, files_of, run

BARE = Table(
    name="checks_by_town",
    title="各乡镇街道线索数",
    unit="乡镇街道",
    fields=(
        Field("town", TEXT, "乡镇街道", "按原文"),
        Field("clues", COUNT, "线索数", "所有检查项"),
        Field("example", TEXT, "例", "其中一人的证件号码", masked=True),
    ),
    order=("town",),
    flow=Flow.COVERAGE,
)
FULL = replace(
    BARE,
    unique="town",
    bounded=True,
    workbook=InWorkbook("各乡镇街道线索"),
    page=OnPage("by-town", "各乡镇街道的线索", rows=2),
    city_platform=("town",),
)


def by_town(making: Making) -> pl.DataFrame:
    clues = pl.concat([making.table(table).select("town", "person_id_no") for table in FINDINGS])
    counted = clues.group_by("town").agg(clues=pl.len(), example=pl.col("person_id_no").drop_nulls().min())
    return counted.drop_nulls("town").with_columns(pl.col("clues").cast(pl.Int64))


def none(making: Making) -> pl.DataFrame:
    return by_town(making).clear()


def doubled(making: Making) -> pl.DataFrame:
    return pl.concat([by_town(making)] * 2)


def declare(monkeypatch: pytest.MonkeyPatch, table: Table, maker: Maker = by_town) -> None:
    """Puts a table where a module of `schemas.outputs` and one of `pipelines.night.tables` would put it."""
    monkeypatch.setitem(OUTPUTS, table.name, table)
    monkeypatch.setitem(MAKERS, table.name, maker)


def manifest_of(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return content


def drops_of(folder: Path) -> list[str]:
    lines = (folder / "city_platform" / "_DONE").read_text().splitlines()
    return [json.loads(line)["file"] for line in lines]


def test_a_declared_table_goes_everywhere_it_says(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, FULL)
    assert run(workspace, Flow.COVERAGE).complete
    run(workspace, Flow.HAND_OVER)
    folder = workspace.publication(AS_OF)

    published = pl.read_parquet(folder / FULL.file)
    assert published["town"].is_sorted()
    assert published.height > 2
    sheet = CalamineWorkbook.from_path(folder / "reports.xlsx").get_sheet_by_name("各乡镇街道线索").to_python()
    assert sheet[0] == ["乡镇街道", "线索数", "例"]
    assert [row[:2] for row in sheet[1:]] == [list(row) for row in published.select("town", "clues").iter_rows()]

    page = (folder / "index.html").read_text()
    section = page[page.index('<section id="by-town"') :]
    assert '<a href="#by-town">各乡镇街道的线索</a>' in page
    assert f"另有 {published.height - 2} 条未列出" in section
    assert "各乡镇街道线索」和 checks_by_town.parquet" in section
    assert published["example"][0] not in section
    assert mask_id(published["example"][0]) in section

    assert drops_of(folder)[-1] == "checks_by_town.csv"
    rows = (folder / "city_platform" / "checks_by_town.csv").read_bytes().decode("gb18030").splitlines()
    assert len(rows) == published.height + 1
    assert not (folder / "supervision" / FULL.file).exists()

    manifest = manifest_of(folder)
    counted = {entry["file"]: entry["rows"] for entry in manifest["outputs"]}
    assert counted[FULL.file] == counted["city_platform/checks_by_town.csv"] == published.height
    assert ("乡镇街道重复数", FULL.name) in {(one["name"], one["subject"]) for one in manifest["breakers"]}
    assert "### 各乡镇街道线索数 checks_by_town" in dictionary()
    assert "| `checks_by_town.csv` |" in dictionary()


def test_a_table_that_says_nothing_more_is_parquet_only(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    names = files_of(workspace.publication(AS_OF)).keys()
    declare(monkeypatch, BARE)
    run(workspace, Flow.COVERAGE)
    run(workspace, Flow.HAND_OVER)
    assert files_of(workspace.publication(AS_OF)).keys() == names | {BARE.file}
    assert BARE.title not in (workspace.publication(AS_OF) / "index.html").read_text()


def test_a_publication_without_a_declared_table_is_not_complete_but_with_an_optional_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, BARE)
    assert not run(workspace, Flow.VERIFY).complete
    declare(monkeypatch, replace(BARE, optional=True))
    assert run(workspace, Flow.VERIFY).complete


def test_an_optional_table_stands_only_where_it_has_rows(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(workspace.publication(AS_OF))
    optional = replace(FULL, optional=True)
    declare(monkeypatch, optional)
    run(workspace, Flow.COVERAGE)
    assert (workspace.publication(AS_OF) / optional.file).exists()
    declare(monkeypatch, optional, none)
    assert run(workspace, Flow.COVERAGE).complete
    run(workspace, Flow.HAND_OVER)
    assert files_of(workspace.publication(AS_OF)) == before


def test_a_table_with_two_rows_where_one_may_be_stops_the_publication(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(monkeypatch, FULL, doubled)
    with pytest.raises(NotPublishedError, match=r"乡镇街道重复数\(checks_by_town\)"):
        run(workspace, Flow.COVERAGE)


def test_a_bounded_table_may_not_outgrow_the_publication_before(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, replace(FULL, unique=None))
    rows = pl.concat([FULL.empty(), pl.DataFrame({"town": ["甲"] * 21})], how="diagonal")
    settings = Settings(max_findings_growth=2.0, breaker_min_rows=10)
    told = [audit({}, {FULL.name: rows.head(height)}, {FULL.name: 5}, frozenset(), settings) for height in (20, 21)]
    assert [[(one.name, one.holds) for one in controls] for controls in told] == [
        [("乡镇街道数", True)],
        [("乡镇街道数", False)],
    ]


def test_a_table_of_a_flow_that_never_ran_is_asked_for_by_name(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.publication(AS_OF) / "mismatch.parquet").unlink()
    declare(monkeypatch, BARE)
    with pytest.raises(NothingLeftError, match="比对不一致线索") as raised:
        run(workspace, Flow.COVERAGE)
    assert "hedui run mismatch" in raised.value.hint


def test_a_flow_by_hand_says_for_which_date_nothing_was_read(workspace: Workspace) -> None:
    with pytest.raises(NothingLeftError, match="2019-05-01 或更早"):
        run(workspace, Flow.COVERAGE, date(2019, 5, 1))


def test_no_table_is_made_twice() -> None:
    with pytest.raises(ValueError, match="links is made twice"):
        makes(LINKS)(by_town)
