"""In which step of a night a moment falls: read off the log of the night, as it is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from schemas.flow import Stage

RECORDING = "recording"
STEPS: Mapping[str, tuple[Stage, ...]] = {
    "reading": (Stage.LOOK, Stage.INGEST),
    "linking": (Stage.LINK,),
    "reports": (Stage.VERIFY, Stage.MISMATCH, Stage.MUTUAL_INCLUSION, Stage.COVERAGE),
    "writing": (Stage.WRITE,),
    "hand-over": (Stage.HAND_OVER,),
    "storing": (Stage.STORE,),
    "publishing": (Stage.PUBLISH,),
    RECORDING: (),
}
"""The steps of a night in their order, each with the stages whose end is its own end; the last ends with the run."""
_STARTED, _STAGE_ENDED, _ENDED = "run_started", "stage_ended", "run_ended"


def step_of(log: Path) -> str | None:
    """The step at work; None where the run has not begun yet, or has ended well.

    An error that the run itself has told of, as it does of SIGINT, belongs to the step in which it came.
    """
    lines = _lines(log)
    if not lines or any(one["event"] == _ENDED and one["status"] == "ok" for one in lines):
        return None
    ended = {one["stage"] for one in lines if one["event"] == _STAGE_ENDED}
    return next(step for step, stages in STEPS.items() if not {stage.value for stage in stages} <= ended or not stages)


def seconds_of(log: Path) -> dict[str, float]:
    """How long each step of a night took that was not disturbed."""
    lines = _lines(log)
    (began,) = _times(lines, _STARTED)
    seconds = {}
    for step, stages in STEPS.items():
        names = {stage.value for stage in stages}
        ends = [one for one in lines if (one["event"] == _STAGE_ENDED and one["stage"] in names)]
        until = max(_times(ends or lines, _STAGE_ENDED if stages else _ENDED))
        seconds[step] = (until - began).total_seconds()
        began = until
    return seconds


def _lines(log: Path) -> list[dict[str, str]]:
    """What has been logged so far; of a line at which the night is at work, or was killed, nothing."""
    try:
        whole = log.read_text(encoding="utf-8").rpartition("\n")[0]
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in whole.splitlines()]


def _times(lines: Iterable[dict[str, str]], event: str) -> list[datetime]:
    return [datetime.fromisoformat(one["time"]) for one in lines if one["event"] == event]
