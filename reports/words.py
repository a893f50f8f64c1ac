"""What the published words and codes are called in Chinese on everything that people read."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from schemas.extracts import EXTRACTS
from schemas.output import Table
from schemas.terms import (
    AreaLevel,
    FindingState,
    GapReason,
    HouseholdKind,
    HouseholdOutcome,
    InclusionList,
    Outcome,
    QuarantineReason,
    Strength,
)

FAMILIES: dict[str, str] = {
    "D": "生命事件",
    "R": "重复享受",
    "P": "家庭经济",
    "M": "金额与遗漏",
    "B": "互相纳入",
    "Q": "数据质量",
}
"""Families of checks (first letter of a check's id), in the order of the reports: people first, data quality last."""

UNKNOWN_AREA = "（未填乡镇街道）"
CLUE_NOTICE = (
    "本报告所列均为数据比对得出的疑似线索，不是认定结论。任何一条线索都不停发、不核减、不拒绝任何人的救助，"
    "须经工作人员入户核实并听取本人说明后，依规定程序办理。"
)
OBJECTION_NOTICE = (
    "当事人对比对信息有异议的，可持有关证明材料向户籍地乡镇人民政府、街道办事处或区民政局提出，由受理单位向数据来源单位复核；"
    "经核实与事实不符的线索登记为不属实。"
)
NOT_FOUND_NOTICE = (
    "未列入线索不等于核对通过：证件号码无效、未能关联或数据来源缺失的人员，见数据质量、待人工复核和未达标名单。"
)

HOUSEHOLD_NOTICE = (
    "本报告依据授权和相关单位反馈的数据作出，仅反映各来源截止日的登记情况，仅供社会救助审核参考。所列差异均为疑似线索，"
    "不作为停发、核减或者拒绝救助的直接依据；“未发现超标”仅指已反馈的数据中未发现，不代表没有。"
)

SOURCE_TITLES: dict[str, str] = {source: extract.title for source, extract in EXTRACTS.items()}
_SOURCE_COLUMNS = ("source", "observed_source")
_WORDS_OF_CALLER = ("why_not", "observed")
_YES_NO = {"true": "是", "false": "否"}
_WORDS: dict[tuple[str, str], Mapping[str, str]] = {
    ("links", "outcome"): Outcome.labels(),
    ("links", "role"): {"husband": "男方", "wife": "女方"},
    ("quarantine", "reason"): QuarantineReason.labels(),
    ("mismatch", "strength"): Strength.labels(),
    ("mismatch", "state"): FindingState.labels(),
    ("mutual_inclusion", "strength"): Strength.labels(),
    ("mutual_inclusion", "state"): FindingState.labels(),
    ("mutual_inclusion", "list"): InclusionList.labels(),
    ("coverage", "area_level"): AreaLevel.labels(),
    ("coverage_gaps", "reason"): GapReason.labels(),
    ("households", "kind"): HouseholdKind.labels(),
    ("households", "outcome"): HouseholdOutcome.labels(),
}


def family_of(check_id: str) -> str:
    """The family letter of a check id."""
    return check_id[0]


def in_chinese(frame: pl.DataFrame, table: Table, extra: Mapping[str, str] | None = None) -> pl.DataFrame:
    """A published frame with its words, sources and flags in Chinese.

    Args:
        frame: columns of `table` (any selection of them).
        table: its declaration.
        extra: further published words -> labels, for `households.reasons`, `links.why_not` and what a check observed.

    Returns:
        The same columns and rows; words become labels, a word that nobody declared stays as it is; declared booleans
        become 是/否, all else is unchanged.
    """
    return frame.with_columns(_translated(frame, table, column, extra or {}) for column in frame.columns)


def quarantined_columns() -> pl.Expr:
    """The Chinese header of each refused value's column (`quarantine.column`), by its source."""
    headers = {
        f"{source}|{column.name}": column.header for source, extract in EXTRACTS.items() for column in extract.columns
    }
    key = pl.concat_str("source", "column", separator="|")
    return key.replace_strict(headers, default=pl.col("column"), return_dtype=pl.String)


def _translated(frame: pl.DataFrame, table: Table, column: str, extra: Mapping[str, str]) -> pl.Expr:
    if table.dtypes.get(column) == pl.Boolean:
        return _renamed(pl.col(column).cast(pl.String), _YES_NO).alias(column)
    if column in _SOURCE_COLUMNS:
        return _each(pl.col(column), SOURCE_TITLES)
    if (table.name, column) == ("coverage_gaps", "reason"):
        return _gap_reason(pl.col(column))
    if (table.name, column) == ("households", "reasons"):
        return _household_reasons(pl.col(column), extra)
    words = extra if column in _WORDS_OF_CALLER else _WORDS.get((table.name, column), {})
    return _renamed(pl.col(column), words)


def _renamed(text: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    return text.replace(words) if words else text


def _each(text: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """Each of several words between commas."""
    return text.str.split(",").list.eval(_renamed(pl.element(), words)).list.join("、")


def _household_reasons(text: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """Check ids stay; `register_absent:economic_items` becomes the word's label and the extract's title."""
    parts = pl.element().str.splitn(":", 2)
    word, source = parts.struct.field("field_0"), parts.struct.field("field_1")
    title = pl.when(source.is_null()).then(pl.lit("")).otherwise("（" + _renamed(source, SOURCE_TITLES) + "）")
    return text.str.split(",").list.eval(_renamed(word, words) + title).list.join("、")


def _gap_reason(text: pl.Expr) -> pl.Expr:
    """`incomplete:低保证,身份证` keeps what follows the colon."""
    parts = text.str.splitn(":", 2)
    word, rest = parts.struct.field("field_0"), parts.struct.field("field_1")
    return (_renamed(word, GapReason.labels()) + pl.when(rest.is_null()).then(pl.lit("")).otherwise(":" + rest)).alias(
        "reason"
    )
