"""Where everything of one bureau lies: the folders of a workspace, its publications, and who may read them."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pipelines.workspace.exchange import ASIDE, await_exchange
from schemas.errors import ArgumentError

PRIVATE_UMASK = 0o077
"""All rights of everybody but the owner."""
_FOLDER_MODE = 0o700
FILE_MODE = 0o600
_UNKNOWN_BYTES = 8
_A_DAY_SECONDS = 24 * 60 * 60
_DATE_NAME = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")


@dataclass(frozen=True)
class Workspace:
    """The folders below one root.

    Attributes:
        root: the workspace folder.
    """

    root: Path

    @property
    def landing(self) -> Path:
        """Agencies' files; never changed."""
        return self.root / "landing"

    @property
    def receipts(self) -> Path:
        """What the city platform answered; never changed."""
        return self.landing / "receipts"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file with what was read and linked."""
        return self.root / "warehouse.duckdb"

    @property
    def history(self) -> Path:
        """What of the warehouse cannot be made anew, as the last run left it; readable while another is at work."""
        return self.root / "history.duckdb"

    @property
    def published(self) -> Path:
        """One folder an as-of date, and `latest`."""
        return self.root / "published"

    @property
    def runs(self) -> Path:
        """One folder a run: manifest and log."""
        return self.root / "runs"

    @property
    def replaced(self) -> Path:
        """What stays of publications whose place another run for their date has taken: one folder a date and run."""
        return self.root / "replaced"

    @property
    def staging(self) -> Path:
        """Where publications are written before they are published."""
        return self.root / ".staging"

    @property
    def restoring(self) -> Path:
        """Where a backup is unpacked; it is there until all of it is in place."""
        return self.root / ".restoring"

    @property
    def index(self) -> Path:
        """The index of the civil registry that was linked to last; made anew wherever it is gone."""
        return self.root / ".index"

    @property
    def keys(self) -> Path:
        """Secrets of this workspace."""
        return self.root / "keys"

    @property
    def record(self) -> Path:
        """What people decided, and what review workbooks asked them."""
        return self.root / "record"

    @property
    def decisions(self) -> Path:
        """What reviewers decided, as the first version kept it."""
        return self.root / "decisions"

    @property
    def parameters(self) -> Path | None:
        """The bureau's own parameter files; None where it has none."""
        folder = self.root / "parameters"
        return folder if os.path.lexists(folder) else None

    @property
    def deliveries(self) -> Path:
        """What was delivered, one file a target."""
        return self.root / "deliveries"

    @property
    def themes(self) -> Path:
        """The bureau's own campaign themes."""
        return self.root / "themes"

    @property
    def corrections(self) -> Path:
        """What the bureau mends of suppliers' rows until they do."""
        return self.root / "corrections"

    @property
    def lock_file(self) -> Path:
        """Held by the run at work."""
        return self.root / ".lock"

    @property
    def settings_file(self) -> Path:
        """The bureau's settings."""
        return self.root / "hedui.toml"

    def publication(self, as_of: date) -> Path:
        """The published folder of a date, whether or not it exists; one that is just being replaced is waited for."""
        folder = self.published / as_of.isoformat()
        await_exchange(folder, self.set_aside(as_of), self.lock_file)
        return folder

    def set_aside(self, as_of: date) -> Path:
        """Where the publication of a date stands while another takes its place, where the two cannot be swapped."""
        return self.staging / f"{ASIDE}{as_of}"

    def published_dates(self) -> list[date]:
        """Dates with a publication, oldest first."""
        if not self.published.is_dir():
            return []
        names = (path.name for path in self.published.iterdir() if path.is_dir() and not path.is_symlink())
        found = {day for name in names if (day := _day(name)) is not None}
        aside = {_day(path.name.removeprefix(ASIDE)) for path in self.staging.glob(f"{ASIDE}*")}
        return sorted(found | {day for day in aside - found if day is not None and self.publication(day).is_dir()})

    def latest(self) -> date | None:
        """The newest as-of date published."""
        return max(self.published_dates(), default=None)

    def prepare(self) -> None:
        """Makes the folders, readable by their owner only; an existing landing folder keeps its rights."""
        private_folder(self.root, keep_existing=True)
        private_folder(self.landing, keep_existing=True)
        for folder in (self.published, self.runs, self.staging, self.keys):
            private_folder(folder)

    def require(self) -> None:
        """Refuses a workspace without landing folder, and one that is not restored to the end.

        Raises:
            ArgumentError: it is one of the two.
        """
        self.require_restored()
        if not self.landing.is_dir():
            raise ArgumentError(
                f"工作区 {self.root} 中没有 landing 文件夹",
                hint="请用 --workspace 指定工作区,或建立 landing 并放入各单位数据文件",
            )

    def require_restored(self) -> None:
        """Refuses a workspace in which a backup was being put in place: a night would take what is missing for nothing.

        Raises:
            ArgumentError: it is one.
        """
        if self.restoring.exists():
            raise ArgumentError(
                f"工作区 {self.root} 还没有恢复完整",
                hint="恢复中断或正在进行;如已中断,请清空该文件夹后重新运行 hedui restore",
            )


