"""What became of a correction."""

from __future__ import annotations

from schemas.terms.term import Term


class CorrectionOutcome(Term):
    """What became of a correction of a supplier's row."""

    APPLIED = "applied", "已应用"
    MENDED = "mended", "已由来源更正"
    OTHER_VALUE = "other_value", "对不上"
    NO_ROW = "no_row", "没有定位到行"
    SEVERAL_ROWS = "several_rows", "定位到多行"
    CONTRADICTED = "contradicted", "与另一条更正矛盾"
    NO_EXTRACT = "no_extract", "本期没有使用该来源的数据"
