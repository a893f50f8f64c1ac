"""The flows by name, as Prefect shows, schedules and starts them."""

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


@flow(name="ingest", description=Flow.INGEST.label, flow_run_name=run_name, persist_result=False)
def ingest(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """读取校验数据文件,重发退回数据清单."""
    return scheduled(Flow.INGEST, workspace, as_of, None, waits)


@flow(name="link", description=Flow.LINK.label, flow_run_name=run_name, persist_result=False)
def link(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """人员关联,重发关联结果."""
    return scheduled(Flow.LINK, workspace, as_of, None, waits)


@flow(name="verify", description=Flow.VERIFY.label, flow_run_name=run_name, persist_result=False)
def verify(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """家庭经济状况核对."""
    return scheduled(Flow.VERIFY, workspace, as_of, None, waits)


@flow(name="mismatch", description=Flow.MISMATCH.label, flow_run_name=run_name, persist_result=False)
def mismatch(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """数据比对."""
    return scheduled(Flow.MISMATCH, workspace, as_of, None, waits)


@flow(name="mutual_inclusion", description=Flow.MUTUAL_INCLUSION.label, flow_run_name=run_name, persist_result=False)
def mutual_inclusion(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """互相纳入比对."""
    return scheduled(Flow.MUTUAL_INCLUSION, workspace, as_of, None, waits)


@flow(name="coverage", description=Flow.COVERAGE.label, flow_run_name=run_name, persist_result=False)
def coverage(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """核对指标和未达标名单."""
    return scheduled(Flow.COVERAGE, workspace, as_of, None, waits)


@flow(name="hand_over", description=Flow.HAND_OVER.label, flow_run_name=run_name, persist_result=False)
def hand_over(workspace: str, as_of: date | None = None, waits: tuple[float, ...] = WAITS) -> State[None]:
    """督查与市平台交换文件."""
    return scheduled(Flow.HAND_OVER, workspace, as_of, None, waits)