def _day(name: str) -> date | None:
    """The date that a folder's name is; None where it is none, though it may look like one."""
    try:
        return date.fromisoformat(name) if _DATE_NAME.match(name) else None
    except ValueError:
        return None


def private_folder(folder: Path, *, keep_existing: bool = False) -> Path:
    """Makes a folder with mode 0700; an existing one is closed to others too, unless `keep_existing`."""
    if folder.is_dir() and keep_existing:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(_FOLDER_MODE)
    return folder


def lying_in(folder: Path) -> list[Path]:
    """What lies in a folder, by name; nothing where there is none.

    Raises:
        OSError: it, or a folder around it, is closed, or it is of another kind or a link to nowhere; `glob` would find
            nothing there and say nothing.
    """
    try:
        folder.lstat()
    except FileNotFoundError:
        return []
    return sorted(folder.iterdir())


def close_to_others(root: Path) -> None:
    """Takes away everybody else's rights to a folder and all below it."""
    for folder, _, files in os.walk(root):
        Path(folder).chmod(_FOLDER_MODE)
        for name in files:
            (Path(folder) / name).chmod(FILE_MODE)


def write_private(path: Path, content: bytes, mode: int = FILE_MODE) -> None:
    """Writes a file whole or not at all, readable by its owner only unless a mode says otherwise."""
    with _written_aside(path, content, mode) as aside:
        aside.replace(path)


@contextmanager
def write_private_stream(path: Path, mode: int = FILE_MODE) -> Iterator[BinaryIO]:
    """A new file to be written piece by piece, readable by its owner only, and on disk at the end of the block.

    Raises:
        FileExistsError: there is one already, which may be somebody's who waits for what is written into it.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        os.fchmod(file.fileno(), mode)
        yield file
        file.flush()
        os.fsync(file.fileno())


def write_once(path: Path, content: bytes) -> None:
    """The same, and on disk when it returns; a file of that name, also one written meanwhile, stays as it is."""
    with _written_aside(path, content, FILE_MODE) as aside, suppress(FileExistsError):
        path.hardlink_to(aside)
    write_through(path.parent)


def name_aside(path: Path) -> Path:
    """Where a file is written before it takes its place: a name that nobody can know, and lie in wait under."""
    return path.with_name(f".{path.name}.{secrets.token_hex(_UNKNOWN_BYTES)}")


def clear_left_aside(folder: Path, named: str = "*") -> None:
    """Takes away what writers that were killed left aside in a folder; whoever is still writing did so within a day.

    Args:
        folder: where; what lies in folders below it is not looked at.
        named: the names, as a pattern, of the files that were being written.
    """
    for left in folder.glob(f".{named}.{'[0-9a-f]' * 2 * _UNKNOWN_BYTES}"):
        with suppress(FileNotFoundError):  # another command clears away too
            if left.is_file() and time.time() - left.lstat().st_mtime > _A_DAY_SECONDS:
                left.unlink()


def write_through(folder: Path) -> None:
    """Makes the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _written_aside(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """A file written aside; nothing is left of it where the disk is full, or it could not take its place."""
    aside = name_aside(path)
    try:
        with write_private_stream(aside, mode) as file:
            file.write(content)
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def put_in_place(aside: Path, path: Path) -> None:
    """Lets a file that something else wrote aside take the place of another, on disk and readable by its owner only."""
    aside.chmod(FILE_MODE)
    descriptor = os.open(aside, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    aside.replace(path)
    write_through(path.parent)
