"""Errors that a person can do something about: each says what is wrong, what to do, and the exit code it ends in."""

from __future__ import annotations

from typing import ClassVar


class HeduiError(Exception):
    """An error of the domain, shown as a message without a traceback.

    Attributes:
        exit_code: exit code of the command that it ends.
        hint: what to do about it, in one sentence.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, hint: str) -> None:
        """Says what is wrong (`message`) and what to do (`hint`)."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Both in one line."""
        return f"{self.message}。{self.hint}" if self.hint else self.message


class NotPublishedError(HeduiError):
    """The run finished, but a breaker or a control total stopped the publication."""

    exit_code = 1


class ConfigurationError(HeduiError):
    """A setting or a parameter is missing, unreadable, or not in force on the date asked for."""

    exit_code = 2


class InputRefusedError(HeduiError):
    """A file of the landing folder cannot be used as it is."""

    exit_code = 3


class WorkspaceBusyError(HeduiError):
    """Another run holds the workspace."""

    exit_code = 5
