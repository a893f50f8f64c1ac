"""Doubtful rows go out as a workbook that is private and tells nothing of weights."""

import json
import re
from pathlib import Path

import pytest

from pipelines.review.export import export_review, last_night
from pipelines.review.keys import Offered
from pipelines.review.store import read_decisions
from pipelines.workspace.folders import Workspace
from schemas import review
from schemas.errors import ConfigurationError, InputRefusedError
from tests.pipelines.filled_workbook import Line, candidates, decided, read_lines, save_lines
from tests.pipelines.review.desk import DECIDED_ON, DIFFERENT, UNSURE, Take, key, learn, linked_to_this
from tests.pipelines.small_district import AS_OF, hedui


def test_the_workbook_is_private_blind_and_masks_what_agrees(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    done = export_review(workspace, AS_OF, path, linked=10)
    assert path.stat().st_mode & 0o777 == 0o600
    lines = read_lines(path)
    assert len({line[review.BLOCK] for line in lines}) == done.review + done.sampled
    assert done.review > 0
    assert done.sampled > 0
    shown = [cell for line in lines for column, cell in line.items() if column != review.KEY]
    registry = {str(one) for one in last_night(workspace, AS_OF).persons["id_no"]}
    assert not any(number in cell for cell in shown for number in registry)
    assert not any(word in header for header in lines[0] for word in ("权重", "等级", "weight", "grade"))


def test_only_the_asked_sources_go_out(workspace: Workspace, out: list[Line], tmp_path: Path) -> None:
    source = key(candidates(out)[0])["source"]
    export_review(workspace, AS_OF, tmp_path / "one.xlsx", [source])
    learn(workspace)
    assert {key(line)["source"] for line in candidates(read_lines(tmp_path / "one.xlsx"))} == {source}
    with pytest.raises(ConfigurationError, match="没有名为 天气 的来源"):
        export_review(workspace, AS_OF, tmp_path / "none.xlsx", ["天气"])


def test_the_same_night_gives_the_same_workbook(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        export_review(workspace, AS_OF, tmp_path / name, linked=10)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workspace_without_a_night_has_nothing_to_review(fresh: Workspace, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="还没有关联过数据"):
        export_review(fresh, AS_OF, tmp_path / "none.xlsx")


def test_a_code_says_nothing_of_the_pair_and_cannot_be_bent(
    workspace: Workspace, sampled: list[Line], take: Take
) -> None:
    line = next(filter(linked_to_this, sampled))
    assert re.fullmatch("[0-9a-f]{32}", line[review.KEY])
    pair = Offered.of(workspace).pair(line[review.KEY])
    assert pair is not None
    (file,) = [one for one in (workspace.record / "offered").iterdir() if line[review.KEY] in one.read_text()]
    file.write_text(file.read_text().replace('\\"link\\": \\"this\\"', '\\"link\\": \\"none\\"'))
    with pytest.raises(InputRefusedError, match="键已被改动"):
        take(decided(line, DIFFERENT))
    assert read_decisions(workspace).is_empty()


def test_the_commands_go_out_and_come_back(workspace: Workspace, tmp_path: Path) -> None:
    path, back = tmp_path / "复核.xlsx", tmp_path / "已填.xlsx"
    went = hedui("review", "export", path, "--workspace", workspace.root, "--as-of", AS_OF, "--json")
    assert went.returncode == 0, went.stderr
    assert json.loads(went.stdout)["review"] > 0
    lines = read_lines(path)
    first, second = candidates(lines)[:2]
    save_lines([decided(first, DIFFERENT), decided(second, UNSURE, reason="等邻居回来,13807461234")], back)
    came = hedui("review", "import", back, "--workspace", workspace.root, "--decided-on", DECIDED_ON)
    assert came.returncode == 0, came.stderr
    assert "已登记: 不是同一人 1 条" in came.stdout
    assert f"hedui run nightly --workspace {workspace.root} --as-of {AS_OF}" in came.stderr
    learn(workspace)
    for line, said, why in ((first, DIFFERENT, "入户核实,查看户口簿"), (second, UNSURE, "等邻居回来,138********")):
        told = hedui("explain", key(line)["place"], "--workspace", workspace.root)
        assert f"人工判定: {said}; 判定日期: {DECIDED_ON}; 判定依据: {why}; 经办人: 经办甲" in told.stdout
    save_lines([decided(candidates(lines)[0], "也许")], back)
    refused = hedui("review", "import", back, "--workspace", workspace.root)
    assert refused.returncode == 3
    assert "「结论」" in refused.stderr
    early = hedui("review", "import", back, "--workspace", workspace.root, "--decided-on", "2199-01-01")
    assert early.returncode == 2
    assert "判定日期 2199-01-01 晚于今天" in early.stderr
