"""Batches, receipts and their record over whole nights."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.publishing.hand_overs import standing_hand_overs
from pipelines.warehouse import Warehouse
from pipelines.warehouse.city import city_history
from pipelines.workspace.folders import Workspace
from tests.pipelines.small_district import AS_OF, copy_of, files_of, night_before, run, table_of

HEADER = "批次号,文件,主键,结果,原因\n"
NEXT = AS_OF + timedelta(days=1)
THIRD, FOURTH = AS_OF + timedelta(days=2), AS_OF + timedelta(days=3)


@pytest.fixture
def workspace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    bureau = copy_of(night_before(tmp_path_factory.getbasetemp()), tmp_path / "workspace")
    bureau.receipts.mkdir()
    return bureau


def answer(workspace: Workspace, name: str, *lines: str, encoding: str = "utf-8-sig") -> None:
    (workspace.receipts / name).write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding=encoding)


def drop(workspace: Workspace, day: date, kind: str) -> list[dict[str, str]]:
    content = (workspace.publication(day) / "city_platform" / f"{kind}.csv").read_bytes().decode("gb18030")
    return list(csv.DictReader(io.StringIO(content, newline="")))


def done(workspace: Workspace, day: date) -> list[Mapping[str, Any]]:
    text = (workspace.publication(day) / "city_platform" / "_DONE").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def refused(workspace: Workspace, day: date) -> list[tuple[object, ...]]:
    found = table_of(workspace, "quarantine", day).filter(pl.col("source") == "receipts")
    return found.select("file", "row_number", "column", "reason", "value").rows()


def told_on_page(workspace: Workspace, day: date) -> list[str]:
    """Of the last batch: number, rows, received, returned, waiting, to be sent again."""
    page = (workspace.publication(day) / "index.html").read_text(encoding="utf-8")
    table = page.partition("市平台最近一批")[2].partition("</table>")[0]
    return [*map(str, map(int, re.findall("批次 ([0-9]{6})", table))), *re.findall(">([0-9,]+)</td>", table)]


FILES = ("mismatch", "mutual_inclusion", "coverage", "coverage_gaps", "households")


def test_what_was_acknowledged_is_not_sent_again(workspace: Workspace) -> None:
    workspace.settings_file.write_text('city_mode = "incremental"\n')
    sent = {kind: drop(workspace, AS_OF, kind) for kind in FILES}
    back, other = [row["主键"] for row in sent["mismatch"] if row["检查项"] == "Q1"][:2]
    answer(workspace, "a.csv", *(f"1,{kind}.csv,,接收," for kind in FILES))
    answer(workspace, "b.csv", f"000001,mismatch.csv,{back},退回,缺少字段", encoding="gb18030")
    run(workspace, as_of=NEXT)
    (workspace.receipts / "a.csv").unlink()

    assert {(line["batch"], line["mode"]) for line in done(workspace, NEXT)} == {(2, "incremental")}
    again = {row["主键"]: row["操作"] for row in drop(workspace, NEXT, "mismatch")}
    assert again[back] == "新增"
    assert other not in again
    listed = table_of(workspace, "city_returned", NEXT)
    assert listed.rows() == [("mismatch.csv", back, 1, "缺少字段", NEXT)]
    rate = (
        table_of(workspace, "coverage", NEXT).filter(kpi="K8").select("area_level", "numerator", "denominator", "met")
    )
    total = sum(len(rows) for rows in sent.values())
    assert rate.rows() == [("district", total, total, True)]
    assert not [
        row for kind in ("coverage", "coverage_gaps") for row in drop(workspace, NEXT, kind) if row["指标"] == "K8"
    ]
    before = files_of(workspace.publication(NEXT))

    assert told_on_page(workspace, NEXT) == ["1", f"{total:,}", f"{total - 1:,}", "1", "0", "1"]
    answer(workspace, "c.csv", *(f"2,{kind}.csv,,接收," for kind in FILES))
    assert run(workspace, as_of=NEXT).unchanged_since
    assert (newest := standing_hand_overs(workspace).batch) is not None
    assert (newest.number, newest.received, newest.waiting) == (2, newest.rows, 0)
    (workspace.receipts / "c.csv").unlink()
    workspace.warehouse.unlink()  # what was read of receipts lives on in what every run keeps apart
    run(workspace, as_of=THIRD)
    assert files_of(workspace.publication(NEXT)) == before
    assert back not in {row["主键"] for row in drop(workspace, THIRD, "mismatch")}
    assert table_of(workspace, "city_returned", THIRD).is_empty()


def test_lines_that_speak_of_nothing_are_refused_and_disturb_nothing(workspace: Workspace) -> None:
    key = drop(workspace, AS_OF, "households")[0]["主键"]
    answer(
        workspace,
        "坏.csv",
        "2,mismatch.csv,,接收,",
        "9,mismatch.csv,,接收,",
        "1,other.csv,,接收,",
        "1,mismatch.csv,nobody,退回,x",
        f"1,households.csv,{key},收到,",
        f"1,households.csv,{key},接收,",
    )
    (workspace.receipts / "unread.csv").write_bytes(b"\xff\xff\x00")
    (workspace.receipts / "header.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(workspace, as_of=NEXT).exit_code == 0
    faults = refused(workspace, NEXT)
    assert [fault[:3] for fault in faults if fault[0] == "坏.csv"] == [
        ("坏.csv", 2, "batch"),
        ("坏.csv", 3, "batch"),
        ("坏.csv", 4, "file"),
        ("坏.csv", 5, "key"),
        ("坏.csv", 6, "result"),
    ]
    assert [fault[:2] for fault in faults if fault[0] != "坏.csv"] == [("header.csv", 1), ("unread.csv", 1)]
    assert table_of(workspace, "coverage", NEXT).filter(kpi="K8")["numerator"].to_list() == [1]
    gaps = table_of(workspace, "coverage_gaps", NEXT).filter(kpi="K8")
    assert f"households.csv|{key}" not in gaps["key"].to_list()
    before = files_of(workspace.publication(NEXT))
    (workspace.publication(NEXT) / "index.html").unlink()
    run(workspace, as_of=NEXT)  # the batch that was not made yet now is, and stays refused here
    assert files_of(workspace.publication(NEXT)) == before


def test_a_batch_keeps_its_number_until_it_comes_out_otherwise(workspace: Workspace) -> None:
    (workspace.publication(AS_OF) / "index.html").unlink()
    run(workspace)
    assert {line["batch"] for line in done(workspace, AS_OF)} == {1}
    workspace.settings_file.write_text('city_mode = "incremental"\n')
    run(workspace)
    assert {line["batch"] for line in done(workspace, AS_OF)} == {2}
    answer(workspace, "old.csv", "1,mismatch.csv,,接收,", "2,mismatch.csv,,接收,")
    run(workspace, as_of=NEXT)
    assert refused(workspace, NEXT) == []
    run(workspace, as_of=AS_OF)
    assert {line["batch"] for line in done(workspace, AS_OF)} == {2}


def test_the_record_comes_back_from_what_is_published_and_a_date_before_the_newest_makes_no_batch(
    workspace: Workspace,
) -> None:
    workspace.settings_file.write_text('city_mode = "incremental"\n')
    run(workspace, as_of=THIRD)
    assert table_of(workspace, "coverage", THIRD).filter(kpi="K8").is_empty()  # without a receipt there is no rate
    assert {line["batch"] for line in done(workspace, THIRD)} == {2}

    def record() -> list[pl.DataFrame]:
        with Warehouse(workspace.warehouse) as warehouse:
            history = city_history(warehouse)
        return [history.batches, history.spans.sort(pl.all())]

    before = record()
    with Warehouse(workspace.warehouse) as warehouse:  # as after a kill between publication and record
        for name in ("city_batch", "city_span"):
            warehouse.execute(f"DELETE FROM {name}")
    run(workspace, as_of=FOURTH)
    after = record()
    assert after[0].filter(pl.col("number") < 3).equals(before[0])
    assert after[1].filter(pl.col("first") < 3).drop("last").equals(before[1].drop("last"))
    assert {line["batch"] for line in done(workspace, FOURTH)} == {3}

    workspace.settings_file.unlink()
    run(workspace, as_of=NEXT)
    assert not (workspace.publication(NEXT) / "city_platform").exists()
    workspace.settings_file.write_text('city_mode = "incremental"\n')
    run(workspace, as_of=AS_OF)
    assert {(line["batch"], line["mode"]) for line in done(workspace, AS_OF)} == {(1, "full")}
