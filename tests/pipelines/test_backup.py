"""A backup restores what cannot be made anew: the same night gives the same bytes, also beside a run at work."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.keeping.backup import back_up
from pipelines.keeping.restore import restore
from pipelines.publishing.place import publish, stands
from pipelines.record.entry import Entry, Kind
from pipelines.record.store import append_entries, read_record
from pipelines.warehouse import Warehouse
from pipelines.warehouse.nights import history_fingerprint, recorded_run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.correction import HEADERS
from schemas.errors import ArgumentError, DamagedBackupError, WorkspaceBusyError
from tests.faults.halted import wait_until_halted
from tests.pipelines.small_district import AS_OF, files_of, hedui, run, table_of

NEXT_DAY = AS_OF + timedelta(days=1)
_HOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
workspace = Workspace(Path(sys.argv[1]))
with hold(workspace.lock_file, datetime.now(UTC)), Warehouse(workspace.warehouse) as warehouse:
    warehouse.execute("DELETE FROM clue_answer")
    print("at work", flush=True)
    sys.stdin.read()
"""

_DYING = """
import os, signal, sys
from pipelines.cli import main
event, place = sys.argv.pop(), sys.argv.pop()
def dies(happens, said):
    if happens == event and str(said[0]).endswith(place):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(dies)
sys.exit(main())
"""


