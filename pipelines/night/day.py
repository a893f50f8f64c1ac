"""For which date a night is that nobody gives one."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.ingest.landing import Landing, scan
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import DATA, load_settings
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS, MANDATORY, REGISTRY


def night_date(workspace: Workspace, moment: datetime) -> date:
    """The date of a night: the day in the bureau's time zone, or, with `as_of = "data"`, the one that the files share.

    Args:
        workspace: whose settings say which of the two, and whose files.
        moment: when the night is due, or begins.

    Raises:
        SettingError: a setting is wrong.
        InputRefusedError: the date is that of the files, and there is no date of which every mandatory source landed.
    """
    settings = load_settings(workspace)
    if settings.as_of != DATA:
        return moment.astimezone(ZoneInfo(settings.timezone)).date()
    landing = scan(workspace.landing)
    asked = [source for source in MANDATORY if source == REGISTRY or source in landing.sources]
    shared = set[date].intersection(*(_cut_offs(landing, source) for source in asked))
    if not shared:
        names = "、".join(EXTRACTS[source].title for source in asked)
        raise InputRefusedError(
            f"{workspace.landing} 中没有各必报来源({names})共有的截止日",
            hint="请放入数据文件后重新运行,或用 --as-of 给出日期",
        )
    return max(shared)


def _cut_offs(landing: Landing, source: str) -> set[date]:
    return {file.cut_off for file in landing.files if file.source == source}
