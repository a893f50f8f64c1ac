"""What ties a line of an exported workbook to its clue: a number typed over, or a column sorted alone, shows."""

from __future__ import annotations

import hmac
from hashlib import sha256

_LENGTH = 16
_PURPOSE = b"findings workbook\x00"


def seal_of(clue: str, key: bytes) -> str:
    """The seal of a line.

    Args:
        clue: the number of its clue, as written.
        key: secret of the workspace for workbooks (`pipelines.workspace.keys.review_key`).
    """
    return hmac.new(key, _PURPOSE + clue.encode(), sha256).hexdigest()[:_LENGTH]
