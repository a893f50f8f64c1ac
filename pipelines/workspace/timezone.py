"""Time zones by name: where a day begins for the bureau."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCAL_TIME = "Asia/Shanghai"


def is_timezone(text: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        return bool(ZoneInfo(text).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
