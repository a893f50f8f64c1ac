"""A small publication whose figures can be counted by eye; every table has rows that tempt a renderer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl

from reports.inputs import Input
from reports.report import CheckTitle, IndicatorTitle, Report
from schemas.leaving import NAME, NUMBER, PLAIN, Texts
from schemas.not_run import NotRun
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.ledger import LEDGER
from schemas.outputs.links import LINKS
from schemas.outputs.quarantine import QUARANTINE
from schemas.terms import Measure, RegisterState

AS_OF = date(2019, 6, 30)
WANG, LI, ZHAO = "432902195907300738", "432902198803150021", "432902201102030055"

LINK_ROWS: list[Mapping[str, object]] = [
    {"source": "low_income", "row_number": 2, "name": "王建国", "registry_id_no": WANG, "outcome": "linked"},
    {"source": "low_income", "row_number": 3, "name": "李梅", "registry_id_no": LI, "outcome": "linked"},
    {"source": "disability", "row_number": 2, "name": "王建国", "registry_id_no": WANG, "outcome": "linked"},
    {"source": "orphans", "row_number": 2, "name": "赵小明", "registry_id_no": ZHAO, "outcome": "linked"},
    {"source": "deaths", "row_number": 2, "name": "孙大", "registry_id_no": "432902194001010011", "outcome": "linked"},
    {
        "source": "disability",
        "row_number": 3,
        "name": "周某",
        "outcome": "review",
        "candidate_id_no": LI,
        "candidate_name": "周茉",
        "grade": "E",
        "town": "伊塘镇",
    },
    {
        "source": "disability",
        "row_number": 4,
        "name": "=cmd|' /C calc'!A0",
        "outcome": "unlinked",
        "why_not": "no_candidate",
    },
]

FINDING_ROWS: list[Mapping[str, object]] = [
    {
        "finding_id": "f1",
        "check_id": "D1",
        "source": "low_income",
        "household_no": "H1",
        "person_id_no": WANG,
        "name": "王建国",
        "town": "伊塘镇",
        "village": "伊塘001村",
        "declared": "保障对象",
        "observed": "2019-01-05 死亡",
        "months": 5,
        "amount": Decimal("-1500.50"),
        "strength": "two_sources",
        "observed_source": "deaths",
        "observed_as_of": date(2019, 5, 31),
        "grade": "A",
    },
    {
        "finding_id": "f2",
        "check_id": "M3",
        "source": "low_income",
        "household_no": "H1",
        "name": "王建国",
        "town": "伊塘镇",
        "declared": "300.00",
        "observed": "=SUM(A1:A9)",
        "amount": Decimal("20.25"),
        "strength": "strong",
    },
    {
        "finding_id": "f3",
        "check_id": "Q2",
        "source": "disability",
        "row_number": 9,
        "person_id_no": LI,
        "name": "李梅",
        "town": "<b>珊瑚街道</b>",
        "declared": "43290219880315002",
        "observed": LI,
        "grade": "C",
    },
    {
        "finding_id": "f4",
        "check_id": "Q4",
        "source": "disability",
        "person_id_no": LI,
        "name": "李美",
        "town": None,
        "declared": "李美",
        "observed": "李梅",
        "grade": "A",
    },
]

INCLUSION_ROWS: list[Mapping[str, object]] = [
    {
        "finding_id": "b1",
        "check_id": "B1",
        "source": "poverty_register",
        "household_no": "P7",
        "person_id_no": ZHAO,
        "name": "赵小明",
        "town": "伊塘镇",
        "village": "伊塘002村",
        "list": "low_income_side",
        "grade": "A",
    }
]

COVERAGE_ROWS = [
    ("K1", "district", "全区", 9996, 10000, False),
    ("K1", "town", "伊塘镇", 9999999, 10000000, False),
    ("K1", "town", "珊瑚街道", 12, 12, True),
    ("K1", "village", "伊塘镇/伊塘001村", 3, 4, False),
    ("K3", "district", "全区", 0, 0, False),
    ("K7", "source", "low_income", 2, 2, True),
    ("K9", "district", "全区", 1999999, 100, False),
    ("K9", "town", "伊塘镇", 2000000, 100, True),
]

GAP_ROWS: list[Mapping[str, object]] = [
    {"kpi": "K1", "key": "SQ1", "name": "张三", "town": "伊塘镇", "village": "伊塘001村", "reason": "no_report"},
    {"kpi": "K3", "key": ZHAO, "name": "赵小明", "town": "伊塘镇", "reason": "not_enrolled"},
    {"kpi": "K4", "key": "P7", "name": "赵大", "town": "伊塘镇", "reason": "incomplete:低保证,身份证"},
]

HOUSEHOLD_ROWS: list[Mapping[str, object]] = [
    {
        "household_no": "H1",
        "kind": "low_income",
        "scheme": "农村低保",
        "head_name": "王建国",
        "town": "伊塘镇",
        "members_counted": 2,
        "observed_monthly_income_per_head": Decimal("812.35"),
        "declared_monthly_income_per_head": Decimal("120.00"),
        "deductions": Decimal("0.00"),
        "outcome": "over_limit_suspected",
        "reasons": "P1,P4",
    },
    {"household_no": "SQ1", "kind": "application", "outcome": "insufficient_data", "reasons": "not_authorised"},
    {"household_no": "H2", "kind": "low_income", "outcome": "none_found", "reasons": ""},
]

QUARANTINE_ROWS: list[Mapping[str, object]] = [
    {
        "source": "disability",
        "file": "残疾人证_20190620.csv",
        "row_number": 12,
        "column": "issued_on",
        "reason": "bad_date",
        "value": "+2019年13月",
    }
]

CHECKS = {
    "D1": CheckTitle("死亡后仍在享受", "民政、公安、卫健数据比对", Texts(PLAIN, PLAIN)),
    "M3": CheckTitle("保障金与差额不符", texts=Texts(PLAIN, PLAIN)),
    "B1": CheckTitle("未脱贫人口未纳入低保或特困"),
    "Q2": CheckTitle("所填证件号码与户籍证件号码不一致", texts=Texts(NUMBER, NUMBER)),
    "Q4": CheckTitle("姓名相近但不一致", texts=Texts(NAME, NAME)),
    "R1": CheckTitle("同时享受城市低保和农村低保"),
}
INDICATORS = {
    "K1": IndicatorTitle("新增对象核对率", target="100%"),
    "K2": IndicatorTitle("在保对象复核率", target="100%"),
    "K3": IndicatorTitle("兜底保障目标人群覆盖率", target="100%"),
    "K4": IndicatorTitle("一户一档完成率", target="100%"),
    "K7": IndicatorTitle("数据关联率", Measure.LINKAGE),
    "K9": IndicatorTitle("农村低保月人均补助水平", Measure.FEN_PER_PERSON, "不低于200元"),
}


def frame(table: Table, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Rows in the form of a table; what a row leaves out is null."""
    return pl.DataFrame([{name: row.get(name) for name in table.dtypes} for row in rows], schema=table.dtypes)


