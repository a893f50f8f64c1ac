"""The life of a clue in words: what nights said of it, and what people entered about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from schemas.masking import mask_numbers
from schemas.terms import Answer, FindingState
from schemas.work import WorkKind

_NOT_RUN = "检查项未运行"
_ANSWERS = Answer.labels()


def answer_label(answer: str) -> str:
    """What a night said, in Chinese; whatever is no answer is a check that did not run."""
    return _ANSWERS.get(answer, _NOT_RUN)


def entry_cells(row: Mapping[str, object]) -> tuple[object, str, str, object, object]:
    """An entry (`schemas.work.WORK`): date, what was done, its content with long numbers masked, by whom, reviewer."""
    result = FindingState.labels().get(str(row["result"]), "")
    fen = row["amount_recovered_fen"]
    amount = f"追回 {fen / 100:.2f} 元" if isinstance(fen, int) else ""
    due = f"期限 {row['due_on']}" if row["due_on"] else ""
    said = [row["unit"], due, result, row["note"], row["disposal"], amount]
    kind = WorkKind.labels()[str(row["kind"])]
    content = mask_numbers(" ".join(str(one) for one in said if one))
    return row["date"], kind, content, row["by"], row["reviewed_by"]


def life_lines(spans: Iterable[tuple[Sequence[date], str]], entries: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """A line a span of nights, then a line an entry.

    Args:
        spans: nights that said the same, one after the other, with what they said.
        entries: rows of `schemas.work.WORK` in their order.
    """
    return (*(_span(nights, answer) for nights, answer in spans), *(_entry(row) for row in entries))


def _span(nights: Sequence[date], answer: str) -> str:
    days = f"{nights[0]}" if len(nights) == 1 else f"{nights[0]} 至 {nights[-1]}（{len(nights)} 期）"
    return f"{days} {answer_label(answer)}"


def _entry(row: Mapping[str, object]) -> str:
    day, kind, content, by, reviewer = entry_cells(row)
    people = "，".join(f"{who} {name}" for who, name in (("经办", by), ("复核", reviewer)) if name)
    return f"{day} {kind}：{content}" + (f"（{people}）" if people else "")
