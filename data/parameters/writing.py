"""A parameter file as it reads once it is confirmed: date and standing are others, and all else stays as it is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from data.parameters.reading import read_parameter
from schemas.errors import ParameterError
from schemas.parameter import ParameterStatus


def confirmed_text(path: Path, text: bytes, until: date) -> bytes:
    """The text of a parameter file with the status `confirmed` and another `verified_until`; comments stay.

    Args:
        path: the file, for messages.
        text: its bytes.
        until: last date for which its values have been checked.

    Raises:
        ParameterError: the file is wrong, or so laid out that the two lines cannot be changed alone.
    """
    before = read_parameter(path, text)
    written = text.decode("utf-8-sig")
    for key, value in (("status", ParameterStatus.CONFIRMED.value), ("verified_until", until.isoformat())):
        written = re.sub(rf"^({key}:[ \t]*)[^\s#]+", rf"\g<1>{value}", written, count=1, flags=re.MULTILINE)
    after = read_parameter(path, written.encode())
    if after != replace(before, status=ParameterStatus.CONFIRMED, verified_until=until):
        raise ParameterError(
            f"参数文件 {path.name}: 无法只改动 status 和 verified_until 两行",
            hint=f"请将 {path} 的这两项各写成一行后重试",
        )
    return written.encode()
