"""Errors of the stages that a later attempt may not meet."""

from __future__ import annotations

from schemas.errors import InputRefusedError


class FileChangedError(InputRefusedError):
    """A file changed while it was read: it is still being copied."""