@contextmanager
def run_at_work(workspace: Workspace) -> Iterator[None]:
    """Another process holds the workspace and writes to its warehouse."""
    command = [sys.executable, "-c", _HOLD, str(workspace.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        try:
            yield
        finally:
            process.communicate("")


def decide(workspace: Workspace) -> None:
    payload = {"source": "low_income", "role": None, "mention_key": "m", "name": "王芳", "person_key": "p"}
    payload |= {"registry_name": "王芳", "verdict": "same", "reason": "入户核实"}
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, [Entry(Kind.DECISION, AS_OF, "经办甲", "复核乙", payload)])


def mend_orphan(workspace: Workspace) -> None:
    """Another name for the one row that bears a number."""
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        unique = "SELECT id_no FROM accepted_orphans GROUP BY id_no HAVING count(*) = 1 AND id_no IS NOT NULL"
        asked = f"SELECT id_no, name FROM accepted_orphans WHERE id_no IN ({unique}) ORDER BY id_no"
        number, name = warehouse.query(asked).row(0)
    said = ["孤儿保障", "身份证号", number, "姓名", name, f"{name}甲", "户口簿", "张一", "李二", "2019-07-01"]
    (workspace.corrections / "孤儿.csv").write_text(f"{','.join(HEADERS)}\n{','.join(said)}\n")


def history(workspace: Workspace) -> str:
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        return history_fingerprint(warehouse, NEXT_DAY)


def test_the_night_after_a_restored_backup_is_the_night_that_would_have_been(
    workspace: Workspace, tmp_path: Path
) -> None:
    decide(workspace)
    (workspace.root / "themes").mkdir()
    (workspace.root / "themes" / "死亡.yaml").write_text("name: 死亡\n")
    workspace.corrections.mkdir()
    mend_orphan(workspace)
    workspace.settings_file.write_text("max_findings_growth = 6.0\n")
    made = hedui("backup", tmp_path / "backup.tar.gz", "--workspace", workspace.root)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    other = Workspace(tmp_path / "other")
    restored = hedui("restore", tmp_path / "backup.tar.gz", "--workspace", other.root, "--json")
    assert restored.returncode == 0, restored.stderr
    assert json.loads(restored.stdout)["entries"] == 1
    assert (json.loads(restored.stdout)["landing"], "补齐 landing" in restored.stderr) == (False, True)
    assert list(other.landing.iterdir()) == []
    for name in ("keys", "record", "published", "themes", "corrections"):
        assert files_of(other.root / name) == files_of(workspace.root / name)
    assert {path.stat().st_mode & 0o077 for path in other.root.rglob("*") if not path.is_symlink()} == {0}
    shutil.copytree(workspace.landing, other.landing, dirs_exist_ok=True)
    for one in (workspace, other):
        run(one, as_of=NEXT_DAY)
    assert files_of(other.publication(NEXT_DAY)) == files_of(workspace.publication(NEXT_DAY))
    assert history(other) == history(workspace)
    assert table_of(other, "corrections", NEXT_DAY).height == 1
    assert [one.entry.kind for one in read_record(other)] == [Kind.DECISION, Kind.CORRECTION]

    # Publications that are left out of a backup stay nights.
    assert back_up(other, tmp_path / "newest.tar.gz", publications=1).publications == (NEXT_DAY,)
    third = Workspace(tmp_path / "third")
    assert restore(third, tmp_path / "newest.tar.gz").publications == (NEXT_DAY,)
    with Warehouse(third.warehouse) as warehouse:
        assert recorded_run(warehouse, AS_OF) is not None


def test_a_backup_beside_a_run_is_whole(workspace: Workspace, tmp_path: Path) -> None:
    known = history(workspace)
    with run_at_work(workspace):
        assert back_up(workspace, tmp_path / "backup.tar.gz", landing=True).beside_a_run
    assert history(workspace) != known
    other = Workspace(tmp_path / "other")
    restored = hedui("restore", tmp_path / "backup.tar.gz", "--workspace", other.root)
    assert ("landing 已恢复" in restored.stdout, "补齐" in restored.stderr) == (True, False)
    assert history(other) == known
    assert files_of(other.landing) == files_of(workspace.landing)


def test_a_backup_beside_the_very_first_run_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    workspace.history.unlink()
    with run_at_work(workspace), pytest.raises(WorkspaceBusyError):
        back_up(workspace, tmp_path / "backup.tar.gz")
    assert list(tmp_path.glob("*backup*")) == []


def test_a_publication_that_is_replaced_meanwhile_is_backed_up_as_one_of_the_two(
    workspace: Workspace, tmp_path: Path
) -> None:
    done = threading.Event()

    def replace_for_ever() -> None:
        while not done.is_set():
            written = workspace.staging / "written"
            shutil.copytree(workspace.publication(AS_OF), written)
            publish(workspace, AS_OF, written)

    replacing = threading.Thread(target=replace_for_ever)
    replacing.start()
    try:
        for number in range(5):
            back_up(workspace, tmp_path / f"{number}.tar.gz")
    finally:
        done.set()
        replacing.join()
    for number in range(5):
        other = Workspace(tmp_path / str(number))
        assert restore(other, tmp_path / f"{number}.tar.gz").publications == (AS_OF,)
        outputs = (read_manifest(other.publication(AS_OF)) or {})["outputs"]
        assert isinstance(outputs, list)
        assert stands(other.publication(AS_OF), outputs)


def test_a_workspace_may_be_named_from_where_one_is(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workspace.root.parent)
    named = back_up(Workspace(Path(workspace.root.name)), tmp_path / "named.tar.gz")
    assert named.files == back_up(workspace, tmp_path / "whole.tar.gz").files


@pytest.mark.parametrize(
    ("place", "event"),
    [
        (".restoring/keys/record.key", "open"),
        ("/keys", "os.rename"),
        ("/workspace/landing", "os.mkdir"),
    ],
)
def test_a_restore_that_was_killed_is_no_workspace(
    workspace: Workspace, tmp_path: Path, place: str, event: str
) -> None:
    """Keys, record and nights that are not in place yet would be taken for none, and others made in silence."""
    decide(workspace)
    back_up(workspace, tmp_path / "backup.tar.gz")
    other = Workspace(tmp_path / "other" / "workspace")
    words = ["restore", str(tmp_path / "backup.tar.gz"), "--workspace", str(other.root)]
    killed = subprocess.run([sys.executable, "-c", _DYING, *words, place, event], check=False)
    assert killed.returncode == -signal.SIGKILL
    shutil.copytree(workspace.landing, other.landing, dirs_exist_ok=True)
    before = files_of(other.root)
    for command in (["run", "nightly", "--as-of", AS_OF], ["doctor"], ["upgrade"], ["findings", "list"], words[:2]):
        told = hedui(*command, "--workspace", other.root)
        assert (told.returncode, "还没有恢复完整" in told.stderr) == (2, True), (command, told.stderr)
    assert files_of(other.root) == before
    shutil.rmtree(other.root)
    assert hedui(*words).returncode == 0
    assert files_of(other.record) == files_of(workspace.record)


def test_what_a_killed_backup_left_goes_with_a_later_one(workspace: Workspace, tmp_path: Path) -> None:
    """It is as large as a backup, holds the keys, and nobody sees it."""
    words = ["backup", str(tmp_path / "monday.tar.gz"), "--workspace", str(workspace.root)]
    dying = _DYING.replace("endswith(place)", "partition(place)[1]")
    killed = subprocess.run([sys.executable, "-c", dying, *words, ".monday.tar.gz.", "os.chmod"], check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.glob(".*.gz.*")
    back_up(workspace, tmp_path / "at once.tar.gz")
    assert left.exists()  # for all that is known, somebody is writing it
    os.utime(left, (0, 0))
    back_up(workspace, tmp_path / "tuesday.tar.gz")
    assert not left.exists()


def test_two_restores_at_once_make_one_whole_workspace(workspace: Workspace, tmp_path: Path) -> None:
    """Each cleared away what the other had unpacked, and what was left without record and keys passed for whole."""
    decide(workspace)
    back_up(workspace, tmp_path / "backup.tar.gz")
    other = Workspace(tmp_path / "other")
    words = ["restore", str(tmp_path / "backup.tar.gz"), "--workspace", str(other.root)]
    halting = _DYING.replace("SIGKILL", "SIGSTOP")
    command = [sys.executable, "-c", halting, *words, ".restoring/keys/record.key", "open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        wait_until_halted(first.pid, lambda: first.poll() is None)
        second = hedui(*words)
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert (second.returncode, first.returncode) == (5, 0), second.stderr
    assert files_of(other.record) == files_of(workspace.record)
    assert files_of(other.keys) == files_of(workspace.keys)


def test_only_an_empty_workspace_is_restored_into(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "backup.tar.gz")
    before = files_of(workspace.root)
    with pytest.raises(ArgumentError, match="不是空文件夹"):
        restore(workspace, tmp_path / "backup.tar.gz")
    assert files_of(workspace.root) == before


@pytest.mark.parametrize("inside", [True, False])
def test_a_backup_overwrites_nothing_and_lies_outside(workspace: Workspace, tmp_path: Path, inside: bool) -> None:
    path = (workspace.root if inside else tmp_path) / "backup.tar.gz"
    if not inside:
        path.write_bytes(b"last week's")
    with pytest.raises(ArgumentError, match="工作区内" if inside else "已存在"):
        back_up(workspace, path)
    assert path.exists() is not inside


def members(**files: bytes) -> bytes:
    """A compressed tar with these files."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as tar:
        for name, held in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(held)
            tar.addfile(member, io.BytesIO(held))
    return content.getvalue()


SHA_OF_X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        members(**{"workspace/a": b"x"}),
        members(**{"workspace/a": b"y", "backup.json": json.dumps({"files": {"a": SHA_OF_X}}).encode()}),
        members(**{"backup.json": json.dumps({"files": {"a": SHA_OF_X}}).encode()}),
        members(**{"workspace/../../out": b"x", "backup.json": b'{"files": {}}'}),
        members(**{"/out": b"x", "backup.json": b'{"files": {}}'}),
        members(**{"workspace/a": b"x", "backup.json": b"[]"}),
    ],
    ids=["no tar", "no list", "another content", "a file missing", "climbs out", "from the root", "no list of files"],
)
def test_what_is_no_whole_backup_restores_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "backup.tar.gz"
    path.write_bytes(content)
    with pytest.raises(DamagedBackupError):
        restore(Workspace(tmp_path / "below" / "other"), path)
    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == [path.name]


def test_a_backup_cut_short_restores_nothing(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "backup.tar.gz"
    back_up(workspace, path)
    path.write_bytes(path.read_bytes()[:-1000])
    told = hedui("restore", path, "--workspace", tmp_path / "other")
    assert told.returncode == DamagedBackupError.exit_code
    assert "不是完好的备份" in told.stderr
    assert not (tmp_path / "other").exists()
