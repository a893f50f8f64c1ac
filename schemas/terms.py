"""The project's vocabulary of outcomes, grades, reasons and strengths: each word once, with its Chinese label."""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """A word that is published as it stands; `label` is what people read."""

    label: str

    def __new__(cls, value: str, label: str) -> Term:
        """Binds a published word to its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Published word -> Chinese label."""
        return {member.value: member.label for member in cls}

    @classmethod
    def legend(cls) -> str:
        """All words with their labels, as a description of a column that holds them."""
        return " / ".join(f"{word} {label}" for word, label in cls.labels().items())


class QuarantineReason(Term):
    """Why a row was refused."""

    MISSING_VALUE = "missing_value", "必填项为空"
    BAD_DATE = "bad_date", "日期无法识别"
    BAD_MONTH = "bad_month", "年月无法识别"
    BAD_NUMBER = "bad_number", "数字无法识别"
    UNKNOWN_CODE = "unknown_code", "代码不在代码表内"
    NO_IDENTITY = "no_identity", "姓名和证件号码均为空"
    MISPLACED = "misplaced", "整行无法归列(位于表头之上、在另一种表头之下或被未配对的引号吞并)"


class Outcome(Term):
    """What became of a row in the linkage."""

    LINKED = "linked", "已关联"
    REVIEW = "review", "待人工复核"
    UNLINKED = "unlinked", "未关联"


class Grade(Term):
    """How good the evidence of a link is (contract of the checks, Terms)."""

    A = "A", "证件号一致且姓名一致"
    B = "B", "证件号一致,姓名不同"
    C = "C", "证件号经修复或转换"
    D = "D", "无可用证件号,其他信息一致"
    E = "E", "仅姓名"


class Strength(Term):
    """How strong a clue is."""

    STRONG = "strong", "强"
    WEAK = "weak", "弱"
    TWO_SOURCES = "two_sources", "两个来源印证"
    ONE_SOURCE = "one_source", "单一来源"


class FindingState(Term):
    """Where a clue stands."""

    OPEN = "open", "待核实"


class HouseholdOutcome(Term):
    """The only three conclusions of a verification report."""

    OVER_LIMIT_SUSPECTED = "over_limit_suspected", "存疑待核实"
    INSUFFICIENT_DATA = "insufficient_data", "数据不足"
    NONE_FOUND = "none_found", "未发现超标"


class HouseholdKind(Term):
    """Why a household is verified."""

    LOW_INCOME = "low_income", "在保家庭"
    APPLICATION = "application", "申请家庭"


class InclusionList(Term):
    """The lists of the mutual inclusion report."""

    LOW_INCOME_SIDE = "low_income_side", "民政侧:应核未保"
    POVERTY_SIDE = "poverty_side", "扶贫侧:在保未建档立卡"
    INCONSISTENT = "inconsistent", "双方均有但信息不一致"
    TAPER = "taper", "渐退"
    EXPENDITURE = "expenditure", "支出型贫困"


class AreaLevel(Term):
    """The levels at which an indicator is counted."""

    DISTRICT = "district", "全区"
    TOWN = "town", "乡镇街道"
    VILLAGE = "village", "村居"
    SOURCE = "source", "来源"


class Measure(Term):
    """What an indicator's rate is."""

    COVERAGE = "coverage", "覆盖率"
    LINKAGE = "linkage", "关联率"
    SHARE = "share", "比例"
    FEN_PER_PERSON = "fen_per_person", "元/人·月"


class GapReason(Term):
    """Why somebody or something is missing from an indicator's numerator."""

    NO_AUTHORISATION = "no_authorisation", "无核对授权"
    AUTHORISATION_AFTER_REPORT = "authorisation_after_report", "授权晚于核对报告"
    AUTHORISATION_EXPIRED = "authorisation_expired", "授权在核对时已过期"
    NO_REPORT = "no_report", "无核对报告"
    SOURCE_UNANSWERED = "source_unanswered", "有单位未反馈"
    REPORT_AFTER_DECISION = "report_after_decision", "核对报告晚于审批"
    REPORT_EXPIRED = "report_expired", "审批时核对报告已过期"
    NO_REVIEW = "no_review", "本年度无复核记录"
    UNFINISHED = "unfinished", "复核未完成"
    NOT_ENROLLED = "not_enrolled", "未纳入低保或特困"
    UNLINKED = "unlinked", "未能关联到户籍人口"
    NO_DOSSIER = "no_dossier", "无一户一档"
    INCOMPLETE = "incomplete", "档案不完整"
    NOT_DELIVERED = "not_delivered", "应享未落实"
    NOT_RECEIVING = "not_receiving", "符合条件未领取"
