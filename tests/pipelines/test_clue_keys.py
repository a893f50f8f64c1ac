"""Clues are numbered under a key of the workspace: the same anywhere, for ever, and for clues of the first version."""

import json
import shutil
from datetime import timedelta

import polars as pl
import pytest

import policies.clue_ids
from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import key_file
from schemas.errors import KeyFileError
from tests.pipelines.small_district import AS_OF, hedui, run

NEXT_DAY = AS_OF + timedelta(days=1)


def findings(workspace: Workspace, day: object = AS_OF) -> pl.DataFrame:
    return pl.read_parquet(workspace.published / str(day) / "mismatch.parquet")


@pytest.fixture
def first_version(fresh: Workspace) -> Workspace:
    """A workspace that had a night before ids were keyed: plain ids, no key, and no word of a key anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(policies.clue_ids, "keyed_ids", lambda plain, _: plain)
        run(fresh)
    key_file(fresh, "clues").unlink()
    manifest = fresh.publication(AS_OF) / "manifest.json"
    said = json.loads(manifest.read_text())
    del said["clue_key"]
    manifest.write_text(json.dumps(said))
    fresh.warehouse.unlink()
    fresh.history.unlink()
    return fresh


def test_clues_of_the_first_version_keep_their_first_day_and_are_found_by_their_old_ids(
    first_version: Workspace,
) -> None:
    before = findings(first_version)
    run(first_version, as_of=NEXT_DAY)
    after = findings(first_version, NEXT_DAY)
    assert set(after["finding_id"]).isdisjoint(before["finding_id"])
    told = published_tables(first_version, AS_OF)["mismatch"]
    still = after.filter(pl.col("finding_id").is_in(told["finding_id"].implode()))
    assert still.height > before.height // 2
    assert still["first_seen"].unique().to_list() == [AS_OF]
    old = before["finding_id"][told["finding_id"].to_list().index(still["finding_id"][0])]
    shown = hedui("explain", old, "--workspace", first_version.root)
    assert shown.returncode == 0, shown.stderr
    assert str(still["finding_id"][0]) in shown.stdout
    compared = hedui("diff", AS_OF, NEXT_DAY, "--workspace", first_version.root, "--json")
    unchanged = sum(one["staying"] for one in json.loads(compared.stdout)["checks"])
    assert unchanged > before.height // 2


def test_the_key_is_drawn_alike_anywhere_and_kept(standing: Workspace, workspace: Workspace) -> None:
    key = key_file(standing, "clues").read_bytes()
    shutil.rmtree(workspace.keys)
    run(workspace, as_of=NEXT_DAY)
    assert key_file(workspace, "clues").read_bytes() == key
    assert key_file(workspace, "clues").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("left", [None, "{", "[]"])
def test_a_publication_whose_manifest_is_gone_gives_no_clue_another_number(
    workspace: Workspace, left: str | None
) -> None:
    before = findings(workspace)
    manifest = workspace.publication(AS_OF) / "manifest.json"
    manifest.unlink()
    if left is not None:
        manifest.write_text(left)
    run(workspace, as_of=NEXT_DAY)
    after = findings(workspace, NEXT_DAY)
    still = after.filter(pl.col("finding_id").is_in(before["finding_id"].implode()))
    assert still.height > before.height // 2
    assert still["first_seen"].unique().to_list() == [AS_OF]
    assert published_tables(workspace, AS_OF)["mismatch"]["finding_id"].equals(before["finding_id"])


def test_another_key_than_before_stops_the_night_instead_of_making_every_clue_new(workspace: Workspace) -> None:
    key_file(workspace, "clues").write_bytes(b"0" * 64)
    with pytest.raises(KeyFileError, match=r"clues\.key"):
        run(workspace, as_of=NEXT_DAY)
    assert workspace.published_dates() == [AS_OF]


def test_a_lost_key_that_cannot_be_drawn_again_stops_the_night(workspace: Workspace) -> None:
    key_file(workspace, "clues").unlink()
    for control in workspace.landing.glob("*.ctl.json"):
        control.unlink()
    registry = next(path for path in workspace.landing.iterdir() if path.name.startswith(("civil_registry_", "户籍")))
    lines = registry.read_bytes().splitlines(keepends=True)
    registry.write_bytes(b"".join(lines[:-1]))
    with pytest.raises(KeyFileError, match="不见了"):
        run(workspace, as_of=NEXT_DAY)
    assert not key_file(workspace, "clues").exists()
