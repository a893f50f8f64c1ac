"""The record of one run: its id, its stages with rows and seconds, its log and its manifest."""

from __future__ import annotations

import json
import logging
import secrets
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from duckdb import DatabaseError

from pipelines.run.interrupted import as_ended, interrupted_code, interrupted_words, stop_if_told
from pipelines.run.log import JsonLines, write_line
from pipelines.run.stages import Caller, InTurn, Listener, Spread, StageRecord, call_directly
from pipelines.workspace.folders import Workspace, private_folder, write_private
from pipelines.workspace.machine import system_error
from pipelines.workspace.manifest import MANIFEST
from pipelines.workspace.mapped import let_go
from schemas.errors import BrokenWarehouseError, HeduiError
from schemas.flow import Flow, Stage
from schemas.masking import mask_numbers

T = TypeVar("T")
LOG_NOTE = "运行日志"
INTERNAL = 4
BEGAN = "%Y%m%dT%H%M%S"
"""How the id of a run says when it began."""


@dataclass
class Run:
    """One run at work; use it in a `with` block, which writes the manifest however the block ends.

    Attributes:
        workspace: where.
        flow: what is run.
        as_of: the date for which.
        strict: a refused file stops it.
        patient: a file that is still being copied stops it, for there will be another attempt.
        call: how stages are called.
        listeners: who is told.
        scheduler: address of the Dask scheduler whose workers look at the parts of the people; empty: as the settings
            say.
        shared: address of the place where these parts lie; empty: as the settings say.
        spread: where those parts are looked at.
        started: when it began.
        id: time-ordered.
        stages: stages that have ended well.
        current: the stage at work; None between stages.
        facts: what further goes into the manifest.
        undone: why what comes after the publication could not be done, in words; the next run makes up for it.
        published_with: exit code of a run that ends well.
        learnt: something came on record beside what was published.
    """

    workspace: Workspace
    flow: Flow
    as_of: date
    strict: bool = False
    patient: bool = False
    call: Caller = call_directly
    listeners: tuple[Listener, ...] = ()
    scheduler: str = ""
    shared: str = ""
    spread: Spread = field(default_factory=InTurn)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(init=False)
    stages: list[StageRecord] = field(default_factory=list, init=False)
    current: Stage | None = field(default=None, init=False)
    facts: dict[str, object] = field(default_factory=dict, init=False)
    undone: list[str] = field(default_factory=list, init=False)
    published_with: int = field(default=0, init=False)
    learnt: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        """Gives the run its id."""
        self.id = f"{self.started:{BEGAN}}.{self.started.microsecond // 1000:03}Z-{secrets.token_hex(2)}"

    @property
    def folder(self) -> Path:
        """Where its manifest and log lie."""
        return self.workspace.runs / self.id

    @property
    def log_file(self) -> Path:
        """Its log."""
        return self.folder / "run.log"

    @property
    def log(self) -> logging.Logger:
        """Its logger; long numbers are masked whatever is logged."""
        return logging.getLogger(f"hedui.run.{self.id}")

    def tell(self, event: str, **facts: object) -> None:
        """Logs what was done, in the stage at work where the facts name none."""
        self._write(logging.INFO, event, facts)

    def set_aside(self, event: str, **facts: object) -> None:
        """Logs, as a warning, what was left out or done without: nobody shall have to look for it."""
        self._write(logging.WARNING, event, facts)

    def _write(self, level: int, event: str, facts: dict[str, object]) -> None:
        stage = self.current.value if self.current else None
        write_line(self.log, level, event, {"stage": stage, **facts})

    def __enter__(self) -> Run:
        """Opens log and folder."""
        self._open_log()
        self.tell("run_started", flow=self.flow.value, as_of=self.as_of.isoformat())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Writes the manifest; an error is logged with its traceback and goes on its way."""
        if error is not None:
            error.add_note(f"{LOG_NOTE} {self.log_file}")
            told = "".join(traceback.format_exception(kind, error, trace))
            facts: dict[str, object] = {"error": type(error).__name__, "message": str(error), "traceback": told}
            self._write(logging.ERROR, "failed", facts)
        code = exit_code(error) if error else self.published_with
        outcome: dict[str, object] = {"status": "failed" if error else "ok", "exit_code": code}
        if error is not None:
            outcome["error"] = mask_numbers(_in_words(as_ended(error)))
        self.afterwards(lambda: self.write_manifest(self.folder / MANIFEST, outcome))
        self.tell("run_ended", **outcome)
        self._close_log()

    @contextmanager
    def after_the_end(self) -> Iterator[None]:
        """Opens the log once more, for what happens when the run has ended."""
        self._open_log()
        try:
            yield
        finally:
            self._close_log()

    def _open_log(self) -> None:
        private_folder(self.folder)
        logging.raiseExceptions = False  # a log that a full disk does not take stops nothing
        handler = logging.FileHandler(self.log_file, encoding="utf-8")
        self.log_file.chmod(0o600)
        handler.setFormatter(JsonLines(self.id))
        self.log.addHandler(handler)
        self.log.setLevel(logging.INFO)
        self.log.propagate = False

    def _close_log(self) -> None:
        for handler in list(self.log.handlers):
            handler.close()
            self.log.removeHandler(handler)

    def stage(self, stage: Stage, work: Callable[[], T], rows: Callable[[T], int]) -> T:
        """Runs one stage and records it.

        Args:
            stage: which.
            work: what it does; what it hands back stays in memory and never reaches Prefect.
            rows: how many rows that was.
        """
        stop_if_told()
        results: list[T] = []
        for listener in self.listeners:
            listener.begun(stage)
        self.current = stage
        began = time.perf_counter()

        def counted() -> int:
            results.append(work())
            return rows(results[-1])

        self.call(stage, counted)
        let_go()
        record = StageRecord(stage, rows(results[-1]), round(time.perf_counter() - began, 3))
        self.stages.append(record)
        self.tell("stage_ended", rows=record.rows, seconds=record.seconds)
        self.current = None
        for listener in self.listeners:
            listener.ended(record)
        return results[-1]

    def looked_at(self, parts: int, of: int) -> None:
        """So many parts of the people have been looked at in the stage at work."""
        for listener in self.listeners:
            if self.current is not None:
                listener.looked_at(self.current, parts, of)

    def afterwards(self, work: Callable[[], None]) -> None:
        """Does what undoes nothing where it fails, for want of room on the disk; the next run makes up for it."""
        try:
            work()
        except (OSError, DatabaseError, BrokenWarehouseError) as error:
            self.log.warning("not done: %r", error)
            refused = error if isinstance(error, BrokenWarehouseError) else system_error(error)
            self.undone.append(refused.message if refused else type(error).__name__)

    def manifest(self) -> dict[str, object]:
        """What the run has to say of itself so far."""
        return {
            "run_id": self.id,
            "flow": self.flow.value,
            "as_of": self.as_of.isoformat(),
            "started": self.started.isoformat(timespec="milliseconds"),
            "ended": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "stages": [
                {"stage": record.stage.value, "rows": record.rows, "seconds": record.seconds} for record in self.stages
            ],
            **self.facts,
        }

    def write_manifest(self, path: Path, outcome: dict[str, object] | None = None) -> None:
        """Writes the manifest as it stands, with how the run ended."""
        text = json.dumps({**self.manifest(), **(outcome or {})}, ensure_ascii=False, indent=1)
        write_private(path, text.encode() + b"\n")


def _in_words(error: BaseException) -> str:
    match error:
        case HeduiError():
            return str(error)
        case KeyboardInterrupt():
            return interrupted_words()
        case _:
            return repr(error)


def exit_code(error: BaseException | None) -> int:
    """Exit code of a run that ended so."""
    if error is None:
        return 0
    told = as_ended(error)
    if isinstance(told, HeduiError):
        return told.exit_code
    return interrupted_code() if isinstance(told, KeyboardInterrupt) else INTERNAL
