"""What a clue is said to be, and the families of checks with those to whom their clues go."""

from __future__ import annotations

from schemas.terms.term import Term


class Family(Term):
    """The families of checks, in the order of the reports: people first, data quality last."""

    LIFE_EVENT = "D", "生命事件"
    OVERLAP = "R", "重复享受"
    ECONOMY = "P", "家庭经济"
    AMOUNT = "M", "金额与遗漏"
    INCLUSION = "B", "互相纳入"
    QUALITY = "Q", "数据质量"

    @classmethod
    def of(cls, check_id: str) -> Family:
        """The family of a check, told by the first letter of its id; ValueError where there is none."""
        return cls(check_id[:1])

    @property
    def destination(self) -> Destination:
        """To whom its clues go: back to the owner of the data, to the towns, or to both offices of mutual inclusion."""
        special = {Family.QUALITY: Destination.OWNER, Family.INCLUSION: Destination.BOTH_OFFICES}
        return special.get(self, Destination.TOWN)


class Destination(Term):
    """To whom the clues of a family of checks go."""

    OWNER = "owner", "数据来源单位"
    TOWN = "town", "乡镇街道核实"
    BOTH_OFFICES = "both_offices", "民政与扶贫(乡村振兴)"


class Strength(Term):
    """How strong a clue is."""

    STRONG = "strong", "强"
    WEAK = "weak", "弱"
    TWO_SOURCES = "two_sources", "两个来源印证"
    ONE_SOURCE = "one_source", "单一来源"


class FindingState(Term):
    """How far people have come with a clue; what the data say of it is another matter (`DataStatus`)."""

    OPEN = "open", "待核实"
    ASSIGNED = "assigned", "已交办"
    CONFIRMED = "confirmed", "属实"
    PARTLY = "partly", "部分属实"
    REFUTED = "refuted", "不属实"
    UNVERIFIABLE = "unverifiable", "无法核实"
    CLOSED = "closed", "已办结"


RESULTS = (FindingState.CONFIRMED, FindingState.PARTLY, FindingState.REFUTED, FindingState.UNVERIFIABLE)
"""What may come of looking into a clue."""
TRUE = (FindingState.CONFIRMED, FindingState.PARTLY)
"""The results after which a disposal is due."""


class DataStatus(Term):
    """What the data say of a clue tonight; how far people have come with it is another matter (`FindingState`)."""

    NEW = "new", "新增"
    STANDING = "standing", "仍在"
    REOPENED = "reopened", "再现"
    GONE = "gone", "数据已消除"
    NOT_RUN = "not_run", "本期未核对"


RAISED = (DataStatus.NEW, DataStatus.STANDING, DataStatus.REOPENED)
"""Raised tonight."""


class Answer(Term):
    """What a check that ran in a night says of a clue that it, or an earlier night, raised."""

    RAISED = "raised", "查出"
    ABSENT = "absent", "未查出"
    UNANSWERED = "unanswered", "无法作答"


class InclusionList(Term):
    """The lists of the mutual inclusion report."""

    LOW_INCOME_SIDE = "low_income_side", "民政侧:应核未保"
    POVERTY_SIDE = "poverty_side", "扶贫侧:在保未建档立卡"
    INCONSISTENT = "inconsistent", "双方均有但信息不一致"
    TAPER = "taper", "渐退"
    EXPENDITURE = "expenditure", "支出型贫困"
