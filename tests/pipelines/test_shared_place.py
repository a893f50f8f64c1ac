"""The place of a night's parts: a folder, an S3 server, or whatever fsspec knows; nothing of anybody stays there."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest

from pipelines.night.start import run_flow
from pipelines.run.record import Run
from pipelines.run.stages import InTurn, Look
from pipelines.workspace.folders import Workspace
from pipelines.workspace.places import Folder, Place
from pipelines.workspace.remote import Store
from pipelines.workspace.settings import bears_password
from pipelines.workspace.shared import clear_left, place_of
from schemas.errors import SharedPlaceError
from schemas.flow import Flow
from tests.flows.served import wait_for
from tests.pipelines.small_district import AS_OF, copy_of, files_of, night_before

TABLE = pl.DataFrame({"id_no": ["43290219630715123X", None], "fen": [1, 2]})
ACCOUNT = {"AWS_ACCESS_KEY_ID": "one", "AWS_SECRET_ACCESS_KEY": "two", "AWS_DEFAULT_REGION": "us-east-1"}
ADDRESS = re.compile(r"Running on (http://127\.0\.0\.1:[0-9]+)\n")
"""The whole line: what is read may be what has been written of one so far."""


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty bucket; the environment says where its server is."""
    told = tmp_path_factory.mktemp("s3") / "log"
    with told.open("wb") as log, pytest.MonkeyPatch.context() as patch:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(lambda: server.poll() is not None or ADDRESS.search(told.read_text()))
            (server_at,) = ADDRESS.findall(told.read_text())
            for name, value in (ACCOUNT | {"AWS_ENDPOINT_URL": server_at}).items():
                patch.setenv(name, value)
            arrow = import_module("pyarrow.fs")
            arrow.S3FileSystem(endpoint_override=server_at, allow_bucket_creation=True).create_dir("bureau")
            yield "s3://bureau/parts"
        finally:
            server.kill()
            server.wait()


@pytest.fixture(params=["folder", "file://", "memory://", "s3://"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "s3://":
        return str(request.getfixturevalue("bucket"))
    if request.param == "memory://":
        return f"memory://{tmp_path.name}"
    return f"{request.param.removeprefix('folder')}{tmp_path}"


def test_what_is_written_is_read_and_taken_away_and_no_other_workspace_is_touched(address: str, tmp_path: Path) -> None:
    own, other = (place_of(Workspace(tmp_path / name), address).below("run.parts") for name in ("one", "other"))
    for place in (own, other):
        place.below("part-0001").make()
        place.below("part-0001").write_table("rows of a.parquet", TABLE)
        place.below("part-0001").write("facts.json", b"{}")
    clear_left(Workspace(tmp_path / "one"), address)
    assert (own.names(), own.below("part-0001").names()) == ([], [])
    with pytest.raises(OSError, match="facts"):
        own.below("part-0001").read("facts.json")
    left = other.below("part-0001")
    assert left.names() == ["facts.json", "rows of a.parquet"]
    assert left.read_table("rows of a.parquet").equals(TABLE)
    left.write("facts.json", b"again")
    assert left.read("facts.json") == b"again"


def test_a_folder_is_closed_to_others(tmp_path: Path) -> None:
    place = place_of(Workspace(tmp_path / "one"), str(tmp_path))
    assert isinstance(place, Folder)
    place.below("run.parts").make()
    place.below("run.parts").write_table("a.parquet", TABLE)
    modes = {path.stat().st_mode & 0o777 for path in place.path.rglob("*")}
    assert modes == {0o700, 0o600}


@pytest.mark.parametrize("address", ["/nowhere/at/all", "nosuch://…", "s3://…", "sftp://…"])
def test_a_place_that_is_not_there_is_named(address: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if address.startswith("s3://"):
        request.getfixturevalue("bucket")
    with pytest.raises(SharedPlaceError, match=address) as told:
        clear_left(Workspace(tmp_path), address.replace("…", "nobody/parts"))
    assert told.value.exit_code == 2


@pytest.mark.parametrize("address", ["s3://", "memory:///"])
def test_an_address_of_nothing_is_no_folder_here(address: str, tmp_path: Path) -> None:
    with pytest.raises(SharedPlaceError):
        clear_left(Workspace(tmp_path), address)


@pytest.mark.parametrize("address", ["s3://key:a/b@bucket/p", "sftp://u:p/w@host/x", "s3://b/p?secret=x"])
def test_a_password_in_an_address_is_seen_whatever_it_holds(address: str) -> None:
    assert bears_password(address)
    assert not bears_password("s3://bucket/prefix@2019")
    assert not bears_password("sftp://user@host:22/folder")


def test_a_night_in_parts_on_an_s3_server_publishes_the_same_and_leaves_nobody_there(
    bucket: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    standing = night_before(tmp_path_factory.getbasetemp())
    workspace = copy_of(standing, tmp_path / "workspace")
    killed = place_of(workspace, bucket).below("killed.parts")
    killed.make()
    killed.write_table("persons.parquet", TABLE)
    workspace.settings_file.write_text("memory = 0.002\n")
    at_work = Watched()
    run_flow(Run(workspace, Flow.VERIFY, AS_OF, shared=bucket, spread=at_work))
    assert [isinstance(place, Store) and count > 1 for place, count in at_work.seen] == [True]
    assert files_of(workspace.publication(AS_OF)) == files_of(standing.publication(AS_OF))
    assert not [path for path in _objects(place_of(workspace, bucket)) if path.endswith((".parquet", ".json"))]


class Watched(InTurn):
    """Remembers where the parts lay, and how many they were."""

    def __init__(self) -> None:
        self.seen: list[tuple[Place, int]] = []

    def __call__(
        self, look: Look, folder: Place, count: int, asked: tuple[str, ...], done: Callable[[int], None]
    ) -> None:
        self.seen.append((folder, count))
        super().__call__(look, folder, count, asked, done)


def _objects(place: Place) -> list[str]:
    """The names of all that lies in a place of an S3 server."""
    assert isinstance(place, Store)
    files, path = place.opened()
    return [one.path for one in files.get_file_info(import_module("pyarrow.fs").FileSelector(path, recursive=True))]
