"""What arguments may say: each reader turns a word of the command line into a value, or says what is wrong with it."""

from __future__ import annotations

import math
import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from pipelines.workspace.timezone import LOCAL_TIME, is_timezone

_MOST_DIGITS = 6
_RUN = re.compile("[0-9]{8}T[0-9]{6}")
FEWEST_PEOPLE = 20
"""The smallest synthetic district."""


def as_of_day(text: str) -> date:
    """Reads a date; the command line is where the clock is read, for `today`."""
    if text == "today":
        return datetime.now(ZoneInfo(LOCAL_TIME)).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"日期应为 YYYY-MM-DD,而不是 {text}") from error


def date_or_run(text: str) -> str:
    """Reads a date, or the id of a run, which begins with the moment when it began."""
    return text if _RUN.match(text) else as_of_day(text).isoformat()


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """Reads a whole number that is not less than `least`, nor more than `most`."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError as error:
            raise ArgumentTypeError(f"应为整数,而不是 {text}") from error
        if number < least:
            raise ArgumentTypeError(f"不能小于 {least}")
        if most is not None and number > most:
            raise ArgumentTypeError(f"不能大于 {most}")
        return number

    return read


def factor(text: str) -> float:
    """Reads a number that is not negative."""
    try:
        number = float(text)
    except ValueError as error:
        raise ArgumentTypeError(f"应为数字,而不是 {text}") from error
    if not math.isfinite(number) or number < 0:
        raise ArgumentTypeError(f"应为不小于 0 的数字,而不是 {text}")
    return number


def duration(text: str) -> timedelta:
    """Reads how long: a whole number and `m`, `h` or `d`."""
    units = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
    number, unit = text[:-1], text[-1:]
    if unit not in units or not (number.isascii() and number.isdigit() and len(number) <= _MOST_DIGITS):
        raise ArgumentTypeError(f"应为时长,如 90m、26h、2d,而不是 {text}")
    return int(number) * units[unit]


def new_file(text: str) -> Path:
    """Reads the path of a file to be written: its folder is there, and it is no folder itself."""
    path = Path(text)
    if not path.parent.is_dir():
        raise ArgumentTypeError(f"文件夹 {path.parent} 不存在")
    if path.is_dir():
        raise ArgumentTypeError(f"{path} 是文件夹,请给出文件名")
    return path


def new_workbook(text: str) -> Path:
    """Reads the path of a workbook to be written, which no program would open under another ending."""
    path = new_file(text)
    if path.suffix.lower() != ".xlsx":
        raise ArgumentTypeError(f"工作簿的文件名应以 .xlsx 结尾,而不是 {path.name}")
    return path


def cron(text: str) -> str:
    """Reads a schedule of five fields; Prefect, who keeps it, would say what is wrong only once it has started."""
    try:
        CronSim(text, datetime(2019, 1, 1, tzinfo=UTC))
    except CronSimError as error:
        raise ArgumentTypeError(f"应为五段 cron(如 0 2 * * *),而不是 {text}") from error
    return text


def timezone(text: str) -> str:
    """Reads the name of a time zone."""
    if not is_timezone(text):
        raise ArgumentTypeError(f"没有时区 {text}(如 {LOCAL_TIME})")
    return text


def folder(text: str) -> Path:
    """Reads the path of a folder, there or not."""
    path = Path(text)
    if any(part.exists() and not part.is_dir() for part in (path, *path.parents)):
        raise ArgumentTypeError(f"{path} 不是文件夹")
    return path
