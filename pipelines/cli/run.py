"""`hedui run`: one flow by hand, as a Prefect run where a server is at hand, else directly."""

from __future__ import annotations

import argparse

from pipelines.cli import console
from pipelines.cli.progress import Progress
from pipelines.flows.environment import settle
from pipelines.flows.server import API_VARIABLE, reachable_server
from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.flow import Flow


def run(arguments: argparse.Namespace) -> int:
    """Runs a flow and says where its publication lies."""
    workspace = Workspace(arguments.workspace.resolve())
    work = Run(workspace, arguments.flow, arguments.as_of, strict=arguments.strict)
    server = None if arguments.no_prefect else reachable_server(workspace)
    if server is None:
        console.note("未连接 Prefect 服务,直接运行")
    outcome = _through_prefect(work, server) if server else _directly(work)
    with console.afterwards():
        if arguments.json:
            console.data_json(_facts(work, outcome))
        elif arguments.flow is Flow.NIGHTLY:
            console.data("\n".join(outcome.summary))
    say(work, outcome)
    return outcome.exit_code


def _directly(work: Run) -> RunOutcome:
    work.listeners = (Progress(),)
    from pipelines.night.start import run_flow

    return run_flow(work)


def _through_prefect(work: Run, server: str) -> RunOutcome:
    settle(work.workspace, **{API_VARIABLE: server})
    from pipelines.flows.by_hand import run_as_flow

    return run_as_flow(work)


def say(work: Run, outcome: RunOutcome) -> None:
    """Says how a run ended and what one would do next."""
    if outcome.unchanged_since:
        console.note(f"输入、参数和程序均未变化,沿用 {outcome.unchanged_since} 的发布")
    elif outcome.complete:
        console.note(f"已发布 {outcome.folder}")
    else:
        console.note(f"已发布 {outcome.folder}(报表未齐,运行其余流程后补齐)")
    for one in outcome.fallbacks:
        console.note(f"拒收 {one.text}")
        console.hint(one.hint)
    if outcome.complete:
        console.next_step(
            f"打开 {outcome.folder / 'index.html'},或 hedui explain 线索编号 --workspace {work.workspace.root}"
        )
    else:
        console.next_step(f"hedui run nightly --workspace {work.workspace.root} --as-of {work.as_of}")


def _facts(work: Run, outcome: RunOutcome) -> dict[str, object]:
    return {
        "status": "unchanged" if outcome.unchanged_since else "published",
        "exit_code": outcome.exit_code,
        "run_id": work.id,
        "flow": work.flow.value,
        "as_of": work.as_of.isoformat(),
        "published": str(outcome.folder),
        "complete": outcome.complete,
        "unchanged_since": outcome.unchanged_since,
        "fallbacks": [one.facts for one in outcome.fallbacks],
        "stages": [{"stage": one.stage.value, "rows": one.rows, "seconds": one.seconds} for one in work.stages],
        "log": str(work.log_file),
    }
