"""What is wrong with a cell of a form that people filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what to do about it."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        """As a person reads it."""
        return f"第 {self.line} 行「{self.column}」: {self.problem}"
