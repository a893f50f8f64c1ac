"""The names of the workbook's sheets, which the page points to."""

from __future__ import annotations

from schemas.terms import Family, InclusionList

FIRST_SHEET = "首页"
INDICATOR_SHEET = "指标"
GAP_SHEET = "未达标名单"
HOUSEHOLD_SHEET = "家庭核对"
QUARANTINE_SHEET = "数据质量-退回"
REVIEW_SHEET = "待人工复核"
INCLUSION_SHEETS = "互纳各表"

SHEET_OF_FAMILY: dict[Family, str] = {family: f"比对-{family.label}" for family in Family} | {
    Family.INCLUSION: INCLUSION_SHEETS
}


def inclusion_sheet(which: InclusionList) -> str:
    """Sheet of one list of the mutual inclusion; Excel allows no colon and 31 characters."""
    return "互纳-" + which.label.replace(":", "-")