def coverage_frame() -> pl.DataFrame:
    columns = ("kpi", "area_level", "area", "numerator", "denominator", "met")
    rows = [dict(zip(columns, row, strict=True)) for row in COVERAGE_ROWS]
    plain = frame(COVERAGE, rows)
    rate = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    return plain.with_columns(rate=rate)


def findings_frame(table: Table, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    seen = {"state": "open", "first_seen": AS_OF, "last_seen": AS_OF, "file": "a.csv"}
    return frame(table, [seen | dict(row) for row in rows])


def small_report() -> Report:
    return Report(
        as_of=AS_OF,
        run_id="2019-07-01-0200-abcdef",
        product_version="0.1.0",
        parameters_version="c0ffee12",
        inputs=(
            Input("low_income", ("低保花名册_20190630.xlsx",), AS_OF, 100, 98, 2, RegisterState.CURRENT),
            Input("deaths", ("deaths_20190401.csv",), date(2019, 4, 1), 10, 10, 0, RegisterState.TOO_OLD),
            Input("marriages", (), None, 0, 0, 0, RegisterState.ABSENT),
        ),
        tables={name: table.empty() for name, table in OUTPUTS.items() if not table.in_parts}
        | {
            LINKS.name: frame(LINKS, LINK_ROWS),
            QUARANTINE.name: frame(QUARANTINE, QUARANTINE_ROWS),
            MISMATCH.name: findings_frame(MISMATCH, FINDING_ROWS),
            MUTUAL_INCLUSION.name: findings_frame(MUTUAL_INCLUSION, INCLUSION_ROWS),
            COVERAGE.name: coverage_frame(),
            COVERAGE_GAPS.name: frame(COVERAGE_GAPS, GAP_ROWS),
            HOUSEHOLDS.name: frame(HOUSEHOLDS, HOUSEHOLD_ROWS),
        },
        checks=CHECKS,
        indicators=INDICATORS,
        not_run=(
            NotRun("D3", "已婚但配偶不在低保家庭中", ("marriages",)),
            NotRun("K2", "在保对象复核率", ("reviews",)),
        ),
    )


def with_tables(report: Report, *tables: tuple[Table, pl.DataFrame]) -> Report:
    """The same report with other frames."""
    return replace(report, tables={**report.tables, **{table.name: frame for table, frame in tables}})


LEDGER_ROWS: list[Mapping[str, object]] = [
    {
        "finding_id": "f1",
        "check_id": "D1",
        "name": "王建国",
        "town": "伊塘镇",
        "data_status": "new",
        "answer": "raised",
    },
    {
        "finding_id": "f2",
        "check_id": "M3",
        "household_no": "H1",
        "name": "王建国",
        "town": "伊塘镇",
        "data_status": "reopened",
        "state": "assigned",
        "assigned_to": "伊塘镇人民政府",
        "due_on": date(2019, 6, 20),
        "overdue": True,
        "recurrences": 1,
    },
    {
        "finding_id": "f3",
        "check_id": "Q2",
        "name": "李梅",
        "town": "<b>珊瑚街道</b>",
        "data_status": "standing",
        "state": "closed",
        "disposed_on": date(2019, 6, 1),
        "still_raised": True,
    },
    {"finding_id": "f4", "check_id": "Q4", "name": "李美", "data_status": "standing", "state_since": AS_OF},
    {
        "finding_id": "g1",
        "check_id": "D1",
        "person_id_no": ZHAO,
        "name": "刘老五",
        "town": "伊塘镇",
        "data_status": "gone",
        "state": "confirmed",
        "gone_since": AS_OF,
        "last_seen": date(2019, 6, 29),
    },
    {"finding_id": "g2", "check_id": "D1", "name": "早已消除", "data_status": "gone", "gone_since": date(2019, 6, 1)},
    {"finding_id": "u1", "check_id": "D1", "name": "未能核对", "data_status": "not_run"},
]
LIVES = {
    "f2": ("2019-06-01 至 2019-06-09（9 期） 查出", "2019-06-30 查出", "2019-06-10 交办：伊塘镇人民政府（经办 张一）"),
    "g1": (
        "2019-06-01 至 2019-06-29（29 期） 查出",
        "2019-06-30 未查出",
        "2019-06-12 核实：属实（经办 张一，复核 李二）",
    ),
}


TOLD = {
    "f2": "0,18048,36,[18077,18077,1,0]\n2019-06-10 交办：伊塘镇人民政府（经办 张一）",
    "g1": "0,18048,116,5\n2019-06-12 核实：属实（经办 张一，复核 李二）",
}
"""The same as a report holds it."""


def lives_frame(told: Mapping[str, str]) -> pl.DataFrame:
    """Clue -> life, as a report holds it."""
    return pl.DataFrame({"finding_id": list(told), "life": list(told.values())})


def working_report() -> Report:
    """The small publication on a night that has others before it, with a ledger that has work of every kind."""
    seen = {"state": "open", "first_seen": date(2019, 6, 1), "state_since": date(2019, 6, 1)}
    seen |= {"recurrences": 0, "overdue": False, "still_raised": False}
    rows = [seen | dict(row) for row in LEDGER_ROWS]
    rows[0]["first_seen"] = AS_OF
    return replace(with_tables(small_report(), (LEDGER, frame(LEDGER, rows))), ask_lives=lambda: lives_frame(TOLD))
