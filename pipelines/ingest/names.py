"""The name of a landed file as text, whatever the locale: senders write names in UTF-8 or in GB18030."""

from __future__ import annotations

import os
from pathlib import Path


def shown_name(path: Path) -> str:
    """Last part of a path, decoded from its bytes: UTF-8, else GB18030, else with bytes escaped."""
    name = os.fsencode(path.name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("utf-8", "backslashreplace")
