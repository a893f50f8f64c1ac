"""A machine that has no more room, files or memory to give is told of as that; what is published stays whole."""

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.ingest.by_file import ByFile
from pipelines.keeping.backup import back_up
from pipelines.keeping.restore import restore
from pipelines.workspace.folders import Workspace, write_once, write_private
from pipelines.workspace.machine import machine_error
from reports.files import write
from schemas.errors import DamagedPublicationError, InputRefusedError, MachineError
from tests.faults.hamlet import Hamlet
from tests.pipelines.small_district import AS_OF, HEDUI, files_of, run

NIGHT = ["run", "nightly", "--no-prefect", "--as-of", str(AS_OF), "--workspace"]
ALONE = ["unshare", "--mount", "--map-root-user", "--", "sh", "-eu"]
# The disk is gone with the process that mounted it: what is to be looked at is copied out.
ON_A_SMALL_DISK = """
from="$1"; disk="$2"; size="$3"; out="$4"; shift 4
mount -t tmpfs -o "size=${size}k" tmpfs "$disk"
cp -a "$from/." "$disk"
"$@" && code=0 || code=$?
echo "code $code"
cp -a "$disk/published" "$out/then"
mount -o remount,size=200m "$disk"
"$@" && code=0 || code=$?
echo "code $code"
cp -a "$disk/." "$out/afterwards"
"""


def limited(limit: str, value: int, workspace: Workspace) -> subprocess.CompletedProcess[str]:
    setting = f"import resource; resource.setrlimit(resource.{limit}, ({value}, {value})); "
    command = [HEDUI[0], "-c", setting + HEDUI[2], *NIGHT, str(workspace.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def kilobytes(folder: Path) -> int:
    """What a folder takes on the small disk; here a file system may not have settled yet what it takes."""
    return sum(-(-path.lstat().st_size // 4096) * 4 for path in folder.rglob("*"))


def test_a_full_disk_is_called_full_and_the_last_publication_stands(hamlet: Hamlet, tmp_path: Path) -> None:
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "-c", "true"], check=False).returncode:
        pytest.skip("this machine lets nobody mount a disk of his own")
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    size = kilobytes(hamlet.due.root) + 300
    words = [*ALONE, "-c", ON_A_SMALL_DISK, "-", hamlet.due.root, disk, size, out, *HEDUI, *NIGHT, disk]
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("code")] == ["code 2", "code 0"], done.stderr
    assert "错误 磁盘已满" in done.stderr
    assert "腾出磁盘空间" in done.stderr
    assert files_of(out / "then" / str(AS_OF)) == hamlet.before
    afterwards = Workspace(out / "afterwards")
    assert files_of(afterwards.publication(AS_OF)) == hamlet.after
    assert list(afterwards.staging.iterdir()) == []


def test_a_file_that_may_not_grow_leaves_the_last_publication(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    workspace.warehouse.unlink()
    done = limited("RLIMIT_FSIZE", 20_000, workspace)
    assert done.returncode == 2, done.stderr
    assert "文件大小超过系统限制" in done.stderr
    assert files_of(workspace.publication(AS_OF)) == hamlet.before
    workspace.warehouse.unlink(missing_ok=True)
    run(workspace)
    assert files_of(workspace.publication(AS_OF)).keys() == hamlet.after.keys()


@pytest.mark.parametrize("write_file", [write_private, write_once, write])
def test_of_a_file_that_could_not_be_written_nothing_is_left(
    tmp_path: Path, write_file: Callable[[Path, bytes], None]
) -> None:
    """What is left would pass for a form to fill in, be in the way of the next attempt, and keep the disk full."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, most[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_file(tmp_path / "form.xlsx", b"x" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_too_small_for_a_backup_is_no_fault_of_the_backup(hamlet: Hamlet, tmp_path: Path) -> None:
    back_up(hamlet.due, tmp_path / "backup.tar.gz")
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most[1]))
    try:
        with pytest.raises(MachineError):
            restore(Workspace(tmp_path / "other"), tmp_path / "backup.tar.gz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert not (tmp_path / "other").exists()


def test_a_machine_without_open_files_refuses_nobodys_extract(hamlet: Hamlet, tmp_path: Path) -> None:
    workspace = hamlet.copy(tmp_path / "workspace")
    done = limited("RLIMIT_NOFILE", 8, workspace)
    assert done.returncode == 2, done.stderr
    assert "打开的文件数超过系统限制" in done.stderr
    assert files_of(workspace.publication(AS_OF)) == hamlet.before


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_what_the_machine_is_short_of_is_known_from_whatever_a_library_says(number: int) -> None:
    said = os.strerror(number)
    for error in (
        OSError(number, said, "/somewhere"),
        OSError(f"{said} (os error {number})"),
        RuntimeError(f'IO Error: Could not write file "/somewhere": {said}'),
        RuntimeError(f'called `unwrap()`: Os {{ code: {number}, message: "{said}" }}'),
        RuntimeError(f'database has been invalidated. Original error: "{said}"'),
    ):
        assert isinstance(machine_error(error), MachineError)
        assert machine_error(_raised_from(error)) is not None
    with pytest.raises(MachineError), ByFile("deaths_20190630.csv"):
        raise OSError(number, said)


def _raised_from(error: Exception) -> Exception:
    later = RuntimeError("the rest could not be done")
    later.__context__ = error
    return later


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(errno.ENOENT, "No such file or directory", "No space left on device"),
        RuntimeError('cannot open "/No space left on device/warehouse.duckdb"'),
        DamagedPublicationError("No space left on device"),
        KeyboardInterrupt("Too many open files"),
    ],
)
def test_a_name_or_an_error_of_ours_is_no_shortage(error: BaseException) -> None:
    assert machine_error(error) is None


def test_a_file_that_is_gone_is_its_own_fault() -> None:
    with pytest.raises(InputRefusedError), ByFile("deaths_20190630.csv"):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")
