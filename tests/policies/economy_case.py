"""Builds the evidence of one household from a case of cases_economy.yaml, whose rows use the extracts' headers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from data.parameters import load_parameters
from policies.evidence import Evidence
from policies.lateness import lateness
from policies.terms.rows import row_schema
from schemas.column import Column, Kind
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from schemas.parameter import Parameters
from schemas.terms import RegisterState

Row = Mapping[str, object]
AS_OF = date(2019, 6, 30)
NUMBER = "H1"


def evidence_of(
    *,
    people: Sequence[Row],
    rows: Mapping[str, Sequence[Row]],
    refused: Mapping[str, Sequence[Row]] | None = None,
    parameters: Mapping[str, int | bool] | None = None,
    words: Mapping[str, str] | None = None,
    age_days: Mapping[str, int] | None = None,
    as_of: date = AS_OF,
) -> Evidence:
    """The evidence of a few hand-written rows, linked as they say.

    Args:
        people: registry rows by Chinese header; 姓名 is what other rows link by.
        rows: source -> rows by Chinese header; 等级 is the grade of the link (A unless said), 复核 or 未关联 instead.
        refused: source -> refused rows by English name.
        parameters: values that differ from those in force.
        words: words that differ.
        age_days: source -> age of its extract in days, 0 unless said.
        as_of: the as-of date.
    """
    names = [str(person["姓名"]) for person in people]
    registry = [{"户号": "1", "人员状态": "正常", **person} for person in people]
    cut_offs = {source: as_of - timedelta(days=(age_days or {}).get(source, 0)) for source in rows}
    policy = _parameters(parameters or {}, words or {})
    too_old = {
        source: cut_off
        for source, cut_off in cut_offs.items()
        if lateness(as_of, policy, source, cut_off) is RegisterState.TOO_OLD
    }
    return Evidence(
        as_of=as_of,
        parameters=policy,
        persons=_frame(REGISTRY, registry, names).with_row_index(PERSON),
        rows={source: _frame(source, entries, names) for source, entries in rows.items() if source not in too_old},
        refused={source: _refused(source, entries) for source, entries in (refused or {}).items()},
        cut_offs={source: cut_off for source, cut_off in cut_offs.items() if source not in too_old},
        ever_landed=frozenset(rows) | frozenset(age_days or ()),
        control_breaks=pl.DataFrame(),
        too_old=too_old,
    )


def case_evidence(case: Mapping[str, object]) -> Evidence:
    """The evidence of one case; see the head of cases_economy.yaml for its keys."""
    members = [{"姓名": name, **entry} for name, entry in zip("甲乙丙丁戊己", _list(case["成员"]), strict=False)]
    first = members[0]["姓名"]
    people = [
        {"姓名": m["姓名"], "人员状态": m.get("户籍状态", "正常")}
        for m in members
        if "等级" not in m or str(m["等级"]) in "ABCD"
    ]
    source = "applications" if case.get("申请") is not None else "low_income"
    household = _household(source, _mapping(case, "申请" if source == "applications" else "家庭"))
    roster = [{**household, **{k: v for k, v in m.items() if k not in {"户籍状态", "死亡"}}} for m in members]
    sources: dict[str, Sequence[Row]] = {
        "low_income": [],
        "applications": [],
        "deaths": [{"姓名": m["姓名"], "死亡日期": m["死亡"], "数据来源": "公安"} for m in members if "死亡" in m],
        "economic_items": [{"姓名": first, **entry} for entry in _list(case.get("收入财产", []))],
        "rigid_expenses": [{"姓名": first, **entry} for entry in _list(case.get("刚性支出", []))],
        source: roster,
    }
    absent = {str(name) for name in _list(case.get("缺少数据", []))}
    number = "household_no" if source == "low_income" else "application_no"
    return evidence_of(
        people=people,
        rows={name: entries for name, entries in sources.items() if name not in absent},
        refused={source: [{number: NUMBER}]} if case.get("退回行") else {},
        parameters={str(k): _whole(v) for k, v in _mapping(case, "参数").items()},
        words={"late_register": str(case["过期数据"])} if "过期数据" in case else {},
        age_days={str(k): int(str(v)) for k, v in _mapping(case, "数据天数").items()},
    )


def _household(source: str, given: Row) -> Row:
    if source == "applications":
        return {"申请编号": NUMBER, "申请类别": "农村低保", "受理日期": "2019-03-04", "授权日期": "2019-03-01", **given}
    return {
        "家庭编号": NUMBER,
        "救助类别": "农村低保",
        "是否保障对象": "是",
        "家庭月人均收入": 0,
        "保障起始年月": "2017-05",
        **given,
    }


def _parameters(values: Mapping[str, int | bool], words: Mapping[str, str]) -> Parameters:
    ours = load_parameters(AS_OF)
    return Parameters({**ours.values, **values}, ours.version, {**ours.words, **words})


def _frame(source: str, entries: Sequence[Row], names: Sequence[str]) -> pl.DataFrame:
    extract = EXTRACTS[source]
    schema = extract.accepted if source == REGISTRY else row_schema(source)
    parsed = []
    for number, entry in enumerate(entries, start=2):
        row: dict[str, object] = {"file": f"{extract.title}.csv", "row_number": number, **_link(entry, names)}
        for header, value in entry.items():
            if (column := extract.column_of_header.get(header)) is not None:
                row[column.field] = _parse(column, value)
        parsed.append({name: row.get(name) for name in schema})
    return pl.DataFrame(parsed, schema=schema)


def _link(entry: Row, names: Sequence[str]) -> dict[str, object]:
    grade = str(entry.get("等级", "A"))
    if grade in {"复核", "未关联"} or entry.get("姓名") not in names:
        return {PERSON: None, "outcome": "review" if grade == "复核" else "unlinked", "grade": None}
    return {PERSON: names.index(str(entry["姓名"])), "outcome": "linked", "grade": grade}


def _refused(source: str, entries: Sequence[Row]) -> pl.DataFrame:
    columns = {column.name: pl.String() for column in EXTRACTS[source].columns}
    schema = {**columns, "file": pl.String(), "row_number": pl.Int32()}
    return pl.DataFrame([{name: entry.get(name) for name in schema} for entry in entries], schema=schema)


def _parse(column: Column, value: object) -> object:
    if value is None:
        return None
    if column.kind is Kind.MONEY:
        return int(Decimal(str(value)) * 100)
    if column.kind is Kind.MONTH:
        year, month = str(value).split("-")
        return int(year) * 12 + int(month) - 1
    if column.kind is Kind.DATE:
        return date.fromisoformat(text if len(text := str(value)) > len("2019-06") else f"{text}-01")
    return value if column.kind is Kind.INTEGER else str(value)


def _mapping(case: Row, key: str) -> Row:
    found = case.get(key) or {}
    assert isinstance(found, Mapping), key
    return found


def _list(found: object) -> list[Any]:
    assert isinstance(found, list)
    return found


def _whole(value: object) -> int | bool:
    assert isinstance(value, int)
    return value
