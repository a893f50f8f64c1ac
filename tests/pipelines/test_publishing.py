"""A publication takes its place in one step, whatever the file system can do, and is trusted only while it is whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.publishing import place as publishing
from pipelines.publishing.place import outputs_of, publish, recover, stands
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold

JUNE, JULY = date(2019, 6, 30), date(2019, 7, 31)


@pytest.fixture
def bare(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "workspace")
    made.prepare()
    return made


def written(workspace: Workspace, name: str, content: str) -> Path:
    folder = workspace.staging / name
    (folder / "supervision").mkdir(parents=True)
    (folder / "page.html").write_text(content)
    (folder / "supervision" / "list").write_text(content)
    return folder


def content(workspace: Workspace, day: date) -> str:
    return (workspace.publication(day) / "page.html").read_text()


@pytest.mark.parametrize("can_swap", [True, False])
def test_the_new_takes_the_place_of_the_old(
    bare: Workspace, monkeypatch: pytest.MonkeyPatch, *, can_swap: bool
) -> None:
    if not can_swap:  # what a system without renameat2 says
        monkeypatch.setattr(publishing, "_swapped", lambda _one, _other: False)
    publish(bare, JUNE, written(bare, "first", "old"))
    publish(bare, JUNE, written(bare, "second", "new"))
    assert content(bare, JUNE) == "new"
    assert list(bare.staging.iterdir()) == []


def test_latest_names_the_newest_date_not_the_last_run(bare: Workspace) -> None:
    publish(bare, JULY, written(bare, "july", "july"))
    publish(bare, JUNE, written(bare, "june", "june"))
    assert (bare.published / "latest" / "page.html").read_text() == "july"
    assert bare.published_dates() == [JUNE, JULY]


def test_what_was_set_aside_comes_back_unless_its_place_is_taken(bare: Workspace) -> None:
    publish(bare, JULY, written(bare, "july", "new"))
    for day, text in ((JUNE, "june"), (JULY, "old")):
        aside = written(bare, f"replaced-{day}", text)
        assert aside.exists()
    recover(bare)
    assert (content(bare, JUNE), content(bare, JULY)) == ("june", "new")
    assert list(bare.staging.iterdir()) == []


@pytest.mark.parametrize("look", [lambda bare: bare.latest(), lambda bare: bare.publication(JUNE).is_dir() and JUNE])
def test_a_reader_waits_while_one_takes_the_place_of_another(
    bare: Workspace, look: Callable[[Workspace], object]
) -> None:
    """As it is between two renames, where a file system cannot swap names."""
    publish(bare, JUNE, written(bare, "first", "old"))
    aside = (bare.published / str(JUNE)).rename(bare.staging / f"replaced-{JUNE}")
    assert not look(bare)  # whoever set it aside was killed: nobody will put it back while one waits
    with hold(bare.lock_file, datetime.now(UTC)), ThreadPoolExecutor(1) as beside:
        seen = beside.submit(look, bare)
        assert not wait([seen], timeout=0.2).done
        written(bare, "second", "new").rename(bare.published / str(JUNE))
        assert seen.result() == JUNE
    assert content(bare, JUNE) == "new"
    assert aside.exists()


@pytest.mark.parametrize("harm", ["change", "remove", "add"])
def test_a_folder_stands_only_while_its_files_are_those_listed(bare: Workspace, harm: str) -> None:
    folder = written(bare, "run", "text")
    outputs = outputs_of(folder, {"page.html": 7})
    assert [(one["file"], one["rows"]) for one in outputs] == [("page.html", 7), ("supervision/list", None)]
    assert stands(folder, outputs)
    match harm:
        case "change":
            (folder / "supervision" / "list").write_text("test")
        case "remove":
            (folder / "page.html").unlink()
        case _:
            (folder / "more").write_text("")
    assert not stands(folder, outputs)
