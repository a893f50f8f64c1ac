"""The child of `hedui serve` that runs a due night without Prefect, where Prefect has not."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

from pipelines.flows.due import taken
from pipelines.flows.waiting import WAITS, run_and_tell
from pipelines.night.day import night_date
from pipelines.night.start import run_flow
from pipelines.run.record import Run
from pipelines.workspace.folders import Workspace
from schemas.flow import Flow
from schemas.masking import mask_numbers


def main(root: str, due: str, as_of: str) -> None:
    """Runs the night due then, if nobody else has.

    Args:
        root: the workspace folder.
        due: when it is due (ISO 8601).
        as_of: its date; empty: the one that the settings give.
    """
    workspace, moment = Workspace(Path(root)), datetime.fromisoformat(due)
    day = date.fromisoformat(as_of) if as_of else None
    with taken(workspace, moment, day, _say) as mine:
        if mine:
            _run(workspace, moment, day)


def _run(workspace: Workspace, due: datetime, as_of: date | None) -> None:
    def begin() -> Run:
        return Run(workspace, Flow.NIGHTLY, as_of or night_date(workspace, due))

    _say(f"{due:%Y-%m-%d %H:%M} 的一夜到时 Prefect 没有开始,不经 Prefect,直接运行")
    ended = run_and_tell(workspace, begin, run_flow, WAITS, _say)
    said = f"已发布 {ended.outcome.folder}" if ended.outcome else f"未发布: {mask_numbers(str(ended.error))}"
    _say(said)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
