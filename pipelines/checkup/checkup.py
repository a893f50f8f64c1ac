"""Everything that a night needs, in the order in which a night meets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from pipelines.checkup.checked import Checked, Outlook, fails
from pipelines.checkup.configuration import (
    check_corrections,
    check_delivery,
    check_parameters,
    check_settings,
    check_themes,
)
from pipelines.checkup.kept import check_kept
from pipelines.checkup.landing import check_landing
from pipelines.checkup.machine import check_clock, check_disk, check_lock
from pipelines.checkup.prefect import check_prefect
from pipelines.night.day import night_date
from pipelines.workspace.folders import Workspace
from pipelines.workspace.machine import system_error
from pipelines.workspace.settings import usable_settings
from schemas.errors import HeduiError, InputRefusedError, SettingError

_WORKSPACE = "工作区"


@dataclass(frozen=True)
class Checkup:
    """What was looked at, for which date.

    Attributes:
        as_of: the date of tonight's night; None where nobody can say.
        checked: one entry a thing, in the order in which a night meets them.
    """

    as_of: date | None
    checked: tuple[Checked, ...]

    @property
    def exit_code(self) -> int:
        """In which tonight would end: that of the first thing for which it fails; 0 where it does not."""
        return next((one.exit_code for one in self.checked if one.outlook is Outlook.FAILS), 0)

    @property
    def troubles(self) -> tuple[Checked, ...]:
        """What is not as it should be."""
        return tuple(one for one in self.checked if one.outlook is not Outlook.WELL)


def check_up(workspace: Workspace, moment: datetime, as_of: date | None = None, port: int | None = None) -> Checkup:
    """Looks at settings, lock, warehouse, keys, record, parameters, files, disk, clock, Prefect; changes nothing.

    Args:
        workspace: where.
        moment: now, with a time zone.
        as_of: the date of the night; None: the one that the settings give.
        port: on which Prefect's page shall be; None: nobody asks.
    """
    day = as_of or _tonight(workspace, moment)
    settings = usable_settings(workspace)
    checked: list[Iterable[Checked]] = [
        check_settings(workspace, moment, as_of),
        check_lock(workspace),
        check_kept(workspace),
        check_parameters(workspace, day) if day else (),
        check_landing(workspace, day, settings) if day else (),
        check_corrections(workspace, moment, settings.timezone),
        check_themes(workspace, day) if day else (),
        check_delivery(workspace),
        check_disk(workspace),
        check_clock(workspace, moment, settings.timezone),
        check_prefect(workspace, port),
    ]
    return Checkup(day, tuple(one for part in checked for one in _told(part)))


def _told(part: Iterable[Checked]) -> Iterator[Checked]:
    """What a look finds, and what keeps it from looking any further."""
    try:
        yield from part
    except (HeduiError, OSError) as error:
        refused = error if isinstance(error, HeduiError) else system_error(error)
        if refused is None:
            raise
        yield fails(_WORKSPACE, refused)


def _tonight(workspace: Workspace, moment: datetime) -> date | None:
    try:
        return night_date(workspace, moment)
    except (SettingError, InputRefusedError):  # `check_settings` says so
        return None
