"""What somebody else of the machine has put where the product writes gets nothing of what is written."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.delivery.bring import Parcel, bring
from pipelines.delivery.target import target_of
from pipelines.telling.message import Message
from pipelines.telling.send import send
from pipelines.telling.settings import Notify
from pipelines.workspace.folders import Workspace, name_aside, write_private_stream
from pipelines.workspace.places import Folder
from pipelines.workspace.shared import clear_left, place_of
from schemas.errors import SharedPlaceError

SECRET = b"432902"
PARCEL = Parcel("2019-06-30", {"clues.csv": SECRET, "_DONE": b"{}"}, last="_DONE")


def a_file(path: Path) -> Path:
    path.touch(0o666)
    return path


def a_link(path: Path) -> Path:
    path.symlink_to(a_file(path.with_name("elsewhere")))
    return path


def a_pipe(path: Path) -> Path:
    os.mkfifo(path, 0o666)
    return path


@pytest.mark.parametrize("planted", [a_file, a_link, a_pipe])
def test_a_private_file_is_a_new_one(tmp_path: Path, planted: Callable[[Path], Path]) -> None:
    path = planted(tmp_path / "backup.tgz")
    with pytest.raises(FileExistsError), write_private_stream(path):
        pass


def test_nobody_knows_under_which_name_a_file_is_written_aside(tmp_path: Path) -> None:
    assert len({name_aside(tmp_path / "backup.tgz") for _ in range(10)}) == 10


@pytest.mark.parametrize("planted", [a_file, a_link])
def test_a_delivery_is_not_written_into_a_file_that_waits_for_it(
    tmp_path: Path, planted: Callable[[Path], Path]
) -> None:
    (tmp_path / PARCEL.place).mkdir()
    with planted(tmp_path / PARCEL.place / ".clues.csv.part").open("rb") as waiting:
        bring(target_of(str(tmp_path)).open(), str(tmp_path), PARCEL)
        assert waiting.read() == b""
    arrived = tmp_path / PARCEL.place / "clues.csv"
    assert arrived.read_bytes() == SECRET
    assert not arrived.is_symlink()


def test_parts_are_not_put_where_somebody_has_led_them(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    own = place_of(workspace, str(tmp_path))
    assert isinstance(own, Folder)
    (tmp_path / "elsewhere").mkdir()
    own.path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SharedPlaceError, match="不属于本账户"):
        clear_left(workspace, str(tmp_path))


def test_parts_are_not_put_where_anybody_may_put_another_folder_in_their_place(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(SharedPlaceError, match="可被其他账户改写"):
        clear_left(Workspace(tmp_path / "workspace"), str(tmp_path))
    tmp_path.chmod(0o1777)
    clear_left(Workspace(tmp_path / "workspace"), str(tmp_path))


def test_a_message_does_not_wait_at_a_pipe_for_somebody_to_read_it(tmp_path: Path) -> None:
    a_pipe(tmp_path / "told.txt")
    (sent,) = send(Workspace(tmp_path), Notify(file="told.txt"), Message("夜间核对", ()))
    assert sent.problem
