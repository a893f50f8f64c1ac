"""Secrets of a workspace: the same from the same registry, kept once made, readable by the bureau alone."""

from datetime import date
from pathlib import Path

from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key, supervision_key
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
    keys = Workspace(tmp_path).keys
    keys.mkdir()
    (keys / "supervision.key").write_text("ours")
    assert supervision_key(Workspace(tmp_path), registry_of(WANG)) == b"ours"


def test_the_seal_of_reviews_is_nobody_elses(tmp_path: Path) -> None:
    one, other = Workspace(tmp_path / "one"), Workspace(tmp_path / "other")
    assert review_key(one) == review_key(one) != review_key(other)
