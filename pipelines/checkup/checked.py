"""What was looked at, and what tonight would make of it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.errors import HeduiError
from schemas.masking import mask_numbers
from schemas.terms import Term


class Outlook(Term):
    """How it looks for tonight."""

    WELL = "well", "正常"
    ATTENTION = "attention", "注意"
    FAILS = "fails", "将失败"


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at.

    Attributes:
        topic: what.
        outlook: how it looks.
        found: what was found.
        remedy: what to do; empty where it is well.
        exit_code: in which a night would end for it; 0 where it would not fail for it.
    """

    topic: str
    outlook: Outlook
    found: str
    remedy: str = ""
    exit_code: int = 0


def well(topic: str, found: str) -> Checked:
    """It is as it should be."""
    return Checked(topic, Outlook.WELL, mask_numbers(found))


def attention(topic: str, found: str, remedy: str) -> Checked:
    """The night would run, but somebody should know."""
    return Checked(topic, Outlook.ATTENTION, mask_numbers(found), mask_numbers(remedy))


def fails(topic: str, error: HeduiError) -> Checked:
    """The night would end in this error."""
    return Checked(topic, Outlook.FAILS, mask_numbers(error.message), mask_numbers(error.hint), error.exit_code)
