"""A night against the truth of its district, the same night again, and its reports one by one."""

import json
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.district.score import score
from pipelines.workspace.folders import Workspace
from schemas.errors import ConfigurationError
from schemas.extracts import EXTRACTS
from schemas.flow import Flow
from schemas.outputs import OUTPUTS
from tests.pipelines.small_district import AS_OF, files_of, run, table_of

BY_HAND = [Flow.INGEST, Flow.LINK, Flow.VERIFY, Flow.MISMATCH, Flow.MUTUAL_INCLUSION, Flow.COVERAGE, Flow.HAND_OVER]
NEEDS_NO_LINK = ("K1", "K2", "K5", "K9")
NEXT_DAY = date(2019, 7, 1)


@pytest.fixture
def manifest(standing: Workspace) -> dict[str, object]:
    content: dict[str, object] = json.loads((standing.publication(AS_OF) / "manifest.json").read_text())
    return content


def test_the_night_agrees_with_the_truth(standing: Workspace, district: Path) -> None:
    reached = score(district / "truth", standing.publication(AS_OF))
    assert reached.quarantine_missing == reached.quarantine_extra == 0
    assert not reached.lost_rows
    assert [area for area in reached.coverage_wrong if area.startswith(NEEDS_NO_LINK)] == []
    assert reached.links.precision >= 0.999
    assert reached.links.recall >= 0.97
    people = {check: one for check, one in reached.checks.items() if not check.startswith("Q")}
    assert {check: one.clean_recall for check, one in people.items() if one.clean_recall < 1} == {}
    assert sum(one.right for one in people.values()) >= 0.99 * sum(one.found for one in people.values())
    assert reached.outcomes_wrong <= 0.05 * reached.households


def test_every_file_of_the_contract_is_published(standing: Workspace) -> None:
    names = files_of(standing.publication(AS_OF)).keys()
    assert {table.file for table in OUTPUTS.values() if not table.optional} <= names
    assert {"index.html", "reports.xlsx", "supervision/SHA256SUMS", "city_platform/_DONE"} <= names


def test_the_manifest_accounts_for_every_row(manifest: dict[str, object], standing: Workspace) -> None:
    inputs = manifest["inputs"]
    assert isinstance(inputs, list)
    assert all(one["rows"] == one["accepted"] + one["quarantined"] for one in inputs)
    refused = table_of(standing, "quarantine")
    rows = refused.select(pl.col("file").str.replace("#.*", ""), "row_number", sheet="file").unique()
    assert Counter({one["file"]: one["quarantined"] for one in inputs if one["quarantined"]}) == Counter(
        rows["file"].to_list()
    )


def test_every_row_that_names_a_person_stands_in_links_once(standing: Workspace, manifest: dict[str, object]) -> None:
    links = table_of(standing, "links")
    inputs = manifest["inputs"]
    assert isinstance(inputs, list)
    due = sum(one["accepted"] * len(EXTRACTS[one["source"]].subjects) for one in inputs)
    assert links.height == due
    assert not links.select("source", "file", "row_number", "role").is_duplicated().any()


def test_a_row_that_is_not_linked_says_where_it_is_from_as_far_as_anything_does(standing: Workspace) -> None:
    links = table_of(standing, "links").filter(pl.col("outcome") != "linked")
    placed = [source for source, one in EXTRACTS.items() if any(subject.town for subject in one.subjects)]
    known = links.filter(pl.col("source").is_in(placed) | pl.col("candidate_id_no").is_not_null())
    assert known.height
    assert known["town"].null_count() == 0


def test_recipients_can_quote_the_publication_that_they_were_sent(
    standing: Workspace, manifest: dict[str, object]
) -> None:
    folder = standing.publication(AS_OF)
    told = [json.loads(file.read_text()) for file in sorted((folder / "supervision").rglob("manifest.json"))]
    told += [json.loads(line) for line in (folder / "city_platform" / "_DONE").read_text().splitlines()]
    assert {one["edition"] for one in told} == {manifest["edition"]}
    for dictionary in folder.rglob("数据字典.md"):
        assert f"发布编号:{manifest['edition']}" in dictionary.read_text(encoding="utf-8")


def test_a_second_night_without_news_leaves_everything_as_it_stands(workspace: Workspace) -> None:
    folder = workspace.publication(AS_OF)
    before = (files_of(folder), (folder / "manifest.json").read_bytes())
    outcome = run(workspace)
    assert outcome.unchanged_since == json.loads(before[1])["run_id"]
    assert (files_of(folder), (folder / "manifest.json").read_bytes()) == before


def test_the_same_night_again_writes_the_same_bytes(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    shutil.rmtree(workspace.publication(AS_OF))
    workspace.warehouse.unlink()
    assert run(workspace).unchanged_since is None
    assert files_of(workspace.publication(AS_OF)) == before


def test_reports_by_hand_make_up_the_same_publication_as_a_night(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    shutil.rmtree(workspace.publication(AS_OF))
    complete = [run(workspace, flow).complete for flow in BY_HAND]
    assert complete == [False, False, False, False, False, True, True]
    assert files_of(workspace.publication(AS_OF)) == before


def test_a_report_by_hand_leaves_the_others_as_they_were(workspace: Workspace) -> None:
    before = files_of(workspace.publication(AS_OF))
    (workspace.landing / "新申请_20190630.csv").unlink(missing_ok=True)
    run(workspace, Flow.MISMATCH)
    assert files_of(workspace.publication(AS_OF)) == before


@pytest.mark.parametrize("flow", [flow for flow in BY_HAND if flow is not Flow.INGEST])
def test_a_report_by_hand_needs_something_to_go_on_from(fresh: Workspace, flow: Flow) -> None:
    with pytest.raises(ConfigurationError, match="hedui run ingest"):
        run(fresh, flow)
    assert not fresh.published_dates()


def test_a_new_date_reads_no_file_and_links_no_row_again_and_a_clue_keeps_its_id(workspace: Workspace) -> None:
    run(workspace, as_of=NEXT_DAY)
    stages = json.loads((workspace.publication(NEXT_DAY) / "manifest.json").read_text())["stages"]
    rows = {one["stage"]: one["rows"] for one in stages}
    assert rows["ingest"] == 0
    assert [one["stage"] for one in stages].count("store") == 1
    assert (workspace.published / "latest").resolve() == workspace.publication(NEXT_DAY).resolve()

    # A clue keeps its id and the day on which it was first seen.
    first, second = (table_of(workspace, "mismatch", day) for day in (AS_OF, NEXT_DAY))
    both = second.join(first, on="finding_id", suffix="_before")
    assert both.height > 0
    assert both["first_seen"].unique().to_list() == [AS_OF]
    assert both["last_seen"].unique().to_list() == [NEXT_DAY]
    new = second.join(first, on="finding_id", how="anti")
    assert set(new["first_seen"]) <= {NEXT_DAY}

    # An earlier date that is run again does not become the latest.
    shutil.rmtree(workspace.publication(AS_OF))
    run(workspace)
    assert (workspace.published / "latest").resolve() == workspace.publication(NEXT_DAY).resolve()
