"""A folder is known for another, also where the file system gives it the number of the one that stood there."""

from pathlib import Path

from pipelines.workspace.standing import standing


def test_another_folder_in_the_same_place_is_never_taken_for_the_same(tmp_path: Path) -> None:
    place = tmp_path / "2019-06-30"
    place.mkdir()
    for _ in range(20):
        with standing(place) as stands:
            assert stands()
            place.rmdir()
            assert not stands()
            place.mkdir()
            assert not stands()


def test_nothing_is_known_for_nothing(tmp_path: Path) -> None:
    place = tmp_path / "2019-06-30"
    with standing(place) as stands:
        assert stands()
        place.mkdir()
        assert not stands()
