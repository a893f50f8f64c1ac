"""Secrets of a workspace: the same from the same registry, kept once made, readable by the bureau alone."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import clue_key, drawn_clue_key, key_file, review_key, supervision_key
from schemas.errors import KeyFileError
from tests.matchers.village import person, registry_of

WANG, LI = person("王大山", date(1965, 4, 3), 11), person("李秀莲", date(1967, 8, 9), 22)


def test_the_same_registry_gives_the_same_key_anywhere(tmp_path: Path) -> None:
    one, other, third = (Workspace(tmp_path / name) for name in ("one", "other", "third"))
    key = supervision_key(one, registry_of(WANG, LI))
    assert supervision_key(other, registry_of(WANG, LI)) == key
    assert supervision_key(third, registry_of(WANG)) != key
    assert (one.keys / "supervision.key").stat().st_mode & 0o077 == 0


def test_a_key_stays_when_the_registry_moves_on(tmp_path: Path) -> None:
    key = supervision_key(Workspace(tmp_path), registry_of(WANG))
    assert supervision_key(Workspace(tmp_path), registry_of(WANG, LI)) == key


def test_a_key_of_the_bureaus_own_stays(tmp_path: Path) -> None:
    own = put_key(tmp_path, "ours, and as long as it must be..")
    assert supervision_key(Workspace(tmp_path), registry_of(WANG)) == own.read_bytes()


def test_the_seal_of_reviews_is_nobody_elses(tmp_path: Path) -> None:
    one, other = Workspace(tmp_path / "one"), Workspace(tmp_path / "other")
    assert review_key(one) == review_key(one) != review_key(other)


def test_the_keys_drawn_from_one_registry_are_different_ones(tmp_path: Path) -> None:
    workspace, registry = Workspace(tmp_path), registry_of(WANG, LI)
    assert clue_key(workspace, lambda: drawn_clue_key(registry)) != supervision_key(workspace, registry)


@pytest.mark.parametrize(("key", "mode", "complaint"), [("x" * 31, 0o600, "太短"), ("x" * 64, 0o640, "可被他人读取")])
def test_a_short_key_or_one_that_others_read_is_refused(tmp_path: Path, key: str, mode: int, complaint: str) -> None:
    put_key(tmp_path, key).chmod(mode)
    with pytest.raises(KeyFileError, match=complaint) as refused:
        supervision_key(Workspace(tmp_path), registry_of(WANG))
    assert refused.value.exit_code == 2


def put_key(root: Path, key: str) -> Path:
    path = key_file(Workspace(root), "supervision")
    path.parent.mkdir()
    path.write_text(key)
    path.chmod(0o600)
    return path
