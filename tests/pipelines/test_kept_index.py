"""The index of a registry is made once, and made again where it is not what was written."""

from pathlib import Path

import pytest

from matchers.linkage import link_extracts
from matchers.registry import Registry
from pipelines.linking.kept_index import KeptIndex
from pipelines.workspace.mapped import let_go
from tests.matchers.linkage_village import PEOPLE
from tests.matchers.village import MODEL, registry_of, row, rows_of

PERSONS = registry_of(*PEOPLE)


def _inode(folder: Path) -> int:
    (place,) = folder.iterdir()
    return place.stat().st_ino


def _whole(registry: Registry) -> list[object]:
    numbers = registry.numbered(registry.of(registry.everybody, "code").to_series()).sort("at", "person").rows()
    names = registry.whose("registry_name", registry.of(registry.everybody, "registry_name").to_series())["person"]
    return [numbers, names.to_list(), registry.index.marks.tolist()]


@pytest.fixture
def kept(tmp_path: Path) -> KeptIndex:
    return KeptIndex(tmp_path / ".index", "this extract")


def test_an_index_is_made_once_and_says_the_same_each_time(kept: KeptIndex) -> None:
    made = _whole(Registry(PERSONS, kept.index(PERSONS, None)))
    first = _inode(kept.folder)
    let_go()
    assert _whole(Registry(PERSONS, kept.index(PERSONS, None))) == made
    assert _inode(kept.folder) == first
    files = list(kept.folder.rglob("*"))
    assert all(path.stat().st_mode & 0o077 == 0 for path in [kept.folder, *files])


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def _other(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("name", ["numbers.keys", "homes.persons", "marks", "contents.json"])
@pytest.mark.parametrize("spoil", [_cut, _other, Path.unlink])
def test_an_index_that_is_not_whole_is_made_again(kept: KeptIndex, name: str, spoil: object) -> None:
    made = _whole(Registry(PERSONS, kept.index(PERSONS, None)))
    (path,) = kept.folder.rglob(name)
    assert callable(spoil)
    spoil(path)
    assert _whole(Registry(PERSONS, kept.index(PERSONS, None))) == made
    assert len(list(kept.folder.iterdir())) == 1


def test_of_several_registries_the_last_is_kept_alone(kept: KeptIndex) -> None:
    kept.index(PERSONS, None)
    (first,) = kept.folder.iterdir()
    (kept.folder / ".killed").mkdir()
    fewer = PERSONS.head(3)
    other = Registry(fewer, KeptIndex(kept.folder, "another extract").index(fewer, None))
    assert other.of(other.everybody, "person").height == other.index.shards["names"].starts[-1] == 3
    (second,) = kept.folder.iterdir()
    assert first.name != second.name


def test_rows_are_linked_alike_by_what_is_kept(kept: KeptIndex) -> None:
    rows = rows_of(*(row(one["name"], one["id_no"], f"D{place}") for place, one in enumerate(PEOPLE)))
    anew = link_extracts(PERSONS, rows, MODEL, 2019)["low_income"]
    for _ in range(2):
        linked = link_extracts(PERSONS, rows, MODEL, 2019, indexed=lambda persons: kept.index(persons, None))
        assert linked["low_income"].equals(anew)
