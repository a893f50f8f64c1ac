"""K8: has the city platform answered to what it was sent."""

from __future__ import annotations

import polars as pl

from policies.evidence import Evidence
from policies.indicators.declaration import indicator
from policies.indicators.objects import counted, gap_unless
from policies.law import CITY_EXCHANGE
from schemas.terms import AreaLevel, GapReason
from schemas.terms.indicators import RECEIPT_RATE

_NOWHERE = {name: pl.lit(None, pl.String) for name in ("name", "town", "village")}


@indicator(
    RECEIPT_RATE,
    "市平台回执率",
    CITY_EXCHANGE,
    levels=(AreaLevel.DISTRICT,),
    note="市平台对上一批次各行的答复(接收或退回)所占比率;收到第一份回执以后才计算",
)
def answered(evidence: Evidence) -> pl.DataFrame | None:
    """Rows of the newest batch before tonight's; done: received or sent back."""
    if evidence.sent is None:
        return None
    reason = gap_unless(pl.col("answered"), GapReason.NO_RECEIPT)
    return evidence.sent.with_columns(**_NOWHERE).select("key", *_NOWHERE, *counted(reason))
