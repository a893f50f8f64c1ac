"""The names of the workbook's sheets, which the page points to; those of the tables stand in their declarations."""

from __future__ import annotations

from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.terms import Family, InclusionList

FIRST_SHEET = "首页"
WORK_SHEET = "本期工作"
UNLINKED_SHEET = "未关联"

SHEET_OF_FAMILY: dict[Family, str] = {family: f"{MISMATCH.sheet}-{family.label}" for family in Family} | {
    Family.INCLUSION: f"{MUTUAL_INCLUSION.sheet}各表"
}


def inclusion_sheet(which: InclusionList) -> str:
    """Sheet of one list of the mutual inclusion; Excel allows no colon and 31 characters."""
    return f"{MUTUAL_INCLUSION.sheet}-" + which.label.replace(":", "-")
