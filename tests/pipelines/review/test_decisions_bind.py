"""What was decided binds the nights that follow, until the row changes."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl

from pipelines.record.store import append_entries, read_record
from pipelines.review.counts import decision_counts
from pipelines.review.export import export_review, last_night, states_tonight
from pipelines.review.store import read_decisions
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from schemas.decision import DecisionState
from schemas.flow import Flow
from tests.pipelines.filled_workbook import Line, candidates, decided, read_lines
from tests.pipelines.review.desk import (
    DIFFERENT,
    SAME,
    Take,
    key,
    learn,
    linked_to_this,
    links,
    one_each,
    said,
)
from tests.pipelines.small_district import AS_OF, hedui, run, table_of


def test_a_decision_binds_the_next_night_whatever_it_is(
    workspace: Workspace, out: list[Line], sampled: list[Line], take: Take
) -> None:
    """A doubtful row is linked, a link is undone by two persons, and one is enough to confirm another."""
    line = candidates(out)[0]
    undone, sure = [one for one in one_each(sampled) if linked_to_this(one)][:2]
    assert links(workspace, line)["outcome"] == "review"
    before = links(workspace, sure)
    take(decided(line, SAME))
    take(decided(undone, DIFFERENT, reviewer="复核乙"))
    assert take(decided(sure, SAME)).verdicts
    run(workspace)
    after = links(workspace, line)
    assert (after["outcome"], after["registry_name"]) == ("linked", key(line)["registry_name"])
    assert str(after["reason"]).startswith("decision")
    assert links(workspace, undone)["registry_name"] is None or links(workspace, undone)["outcome"] != "linked"
    confirmed = links(workspace, sure)
    assert (confirmed["registry_id_no"], confirmed["grade"]) == (before["registry_id_no"], before["grade"])
    states = states_tonight(last_night(workspace, AS_OF), read_decisions(workspace))["state"].to_list()
    assert states == [DecisionState.IN_FORCE] * 3
    run(workspace, Flow.LINK)
    assert links(workspace, line) == after


def test_a_rejected_pair_is_never_raised_again(
    workspace: Workspace, out: list[Line], take: Take, tmp_path: Path
) -> None:
    rejected = {(said(line), key(line)["person_key"]) for line in candidates(out)}
    take(*(decided(line, DIFFERENT) for line in candidates(out)))
    for night in range(2):
        run(workspace, Flow.LINK)
        path = tmp_path / f"again{night}.xlsx"
        export_review(workspace, AS_OF, path)
        learn(workspace)
        raised = {(said(line), key(line)["person_key"]) for line in candidates(read_lines(path))}
        assert not raised & rejected
    table = table_of(workspace, "links")
    assert table.filter(pl.col("why_not") == "ruled_out").height > 0


def test_a_decision_lapses_when_the_row_changes_and_is_reported(
    workspace: Workspace, out: list[Line], take: Take, tmp_path: Path
) -> None:
    line = next(one for one in candidates(out) if ".csv" in key(one)["place"] and key(one)["name"])
    take(decided(line, SAME))
    _rename(workspace, line)
    run(workspace)
    assert not str(links(workspace, line)["reason"]).startswith("decision")
    done = export_review(workspace, AS_OF, tmp_path / "later.xlsx")
    assert done.lapsed == 1
    (told,) = read_lines(tmp_path / "later.xlsx", "已失效判定")
    assert told["原因"] == DecisionState.ROW_CHANGED.label


def _rename(workspace: Workspace, line: Line) -> None:
    """The supplier writes another name on the row."""
    file, _, number = key(line)["place"].rpartition(":")
    path = workspace.landing / file
    content = path.read_bytes()
    encoding = "utf-8" if _decodes(content, "utf-8") else "gb18030"
    rows = content.decode(encoding).splitlines(keepends=True)
    before = rows[int(number) - 1]
    rows[int(number) - 1] = before.replace(key(line)["name"], "欧阳改名")
    assert rows[int(number) - 1] != before
    path.write_bytes("".join(rows).encode(encoding))


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def test_the_status_counts_what_binds_and_what_has_lapsed(workspace: Workspace, out: list[Line], take: Take) -> None:
    assert decision_counts(workspace, AS_OF) == {}
    take(decided(candidates(out)[0], DIFFERENT))
    assert decision_counts(workspace, AS_OF) == {DecisionState.IN_FORCE: 1}
    (recorded,) = read_record(workspace)
    gone = replace(recorded.entry, payload={**recorded.entry.payload, "mention_key": "gone"})
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, [gone])
    done = hedui("status", "--workspace", workspace.root, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["decisions"] == {DecisionState.IN_FORCE.label: 1, DecisionState.ROW_CHANGED.label: 1}
