"""What is wrong with a cell of a form that people filled in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, and what to do about it."""

    line: int
    column: str
    problem: str

    @classmethod
    def of_formula(cls, line: int, column: str, shown: str) -> Fault:
        """Of a cell with the error of a formula (#N/A), which says nothing."""
        return cls(line, column, f"是公式错误 {shown};请写明内容")

    def __str__(self) -> str:
        """As a person reads it."""
        return f"第 {self.line} 行「{self.column}」: {self.problem}"
