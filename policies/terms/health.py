"""Who holds a valid disability certificate, who is severely disabled (重残), who has a major illness (重病)."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence, view
from policies.terms.rows import linked
from schemas.linked import PERSON
from schemas.month import MONTHS_IN_YEAR, month_expr

HIGH_LEVELS = ("一级", "二级")
_THIRD_LEVEL = "三级"
_MIND = ("智力", "精神")


@view
def certificates(evidence: Evidence) -> pl.DataFrame:
    """The valid certificate of each person who has one: the linked disability row of the latest 发证日期, if valid.

    Of certificates issued on one day the later reissue (B2 over B1) counts. A person whose latest certificate is not
    valid has none, whatever earlier ones say.
    """
    reissue = pl.col("certificate_clean").str.extract("B([0-9])$").cast(pl.Int8)
    latest = (
        linked(evidence, "disability")
        .sort("issued_on", reissue, nulls_last=False, maintain_order=True)
        .unique(PERSON, keep="last", maintain_order=True)
    )
    current = pl.col("valid_until").is_null() | (pl.col("valid_until") >= evidence.as_of)
    return latest.filter((pl.col("certificate_status") == "正常") & current)


@view
def high_level(evidence: Evidence) -> pl.DataFrame:
    """Valid certificates of level 1 or 2, which carry the nursing allowance (国发〔2015〕52号)."""
    return certificates(evidence).filter(pl.col("level").is_in(HIGH_LEVELS))


@view
def severe(evidence: Evidence) -> pl.DataFrame:
    """Valid certificates of severe disability: level 1-2, or level 3 mental or intellectual (province's 2018 plan)."""
    mind = (pl.col("level") == _THIRD_LEVEL) & pl.col("category").is_in(_MIND)
    return certificates(evidence).filter(pl.col("level").is_in(HIGH_LEVELS) | mind)


@view
def major_illness(evidence: Evidence) -> pl.DataFrame:
    """Linked 医疗 expenses with 重特大疾病医疗救助 whose period touches the window (province's 2018 plan)."""
    first, last = window(evidence)
    start, end = month_expr(pl.col("period_start")), month_expr(pl.col("period_end"))
    touches = (start <= last) & (end >= first) & (start <= end)
    aided = (pl.col("kind") == "医疗") & (pl.col("major_illness_aid") == "是")
    return linked(evidence, "rigid_expenses").filter(aided & touches)


def window(evidence: Evidence) -> tuple[int, int]:
    """First and last month (index) of the 12 whole months before m(D)."""
    return evidence.month - MONTHS_IN_YEAR, evidence.month - 1
