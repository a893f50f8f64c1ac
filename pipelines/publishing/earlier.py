"""Which publications tell what stood before a date: those of earlier dates, or its own where the last was pruned."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

from pipelines.run.context import Context


def telling_before(context: Context) -> list[Path]:
    """Folders of publications that tell what stood before the date of a run, the best first.

    A night that was pruned told more than the ones before it that are left; what the date itself was published with
    still says it, of everything that has a date of before.
    """
    workspace, as_of = context.run.workspace, context.run.as_of
    days = [day for day in reversed(workspace.published_dates()) if day < as_of]
    return [workspace.publication(day) for day in ([as_of, *days] if pruned_before(context) else days)]


def pruned_before(context: Context) -> date | None:
    """The last night before the date of a run, where its publication is no more; None where it stands."""
    last = cast("date | None", context.before.ran["as_of"].max())
    return None if last is None or last in context.run.workspace.published_dates() else last
