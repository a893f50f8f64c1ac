"""How a run appears in Prefect: each stage as a task with its rows, a summary as an artifact, all told in time."""

from __future__ import annotations

from collections.abc import Callable

from prefect import Task, get_run_logger
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker

from pipelines.flows.waiting import Captured
from pipelines.run.record import Run
from pipelines.run.stages import StageRecord
from schemas.flow import Stage
from schemas.masking import mask_numbers

_READING = frozenset({Stage.LOOK, Stage.INGEST})
_RETRY_SECONDS: list[float] = [10, 60]
_REST_SECONDS = 10.0


class StageFailedError(Exception):
    """Stands before Prefect for an error whose own words it need not keep."""


def call_as_task(stage: Stage, work: Callable[[], int]) -> None:
    """Runs a stage's work as a Prefect task; neither rows nor the words of an error reach the server.

    The work is done whatever becomes of the server: where Prefect fails before it, it is done without Prefect; where
    Prefect fails after it, it has been done.

    Raises:
        Exception: what the work raised.
    """
    captured = Captured()
    done = False

    def body() -> int:
        nonlocal captured, done
        captured = Captured()
        with captured:
            rows = work()
            done = True
            return rows
        raise StageFailedError(mask_numbers(f"{type(captured.error).__name__}: {captured.error}")) from None

    task = Task(
        fn=body,
        name=stage.value,
        task_run_name=stage.label,
        description=stage.label,
        cache_policy=NO_CACHE,
        persist_result=False,
        # A share that does not answer, answers a minute later; whatever else goes wrong, goes wrong again.
        retries=len(_RETRY_SECONDS) if stage in _READING else 0,
        retry_delay_seconds=_RETRY_SECONDS,
        retry_condition_fn=lambda _task, _run, _state: isinstance(captured.error, OSError),
    )
    with Captured():
        task()
    if captured.error is not None:
        raise captured.error
    if not done:
        work()


class PrefectListener:
    """Writes a line a stage to the flow run's log."""

    def begun(self, stage: Stage) -> None:
        """Nothing: Prefect itself says that the task began."""

    def looked_at(self, stage: Stage, parts: int, of: int) -> None:
        """A line a part."""
        get_run_logger().info("%s: %d/%d 部分", stage.label, parts, of)

    def ended(self, record: StageRecord) -> None:
        """Rows and seconds of the stage."""
        get_run_logger().info("%s: %d 行, %.1f 秒", record.stage.label, record.rows, record.seconds)


def leave_summary(run: Run, lines: tuple[str, ...]) -> None:
    """Leaves the stages' rows and seconds and the publication's summary on the run's page; no person is named.

    A server that is gone goes without it.
    """
    head = f"{run.flow.label} {run.as_of}, {run.id}"
    table = "\n".join(f"| {one.stage.label} | {one.rows:,} | {one.seconds:.1f} |" for one in run.stages)
    figures = "\n".join(f"    {line}" for line in lines)
    with Captured():
        create_markdown_artifact(
            key=f"hedui-{run.flow.command}",
            markdown=f"{head}\n\n| 阶段 | 行 | 秒 |\n|---|---:|---:|\n{table}\n\n{figures}\n",
            description=f"{run.flow.label} {run.as_of}",
        )


def tell_the_rest() -> None:
    """Lets Prefect tell the server what it has not told it yet.

    It would do so when the process ends; a server that was started for this run is gone by then, and each thing that it
    was to be told waits in vain for an answer.
    """
    EventsWorker.drain_all(timeout=_REST_SECONDS)
    APILogWorker.drain_all(timeout=_REST_SECONDS)
