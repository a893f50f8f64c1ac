"""Delivery to a folder and to a real SFTP server, also killed in the middle."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.delivery.deliver import deliver as bring_to
from pipelines.delivery.intake import take_in
from pipelines.delivery.target import Target, target_of
from pipelines.publishing.hand_overs import undelivered
from pipelines.workspace.folders import Workspace
from schemas.errors import ConfigurationError, NotDeliveredError
from tests.faults.killed import PATIENCE_SECONDS, delivery, started
from tests.pipelines.sftp_server import PASSWORD
from tests.pipelines.small_district import AS_OF, copy_of, hedui, night_before, run, table_of


@dataclass(frozen=True)
class Server:
    root: Path
    address: str
    environment: dict[str, str]


@pytest.fixture
def workspace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return copy_of(night_before(tmp_path_factory.getbasetemp()), tmp_path / "workspace")


@pytest.fixture(params=["new"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    root, told, secret = tmp_path / "there", tmp_path / "known_hosts", tmp_path / "password"
    root.mkdir()
    secret.write_text(f"{PASSWORD}\n")
    secret.chmod(0o600)
    command = [sys.executable, "-m", "tests.pipelines.sftp_server", str(root), str(told), request.param]
    with subprocess.Popen(command) as process:
        try:
            while not told.exists():
                assert process.poll() is None, "the server ended at once"
                time.sleep(0.05)
            port = told.read_text().split("]:")[1].split()[0]
            variables = {"HEDUI_SFTP_PASSWORD_FILE": str(secret), "HEDUI_SFTP_KNOWN_HOSTS": str(told)}
            yield Server(root, f"sftp://bureau@127.0.0.1:{port}/in %20#a", variables)
        finally:
            process.kill()


def deliver(workspace: Workspace, to: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    done = hedui("deliver", "--to", to, "--workspace", workspace.root, "--json", **environment)
    gc.collect()  # the connection, which a process of its own would end with
    return done


def require_whole(there: Path, workspace: Workspace) -> None:
    ours = workspace.publication(AS_OF)
    pairs = {"city_platform/000001": ours / "city_platform", f"supervision/{AS_OF}": ours / "supervision"}
    for place, folder in pairs.items():
        files = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
        assert {path.relative_to(there / place) for path in (there / place).rglob("*") if path.is_file()} == files
        assert all((there / place / name).read_bytes() == (folder / name).read_bytes() for name in files)


def require_honest(there: Path) -> None:
    """Where `_DONE` or `SHA256SUMS` stands, everything that it names stands whole."""
    for done in there.rglob("_DONE"):
        for line in map(json.loads, _lines(done)):
            assert hashlib.sha256((done.parent / line["file"]).read_bytes()).hexdigest() == line["sha256"]
    for sums in there.glob("*/supervision/*/SHA256SUMS"):
        for digest, _, name in (line.partition("  ") for line in _lines(sums)):
            assert hashlib.sha256((sums.parent / name).read_bytes()).hexdigest() == digest


def _lines(vouching: Path) -> list[str]:
    """What a file vouches for; nothing where the server has yet to take it away, as it was told before the kill."""
    with suppress(FileNotFoundError):
        return vouching.read_text(encoding="utf-8").splitlines()
    return []


def names_below(root: Path) -> set[str]:
    """Everything below a folder in which somebody is at work, also while folders come and go."""
    return {f"{folder}/{name}" for folder, folders, files in os.walk(root) for name in (*folders, *files)}


def test_to_a_folder_once_and_again(workspace: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there"
    first = deliver(workspace, there)
    assert (first.returncode, json.loads(first.stdout)["batches"]) == (0, [1])
    require_whole(there, workspace)
    times = {path: path.stat().st_mtime_ns for path in there.rglob("*")}
    again = json.loads(deliver(workspace, there).stdout)
    assert (again["batches"], again["supervision"]) == ([], None)
    assert {path: path.stat().st_mtime_ns for path in there.rglob("*")} == times


def test_a_batch_that_an_earlier_try_brought_is_told_of(workspace: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    in_the_way = there / "supervision"
    in_the_way.touch()
    done = bring_to(workspace, target_of(str(there)), None, lambda text: in_the_way.unlink(), pauses=(0.0,))
    assert (done.batches, done.supervision) == ((1,), AS_OF)
    require_whole(there, workspace)


def test_to_a_server_that_one_knows(workspace: Workspace, server: Server) -> None:
    ended = deliver(workspace, server.address, **server.environment)
    assert ended.returncode == 0, ended.stderr
    require_whole(server.root / "in %20#a", workspace)
    unknown = server.root.parent / "empty"
    unknown.write_text("")
    refused = deliver(workspace, server.address, **{**server.environment, "HEDUI_SFTP_KNOWN_HOSTS": str(unknown)})
    assert (refused.returncode, "主机密钥" in refused.stderr) == (6, True)
    login = deliver(
        workspace,
        server.address,
        HEDUI_SFTP_KNOWN_HOSTS=server.environment["HEDUI_SFTP_KNOWN_HOSTS"],
        HEDUI_SFTP_PASSWORD="no",
    )
    assert (login.returncode, "拒绝登录" in login.stderr) == (6, True)
    assert PASSWORD not in ended.stderr + refused.stderr + login.stderr


def test_killed_in_the_middle_it_never_vouches_for_what_is_not_whole(workspace: Workspace, server: Server) -> None:
    chance, ends = random.Random(5), set[int | None]()
    for _ in range(15):
        before, until = names_below(server.root), time.monotonic() + PATIENCE_SECONDS
        process = started(delivery, workspace.root, server.address, server.environment)
        while process.is_alive() and names_below(server.root) == before:
            assert time.monotonic() < until, "nothing arrived"
            time.sleep(0.01)
        time.sleep(chance.random() * 0.15)
        process.kill()
        process.join()
        ends.add(process.exitcode)
        require_honest(server.root)
        for memory in workspace.deliveries.glob("*.json"):
            memory.unlink()
    assert -signal.SIGKILL in ends
    assert ends <= {0, -signal.SIGKILL}
    assert deliver(workspace, server.address, **server.environment).returncode == 0
    require_whole(server.root / "in %20#a", workspace)


@pytest.mark.parametrize("server", ["old"], indirect=True)
def test_a_server_that_cannot_rename_over_a_file_gets_every_file_whole(workspace: Workspace, server: Server) -> None:
    assert deliver(workspace, server.address, **server.environment).returncode == 0
    there = server.root / "in %20#a"
    (there / "city_platform/000001/coverage.csv").write_bytes(b"other")
    for memory in workspace.deliveries.glob("*.json"):
        memory.unlink()
    assert deliver(workspace, server.address, **server.environment).returncode == 0
    require_whole(there, workspace)


@pytest.mark.parametrize("address", ["sftp://a:secret@h/p", "sftp://h", "ftp://h/p", "sftp://h:0/p", ""])
def test_addresses_that_are_none(address: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        target_of(address)
    assert "secret" not in str(refused.value)


def test_a_path_is_taken_literally() -> None:
    assert target_of("sftp://u@h:2222/a%20b?c#d e") == Target("/a%20b?c#d e", "h", "u", 2222)


def test_a_delivery_that_failed_is_told_of_until_one_arrives(workspace: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("no folder")
    for expected, since in ((False, ()), (True, (AS_OF,))):
        with pytest.raises(NotDeliveredError):
            bring_to(workspace, target_of(str(there)), None, lambda text: None, expected=expected, pauses=())
        assert tuple(one.since for one in undelivered(workspace)) == since
    assert undelivered(workspace, AS_OF) == ()
    run(workspace, as_of=AS_OF + timedelta(days=1))
    page = workspace.publication(AS_OF + timedelta(days=1)) / "index.html"
    assert f"{there} 自 {AS_OF} 起未能送达" in page.read_text(encoding="utf-8")
    assert str(there) in hedui("status", "--workspace", workspace.root).stdout
    there.unlink()
    assert deliver(workspace, there).returncode == 0
    assert undelivered(workspace) == ()


def test_without_a_publication_there_is_nothing_to_deliver(workspace: Workspace, tmp_path: Path) -> None:
    ended = hedui("deliver", "--to", tmp_path / "there", "--as-of", "2018-01-01", "--workspace", workspace.root)
    assert ended.returncode == 2


@pytest.mark.parametrize("gone", ["supervision", "city_platform", "."])
def test_a_publication_of_which_something_is_gone_is_not_delivered(
    workspace: Workspace, tmp_path: Path, gone: str
) -> None:
    lost = workspace.publication(workspace.published_dates()[-1]) / gone
    shutil.rmtree(lost)
    lost.mkdir()
    told = deliver(workspace, tmp_path / "there")
    assert told.returncode == 2
    assert "不完整" in told.stderr


def test_what_arrives_is_taken_in_and_answered(workspace: Workspace, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert deliver(workspace, there).returncode == 0
    arrived = there / "city_platform"
    first = take_in(arrived, workspace.receipts)
    assert [line[3] for line in first.answered[1]] == ["接收"] * 5
    assert take_in(arrived, workspace.receipts).answered == {}
    workspace.settings_file.write_text('city_mode = "incremental"\n')
    run(workspace, as_of=AS_OF + timedelta(days=1))
    assert deliver(workspace, there).returncode == 0
    spoilt = arrived / "000002" / "coverage.csv"
    spoilt.write_bytes(spoilt.read_bytes() + b"x")
    second = take_in(arrived, workspace.receipts)
    assert {line[1] for line in second.answered[2] if line[3] == "退回"} == {"coverage.csv"}
    mismatch = table_of(workspace, "mismatch", AS_OF + timedelta(days=1))
    assert second.held["mismatch.csv"].keys() == set(mismatch["finding_id"])
