"""Errors of the reading that another attempt may not meet: later, or in another way."""

from __future__ import annotations

from schemas.errors import InputRefusedError


class FileChangedError(InputRefusedError):
    """A file changed while it was read: it is still being copied. Nothing else is said of it that would last."""


class StrayQuotesError(Exception):
    """Quotation marks that belong to no cell: where records end is known only to who reads line by line."""
