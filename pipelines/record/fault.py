"""What is wrong with the cells of a form that people filled in, and the refusal that says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import InputRefusedError


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

    @classmethod
    def of_day(cls, line: int, column: str, written: str) -> Fault:
        """Of a cell in which no day can be read."""
        return cls(line, column, f"写的是「{written}」;应为日期,如 2019-06-30 或 2019年6月30日")

    @classmethod
    def of_word(cls, line: int, column: str, written: str, words: str) -> Fault:
        """Of a cell with another word than those that may stand there."""
        return cls(line, column, f"写的是「{written}」;应为 {words}")

    def __str__(self) -> str:
        """As a person reads it."""
        return f"第 {self.line} 行「{self.column}」: {self.problem}"


def nothing_taken(name: str, faults: Sequence[Fault]) -> InputRefusedError:
    """The refusal of a whole file, with its faults in the order given."""
    told = "\n".join(f"  {fault}" for fault in faults)
    return InputRefusedError(f"{name}: {len(faults)} 处有误,一条也没有导入\n{told}", hint="请改正后重新导入整个文件")
