"""The ledger of whole nights: what people enter shows from its date on, and a night again tells the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.night import answers
from pipelines.publishing.names import RENDERED
from pipelines.record.entry import Entry
from pipelines.record.store import append_entries
from pipelines.record.work import work_entry
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.ledger import LEDGER
from schemas.outputs.precision import PRECISION
from schemas.terms import FindingState
from schemas.work import Assignment, Disposal, Result, Withdrawal
from tests.pipelines.small_district import AS_OF, copy_of, files_of, run, table_of

NEXT_DAY, THIRD_DAY = AS_OF + timedelta(days=1), AS_OF + timedelta(days=2)


def ledger(workspace: Workspace, day: date) -> dict[str, dict[str, object]]:
    return {row["finding_id"]: row for row in table_of(workspace, LEDGER.name, day).to_dicts()}


def enter(workspace: Workspace, entries: Sequence[Entry]) -> None:
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, entries)


def result(clue: str, word: FindingState, day: date) -> Entry:
    return work_entry(Result(clue, word, "入户核实"), day, "张一", "李二")


@pytest.fixture
def clues(workspace: Workspace) -> list[str]:
    """Five clues about overlaps, the first of a table."""
    found = table_of(workspace, "mismatch").filter(pl.col("check_id").is_in(["D1", "R7", "M2"]))
    return found["finding_id"].head(5).to_list()


def test_the_first_night_opens_every_clue(standing: Workspace) -> None:
    told = table_of(standing, LEDGER.name)
    raised = pl.concat([table_of(standing, one.name).select("finding_id") for one in FINDINGS])
    assert set(told["finding_id"]) == set(raised["finding_id"])
    assert told["data_status"].unique().to_list() == ["new"]
    assert told["state"].unique().to_list() == ["open"]
    assert (told["facts"].str.len_chars() > 0).all()
    assert table_of(standing, PRECISION.name)["check_id"].to_list() == sorted(CHECKS)


def test_what_people_enter_shows_from_its_date_on(workspace: Workspace, clues: list[str]) -> None:
    confirmed, refuted, given, withdrawn, later = clues
    enter(
        workspace,
        [
            work_entry(Assignment(given, "蔡市镇", AS_OF), AS_OF, "张一"),
            result(confirmed, FindingState.CONFIRMED, AS_OF),
            work_entry(Disposal(confirmed, "停发待遇", 120_50), NEXT_DAY, "张一"),
            result(refuted, FindingState.REFUTED, NEXT_DAY),
            result(withdrawn, FindingState.CONFIRMED, AS_OF),
            work_entry(Withdrawal(withdrawn, "填错"), NEXT_DAY, "张一", "李二"),
            result(later, FindingState.PARTLY, THIRD_DAY),
        ],
    )
    run(workspace)
    run(workspace, as_of=NEXT_DAY)
    told = ledger(workspace, NEXT_DAY)
    states = {clue: told[clue]["state"] for clue in clues}
    assert states == {
        confirmed: "closed",
        refuted: "refuted",
        given: "assigned",
        withdrawn: "open",
        later: "open",
    }
    assert (str(told[confirmed]["amount_recovered"]), told[confirmed]["still_raised"]) == ("120.50", False)
    assert [told[clue]["result"] for clue in clues] == ["confirmed", "refuted", None, None, None]
    assert (told[given]["overdue"], told[given]["due_on"]) == (True, AS_OF)
    assert (told[refuted]["prepared_by"], told[refuted]["reviewed_by"]) == ("张一", "李二")
    finding = table_of(workspace, "mismatch", NEXT_DAY).filter(pl.col("finding_id") == confirmed)
    assert finding.select("state", "first_seen").row(0) == ("closed", AS_OF)
    coverage = table_of(workspace, COVERAGE.name, NEXT_DAY).filter(pl.col("area") == "全区")
    rates = {row["kpi"]: (row["numerator"], row["denominator"]) for row in coverage.to_dicts()}
    assert (rates["K11"], rates["K12"]) == ((0, 1), (1, 1))
    gaps = table_of(workspace, COVERAGE_GAPS.name, NEXT_DAY).filter(pl.col("kpi") == "K11")
    assert gaps.select("key", "reason").rows() == [(given, "no_result")]
    assert table_of(workspace, PRECISION.name, NEXT_DAY)["results"].sum() == 2

    # The night before, run again, knows of its own day only; and so does another workspace with that record, which has
    # little memory and looks at its people in parts, its civil registry being taken for one of millions.
    shutil.rmtree(workspace.publication(AS_OF))
    run(workspace)
    assert {ledger(workspace, AS_OF)[clue]["state"] for clue in clues} == {"confirmed", "assigned", "open"}
    other = of_the_same_record(workspace, workspace.root.parent / "other")
    other.settings_file.write_text("memory = 0.004\n")
    with parts_counted() as parts, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.ingest.repeated._MANY", 1)
        for day in (AS_OF, NEXT_DAY):
            run(other, as_of=day)
            assert _inside(other, day) == _inside(workspace, day)
    assert min(parts) > 1


def of_the_same_record(workspace: Workspace, target: Path) -> Workspace:
    """Another workspace with the same files and record, and without any night."""
    other = copy_of(workspace, target)
    shutil.rmtree(other.published)
    other.published.mkdir()
    for memory in (other.warehouse, other.history):
        memory.unlink()
    return other


@contextmanager
def parts_counted() -> Iterator[list[int]]:
    """In how many parts the nights of a `with` block look at their people."""
    parts: list[int] = []
    wanted = answers.parts_wanted

    def noted(whole: int, memory: float, at_once: int) -> int:
        parts.append(wanted(whole, memory, at_once))
        return parts[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answers, "parts_wanted", noted)
        yield parts


def _inside(workspace: Workspace, day: date) -> dict[str, bytes]:
    """What stays in the bureau, or goes to the campaign; batches are numbered as they were made, and page and workbook
    tell of the last one."""
    files = files_of(workspace.publication(day))
    return {name: content for name, content in files.items() if not name.startswith(("city_platform/", *RENDERED))}


def test_what_could_not_be_asked_is_not_gone_also_where_the_night_before_was_killed_and_is_not_on_record(
    workspace: Workspace,
) -> None:
    for path in workspace.landing.glob("*"):
        if path.name.startswith(("deaths_", "死亡", "poverty_register_", "建档立卡")):
            path.unlink()
    before = ledger(workspace, AS_OF)
    with Warehouse(workspace.warehouse) as warehouse:
        for table in ("publication", "clue", "clue_answer", "clue_said"):
            warehouse.execute(f"DELETE FROM {table}")
    run(workspace, as_of=NEXT_DAY)
    told = ledger(workspace, NEXT_DAY)
    assert {told[clue]["first_seen"] for clue in before} == {AS_OF}
    statuses: dict[str, set[object]] = {}
    for clue, row in told.items():
        if clue in before:
            statuses.setdefault(str(row["check_id"]), set()).add(row["data_status"])
    assert statuses["B1"] == statuses["B3"] == {"not_run"}
    assert statuses["D1"] <= {"standing", "not_run"}
    assert "not_run" not in statuses["R7"]
