"""The arithmetic of a household's economy as a tree: every figure down to the file and the line it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from policies.checks import CHECKS
from policies.verification import Economy
from reports.explanation import Section, Value
from schemas.linked import PERSON
from schemas.money import in_yuan
from schemas.month import MONTHS_IN_YEAR
from schemas.outputs.households import GROUND
from schemas.terms import (
    Beside,
    HouseholdKind,
    HouseholdOutcome,
    NotCounted,
    NotHeld,
    NotIncome,
    RegisterState,
)
from schemas.words import COMMA

Row = Mapping[str, Any]
_UNKNOWN = "未知"


def economy_sections(economy: Economy, number: str, persons: pl.DataFrame) -> list[Section]:
    """One section for each verified household or application of a number.

    Args:
        economy: of all households.
        number: household or application number.
        persons: accepted rows of the civil registry with `person`, for names.
    """
    found = economy.households.filter(pl.col("household_no") == number)
    return [_section(economy, row, persons) for row in found.iter_rows(named=True)]


def _section(economy: Economy, row: Row, persons: pl.DataFrame) -> Section:
    kind = HouseholdKind.labels()[row["kind"]]
    title = Value(f"家庭经济状况核对 {kind} {row['household_no']} {row['scheme'] or ''}", plain=True)
    concluded = {
        "结论": Value(HouseholdOutcome.labels()[row["outcome"]]),
        "依据": Value(_reasons(row["reasons"]) or "无"),
        "登记": Value(f"{row['file']}:{row['row_number']}", plain=True),
    }
    parts = (
        _members(economy, row),
        _income(economy, row, persons),
        _deductions(economy, row, persons),
        _compared(row),
        _assets(economy, row, persons),
        _registers(economy, row["county"]),
    )
    return Section(title, (concluded,), tuple(part for part in parts if part is not None))


def _members(economy: Economy, row: Row) -> Section:
    mine = _of(economy.members, row)
    lines = [
        _line(f"{one['name']} {one['relation'] or ''}", _count_told(one), one) for one in mine.iter_rows(named=True)
    ]
    others = _of(economy.beside, row)
    beside = [
        Section(Value(f"{one['name']} {one['relation'] or ''}: {Beside(one['beside']).label}"))
        for one in others.iter_rows(named=True)
    ]
    return Section(Value(f"计入 {row['members_counted']} 人"), children=(*lines, *beside))


def _count_told(one: Row) -> str:
    if not one["counted"]:
        return f"不计: {NotCounted(one['why_not']).label}"
    known = one["months_known"]
    months = "" if known is None else f",{known} 个月有收入数据,{one['months_unknown']} 个月未知(未知不等于零)"
    beside = f",{Beside(one['beside']).label}" if one["beside"] else ""
    return f"计入{months}{beside}"


def _income(economy: Economy, row: Row, persons: pl.DataFrame) -> Section:
    lines = _named(_of(economy.income_lines, row), persons)
    heads = row["members_counted"]
    sums = f"{_yuan(row['income_fen'])} ÷ {MONTHS_IN_YEAR} 个月 ÷ {heads} 人"
    title = f"核对月人均收入(扣减前) {_yuan(row['observed_fen'])} = {sums}"
    total = Section(
        Value(f"核对期收入合计 {_yuan(row['income_fen'])}"),
        children=tuple(
            _line(f"{one['who']} {one['register'] or ''} {one['item']} {_period(one)}", _counted(one), one)
            for one in lines.iter_rows(named=True)
        ),
    )
    return Section(Value(title), children=(total,))


def _counted(one: Row) -> str:
    text = f"{_yuan(one['found_fen'])},{_inside(one)}计入 {_yuan(one['counted_fen'])}"
    rest = one["found_fen"] - one["counted_fen"]
    return f"{text},不计 {_yuan(rest)}: {NotIncome(one['why_not']).label}" if one["why_not"] else text


def _inside(one: Row) -> str:
    return f"{one['months']} 个月中 {one['months_inside']} 个月在核对期," if one["months"] else ""


def _deductions(economy: Economy, row: Row, persons: pl.DataFrame) -> Section:
    lines = _named(_of(economy.expense_lines, row), persons)
    children = tuple(
        _line(
            f"{one['who']} {one['expense']} {_period(one)}",
            f"{_counted(one)},扣减 {_yuan(one['deducted_fen'])}",
            one,
        )
        for one in lines.iter_rows(named=True)
    )
    return Section(Value(f"刚性支出扣减合计 {_yuan(row['deductions_fen'])}"), children=children)


def _compared(row: Row) -> Section:
    standard, left = row["standard_fen"], row["left_per_head_fen"]
    sums = f"({_yuan(row['income_fen'])} - {_yuan(row['deductions_fen'])},不足零的按零)"
    heads = row["members_counted"]
    lines = [
        f"扣减后月人均 {_yuan(left)} = {sums} ÷ {MONTHS_IN_YEAR} 个月 ÷ {heads} 人",
        f"低保标准 {_yuan(standard)}" + ("" if standard is None or left is None else f",{_beside(left, standard)}"),
        f"登记月人均收入 {_yuan(row['declared_fen'])}",
    ]
    return Section(Value("与标准和登记比较"), children=tuple(Section(Value(line)) for line in lines))


def _beside(left: int, standard: int) -> str:
    return f"高出 {_yuan(left - standard)}" if left > standard else f"不高于标准(低 {_yuan(standard - left)})"


def _assets(economy: Economy, row: Row, persons: pl.DataFrame) -> Section | None:
    lines = _named(_of(economy.asset_lines, row), persons)
    children = tuple(
        _line(f"{one['who']} {one['register'] or ''} {one['item']}", _thing(one), one)
        for one in lines.iter_rows(named=True)
    )
    return Section(Value("财产和登记"), children=children) if children else None


def _thing(one: Row) -> str:
    details = (
        one["item_status"],
        f"({one['state_words']})" if one["state_words"] else None,
        None if one["amount_fen"] is None else _yuan(one["amount_fen"]),
        None if one["registered_on"] is None else f"登记 {one['registered_on']}",
    )
    said = " ".join(text for text in details if text)
    verdict = "计入" if one["counts"] else f"不计: {NotHeld(one['why_not']).label}"
    weak = ",弱线索" if one["strength"] else ""
    return f"{said} {verdict}{weak}".strip()


def _registers(economy: Economy, county: str | None) -> Section:
    lines = [
        f"{one['title']}: 截止 {one['cut_off'] or '无'},{_age(one)}{RegisterState(one['state']).label}"
        for one in economy.registers_of(county).iter_rows(named=True)
    ]
    return Section(Value("数据来源"), children=tuple(Section(Value(line)) for line in lines))


def _age(one: Row) -> str:
    return "" if one["age_days"] is None else f"已 {one['age_days']} 天(允许 {one['allowed_age_days']} 天),"


def _reasons(words: str) -> str:
    """Checks raised and what is missing, as people read them."""
    titles = {check_id: check.title for check_id, check in CHECKS.items()}
    return ";".join(GROUND.said(word, titles) or word for word in words.split(COMMA) if word)


def _of(lines: pl.DataFrame, row: Row) -> pl.DataFrame:
    return lines.filter((pl.col("kind") == row["kind"]) & (pl.col("household_no") == row["household_no"]))


def _named(lines: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    return lines.join(persons.select(PERSON, who="name"), on=PERSON, how="left", maintain_order="left")


def _line(what: str, told: str, one: Row) -> Section:
    return Section(Value(f"{' '.join(what.split())}: {told} [{one['file']}:{one['row_number']}]", plain=True))


def _period(one: Row) -> str:
    return f"{one['period_start'] or '?'} 至 {one['period_end'] or '?'}"


def _yuan(fen: int | None) -> str:
    return _UNKNOWN if fen is None else f"{in_yuan(fen)} 元"
