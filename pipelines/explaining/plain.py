"""What a clue says in one sentence that needs no knowledge of the product, and which evidence it rests on first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from policies.checks import CHECKS
from policies.checks.declaration import Check, Identity
from reports.clear_digits import pair
from reports.explanation import Section, Value
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.leaving import TextKind
from schemas.masking import hide_digits, mask_numbers
from schemas.terms import Family

Row = Mapping[str, object]
_NO_CONCLUSION = "这是数据比对的线索,不是结论;须核实并听取本人说明,不据此停发或拒绝任何救助"
NAMELESS = "(未填姓名)"
_NO_CLUE = "本期没有线索;没有线索不等于核对通过"
_ECONOMY = "家庭经济状况"


def clue_sentence(row: Row, households: Collection[str]) -> Section:
    """Who is meant, what is suspected, what each side says; the section under it says what a clue is.

    Args:
        row: a published finding.
        households: household numbers, which may be read.
    """
    check = CHECKS[str(row["check_id"])]
    clear = _sentence(row, check, row["declared"], row["observed"])
    hidden = mask_numbers(_sentence(row, check, *_hidden(row, check)), {*households, str(row["household_no"])})
    return Section(Value(clear, told=hidden), ({"性质": Value(_NO_CONCLUSION)},))


def subject_sentence(who: str, clues: pl.DataFrame, households: Collection[str]) -> Section:
    """How many clues there are about a person or household, and of what kind; `households` may be read in `who`."""
    titles = [CHECKS[check_id].title for check_id in clues["check_id"].unique(maintain_order=True)]
    told = f"本期有 {clues.height} 条线索: {'、'.join(titles)}" if titles else _NO_CLUE
    said = f"{who}: {told}"
    return Section(Value(said, told=mask_numbers(said, households)), ({"性质": Value(_NO_CONCLUSION)},))


def by_weight(sections: Sequence[Section], clue: Row | None) -> list[Section]:
    """The sections in the order in which they bear a clue: what it was compared with, its row, the registry, the rest.

    Args:
        sections: in the order in which they were found.
        clue: the finding they explain; without one their order stays.
    """
    if clue is None:
        return list(sections)
    compared = [EXTRACTS[one].title for one in str(clue["observed_source"] or "").split(",") if one in EXTRACTS]
    own = [EXTRACTS[str(clue["source"])].title] if clue["source"] in EXTRACTS else []
    if Family.of(str(clue["check_id"])) is Family.ECONOMY:
        compared.insert(0, _ECONOMY)
    order = [*compared, *own, EXTRACTS[REGISTRY].title]
    return [*sections[:_FIRST], *sorted(sections[_FIRST:], key=lambda one: _place(one.title.text, order))]


_FIRST = 3
"""The sentence, the clue itself and its rule come first, whatever they rest on."""


def _place(title: str, order: Sequence[str]) -> int:
    about = title.removeprefix("关联依据 ")
    return next((place for place, source in enumerate(order) if about.startswith(source)), len(order))


def _sentence(row: Row, check: Check, declared: object, observed: object) -> str:
    sides = (
        (check.meanings.declared, declared),
        (check.meanings.observed, observed),
        (check.meanings.limit, row.get("limit")),  # publications of the first version have none
    )
    said = [f"{meaning}: {value}" for meaning, value in sides if value is not None]
    said += [f"涉及 {row['months']} 个月"] if row["months"] is not None else []
    said += [f"差额 {row['amount']} 元"] if row["amount"] is not None else []
    return f"{_who(row, check)}疑似{check.title}。{';'.join(said)}。"


def _who(row: Row, check: Check) -> str:
    place = "".join(str(row[name]) for name in ("town", "village") if row[name] is not None)
    household = f"(户编号 {row['household_no']})" if row["household_no"] is not None else ""
    home = "户" if check.identity is Identity.HOUSEHOLD else ""
    return f"{place}{row['name'] or NAMELESS}{home}{household}"


def _hidden(row: Row, check: Check) -> tuple[object, object]:
    """Both texts as they may be shown: of two numbers what differs, of a birth date nothing."""
    declared, observed = row["declared"], row["observed"]
    if check.texts.are_two_numbers:
        return told_apart(declared, observed)
    births = [getattr(check.texts, name).kind is TextKind.BIRTH for name in ("declared", "observed")]
    shown = [
        hide_digits(str(text)) if birth and text else text
        for text, birth in zip((declared, observed), births, strict=True)
    ]
    return shown[0], shown[1]


def told_apart(declared: object, observed: object) -> tuple[object, object]:
    """Two numbers with only the digits in clear in which they differ; None stays None."""
    if declared is None or observed is None:
        return declared, observed
    return pair(str(declared), str(observed))
