"""`hedui run`: one flow by hand, as a Prefect run where a server is at hand, else directly."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime

from pipelines.cli import console
from pipelines.cli.progress import Progress
from pipelines.flows.environment import settle
from pipelines.flows.server import reachable_server
from pipelines.night.day import night_date
from pipelines.publishing.standing import Outcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import load_settings
from schemas.flow import Flow

_AT_A_TERMINAL = {
    # What Prefect has to say stands on its page; on the terminal it would stand beside what we say.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # Each further attempt doubles the wait: with Prefect's own five, somebody would wait minutes for a dead server.
    "PREFECT_CLIENT_MAX_RETRIES": "2",
}


def run(arguments: argparse.Namespace) -> int:
    """Runs a flow and says where its publication lies."""
    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    work = Run(workspace, arguments.flow, arguments.as_of or night_date(workspace, datetime.now(UTC)))
    server = None if arguments.no_prefect else reachable_server(workspace)
    if server is None:
        console.note("未连接 Prefect 服务,直接运行")
    outcome = _through_prefect(work, server) if server else _directly(work)
    if arguments.json:
        console.data_json(_facts(work, outcome))
    elif arguments.flow is Flow.NIGHTLY:
        console.data("\n".join(outcome.summary))
    say(work, outcome)
    return 0


def _directly(work: Run) -> Outcome:
    work.listeners = (Progress(),)
    from pipelines.night.start import run_flow

    return run_flow(work)


def _through_prefect(work: Run, server: Mapping[str, str]) -> Outcome:
    timezone = load_settings(work.workspace).timezone
    work.listeners = (Progress(),)
    settle(work.workspace, {**_AT_A_TERMINAL, **server})
    from pipelines.flows.by_hand import run_as_flow

    return run_as_flow(work, timezone, console.note)


def say(work: Run, outcome: Outcome) -> None:
    """Says how a run ended and what one would do next."""
    if outcome.unchanged_since:
        console.note(f"输入、参数和程序均未变化,沿用 {outcome.unchanged_since} 的发布")
    elif outcome.complete:
        console.note(f"已发布 {outcome.folder}")
    else:
        console.note(f"已发布 {outcome.folder}(报表未齐,运行其余流程后补齐)")
    if outcome.complete:
        console.next_step(
            f"打开 {outcome.folder / 'index.html'},或 hedui explain 线索编号 --workspace {work.workspace.root}"
        )
    else:
        console.next_step(f"hedui run nightly --workspace {work.workspace.root} --as-of {work.as_of}")


def _facts(work: Run, outcome: Outcome) -> dict[str, object]:
    return {
        "status": "unchanged" if outcome.unchanged_since else "published",
        "exit_code": 0,
        "run_id": work.id,
        "flow": work.flow.value,
        "as_of": work.as_of.isoformat(),
        "published": str(outcome.folder),
        "complete": outcome.complete,
        "unchanged_since": outcome.unchanged_since,
        "stages": [{"stage": one.stage.value, "rows": one.rows, "seconds": one.seconds} for one in work.stages],
        "log": str(work.log_file),
    }
