"""The night as a flow that Prefect shows, schedules and starts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from pipelines.flows.body import scheduled
from pipelines.flows.due import Timetable
from pipelines.flows.waiting import WAITS
from pipelines.night.day import night_date
from pipelines.workspace.folders import Workspace
from pipelines.workspace.timezone import LOCAL_TIME
from schemas.errors import HeduiError
from schemas.flow import Flow


def run_name() -> str:
    """What a run is called on Prefect's page: its flow, the date of the data, and the local time when it was due."""
    given, due = flow_run.parameters, flow_run.scheduled_start_time
    local = due.astimezone(ZoneInfo(given.get("timezone") or LOCAL_TIME))
    try:
        day = given.get("as_of") or night_date(Workspace(Path(given["workspace"])), due)
    except HeduiError:
        day = "?"  # which the run itself will say
    return f"{flow_run.flow_name} {day} ({local:%Y-%m-%d %H:%M})"


@flow(name="nightly", description=Flow.NIGHTLY.label, flow_run_name=run_name, persist_result=False)
def nightly(
    workspace: str,
    as_of: date | None = None,
    cron: str | None = None,
    timezone: str = LOCAL_TIME,
    waits: tuple[float, ...] = WAITS,
) -> State[None]:
    """整夜核对: 读取、关联、核对、比对、发布."""
    return scheduled(Flow.NIGHTLY, workspace, as_of, Timetable(cron, timezone) if cron else None, waits)
