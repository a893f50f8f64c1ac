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
    """Where a clue stands."""

    OPEN = "open", "待核实"


class InclusionList(Term):
    """The lists of the mutual inclusion report."""

    LOW_INCOME_SIDE = "low_income_side", "民政侧:应核未保"
    POVERTY_SIDE = "poverty_side", "扶贫侧:在保未建档立卡"
    INCONSISTENT = "inconsistent", "双方均有但信息不一致"
    TAPER = "taper", "渐退"
    EXPENDITURE = "expenditure", "支出型贫困"
