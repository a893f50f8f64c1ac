"""What a publication was made from, put together again from the warehouse for whoever asks about it afterwards."""

from __future__ import annotations

from datetime import date

from data.parameters import load_parameters
from pipelines.linking.evidence import gather
from pipelines.linking.link import last_linked
from pipelines.run.loaded import last_loaded
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from policies.evidence import Evidence
from schemas.errors import NothingPublishedError


def published_day(workspace: Workspace, as_of: date | None) -> date:
    """The date asked for, or the newest one published whole.

    Raises:
        NothingPublishedError: nothing is published, or not for that date.
    """
    workspace.require()
    day = as_of or _newest_complete(workspace) or workspace.latest()
    if day is None or not workspace.publication(day).is_dir() or not workspace.warehouse.is_file():
        dates = "、".join(str(one) for one in workspace.published_dates()) or "无"
        raise NothingPublishedError(
            f"工作区 {workspace.root} 没有{f' {day} 的' if day else ''}发布",
            hint=f"请先运行 hedui run nightly;已发布的日期: {dates}",
        )
    return day


def _newest_complete(workspace: Workspace) -> date | None:
    days = (
        day for day in workspace.published_dates() if (read_manifest(workspace.publication(day)) or {}).get("complete")
    )
    return max(days, default=None)


def recall_evidence(workspace: Workspace, day: date) -> Evidence:
    """The evidence of the publication of a day.

    Raises:
        NothingLeftError: nothing was ever read or linked for it.
        WorkspaceBusyError: a run is at work.
    """
    parameters = load_parameters(day, workspace.parameters)
    with Warehouse(workspace.warehouse, read_only=True) as warehouse:
        loaded = last_loaded(warehouse, day)
        linked = last_linked(warehouse, loaded)
    return gather(day, parameters, loaded, linked)
