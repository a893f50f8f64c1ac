"""The names of the workbook's sheets, which the page points to; those of the tables stand in their declarations."""

from __future__ import annotations

from reports.words import FAMILIES
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.terms import InclusionList

FIRST_SHEET = "首页"

SHEET_OF_FAMILY: dict[str, str] = {family: f"{MISMATCH.sheet}-{title}" for family, title in FAMILIES.items()} | {
    "B": f"{MUTUAL_INCLUSION.sheet}各表"
}


def inclusion_sheet(which: InclusionList) -> str:
    """Sheet of one list of the mutual inclusion; Excel allows no colon and 31 characters."""
    return f"{MUTUAL_INCLUSION.sheet}-" + which.label.replace(":", "-")
