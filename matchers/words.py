"""What people read of a link: every way, level, reason and obstacle of the linkage in Chinese, each in one place."""

from __future__ import annotations

from collections.abc import Mapping

from matchers.comparison import COMPARISONS, Agreement, HouseholdLevel, PlaceLevel
from matchers.ids.edit import IdEdit
from schemas.terms import NameClass, Term


class Obstacle(Term):
    """What a candidate lacks, or what speaks against him."""

    RULED_OUT = "ruled_out", "人工已判定不是同一人"
    UNHELD = "unheld", "所填号码合规但户籍中无此号码,属反证"
    OWNER_ELSEWHERE = "owner_elsewhere", "同户另有一行以此号码主人本人的姓名使用该号码"
    HEADS_NUMBER = "heads_number", "本行注明此号码为户主的,而本行所填并非户主"
    SHARED = "shared", "号码为多人共用,姓名不能说明是其中哪一人"
    KIN_NAMED = "kin_named", "所填姓名说的是号码主人的亲属(如某某之妻)"
    KIN_SAME = "kin_same", "号码主人的户内另有一人正是此姓名,号码可能填成了亲属的"
    KIN_ALIKE = "kin_alike", "号码主人的户内另有一人姓名相近,号码可能填成了亲属的"
    OTHER_NUMBER = "other_number", "所填证件号码本身合规,残疾人证号不能替代它"
    NAME_MISSING = "name_missing", "未填姓名,无从印证"
    NAME_DIFFERENT = "name_different", "姓名不同"
    NAME_ALIKE = "name_alike", "姓名相近但不相同,须有号码佐证"
    NO_NUMBER = "no_number", "没有可用的证件号码指向此人"
    NO_CONTEXT = "no_context", "没有出生日期或同住亲属佐证"
    BIRTH = "birth", "出生日期不同"
    SEX = "sex", "性别不同"
    BELOW_LINK = "below_link", "证据总分未达关联门槛"
    NOT_AHEAD = "not_ahead", "与另一可能的人相差不够"
    RULES = "rules", "号码与姓名相互矛盾,规则不允许据此关联"
    TAKEN = "taken", "同户另一行以更强的证据关联到此人"


COMPARISON_TITLES: Mapping[str, str] = {
    "id": "证件号码",
    "name": "姓名",
    "birth": "出生日期",
    "sex": "性别",
    "place": "住址",
    "household": "住户",
}
_LEVELS: Mapping[str, Mapping[str, str]] = {
    "id": {**IdEdit.labels(), "former": "原号码"},
    "name": NameClass.labels(),
    "birth": Agreement.labels(),
    "sex": Agreement.labels(),
    "place": PlaceLevel.labels(),
    "household": HouseholdLevel.labels(),
}
LEVEL_WORDS: Mapping[str, Mapping[str, str]] = {
    comparison: {level: _LEVELS[comparison][level] for level in levels} for comparison, levels in COMPARISONS.items()
}
"""Comparison -> level -> what people read."""
