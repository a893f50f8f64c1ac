"""What an indicator counts, where, and why something is missing from it."""

from __future__ import annotations

from schemas.terms.households import NotCounted
from schemas.terms.term import Term

RECEIPT_RATE = "K8"
"""The indicator of the city platform's own answers; it is never sent there."""


class Measure(Term):
    """What an indicator's rate is."""

    COVERAGE = "coverage", "覆盖率"
    LINKAGE = "linkage", "关联率"
    SHARE = "share", "比例"
    FEN_PER_PERSON = "fen_per_person", "元/人·月"


CITY = "全市"
"""The whole of a city in parts; that of a district is `AreaLevel.DISTRICT`."""


class AreaLevel(Term):
    """The levels at which an indicator is counted."""

    DISTRICT = "district", "全区"
    COUNTY = "county", "县(市、区)"
    TOWN = "town", "乡镇街道"
    VILLAGE = "village", "村居"
    SOURCE = "source", "来源"

    @classmethod
    def legend(cls) -> str:
        """The levels of a district; only a city whose extracts come in parts counts by county too."""
        told = {word: label for word, label in cls.labels().items() if word != cls.COUNTY}
        return " / ".join(f"{word} {label}" for word, label in told.items())


class GapReason(Term):
    """Why somebody or something is missing from an indicator's numerator."""

    NO_AUTHORISATION = "no_authorisation", "无核对授权"
    AUTHORISATION_AFTER_REPORT = "authorisation_after_report", "授权晚于核对报告"
    AUTHORISATION_EXPIRED = "authorisation_expired", "授权在核对时已过期"
    NO_REPORT = "no_report", "截至数据时点无核对报告"
    SOURCE_UNANSWERED = "source_unanswered", "有单位未反馈"
    REPORT_AFTER_DECISION = "report_after_decision", "核对报告晚于审批"
    REPORT_EXPIRED = "report_expired", "审批时核对报告已过期"
    NO_REVIEW = "no_review", "本年度无复核记录"
    UNFINISHED = "unfinished", "复核未完成"
    NOT_ENROLLED = "not_enrolled", "未纳入低保或特困"
    UNLINKED = NotCounted.UNLINKED
    NO_DOSSIER = "no_dossier", "无一户一档"
    INCOMPLETE = "incomplete", "档案不完整"
    NOT_DELIVERED = "not_delivered", "应享未落实"
    NOT_RECEIVING = "not_receiving", "符合条件未领取"
    LATE = "late", "逾期核实"
    NO_RESULT = "no_result", "到期未核实"
    NOT_CLOSED = "not_closed", "属实未办结"
    NO_RECEIPT = "no_receipt", "市平台无回执"
