"""What the published words and codes are called in Chinese on everything that people read."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from schemas.extracts import EXTRACTS
from schemas.output import Table
from schemas.words import Words

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

_YES_NO = {"true": "是", "false": "否"}
_NO_TITLES: Mapping[str, str] = {}


def in_chinese(frame: pl.DataFrame, table: Table, titles: Mapping[str, str] = _NO_TITLES) -> pl.DataFrame:
    """A published frame with its words and flags in Chinese, as its fields declare them.

    Args:
        frame: columns of `table` (any selection of them), and perhaps others.
        table: its declaration.
        titles: check id -> title, for `households.reasons`.

    Returns:
        The same columns and rows; words become what people read, a text that nobody declared stays as it is; declared
        booleans become 是/否, all else is unchanged.
    """
    fields = [field for field in table.fields if field.name in frame.columns]
    words = [_said(frame[field.name], field.words, titles) for field in fields if field.words]
    flags = [
        pl.col(field.name).cast(pl.String).replace(_YES_NO).alias(field.name)
        for field in fields
        if field.dtype == pl.Boolean
    ]
    return frame.with_columns(*words, *flags)


def column_headers(name: str = "column") -> pl.Expr:
    """The Chinese header of each extract column that a published column names, by the `source` beside it."""
    headers = {
        f"{source}|{column.name}": column.header for source, extract in EXTRACTS.items() for column in extract.columns
    }
    key = pl.concat_str("source", name, separator="|")
    return key.replace_strict(headers, default=pl.col(name), return_dtype=pl.String).alias(name)


def _said(texts: pl.Series, words: Words, titles: Mapping[str, str]) -> pl.Series:
    said: Mapping[str, str | None] | None = words.listed
    if said is None:
        said = {text: words.said(text, titles) for text in texts.drop_nulls().unique()}
    changed = {text: told for text, told in said.items() if told is not None and told != text}
    return texts.replace(changed) if changed else texts
