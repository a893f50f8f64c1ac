"""What people read of a link: every way, level, reason and obstacle of the linkage in Chinese, each in one place."""

from __future__ import annotations

from collections.abc import Mapping

from matchers.candidates import Via
from matchers.comparison import Agreement, HouseholdLevel, PlaceLevel
from matchers.ids.edit import IdEdit
from matchers.names.likeness import NameClass
from schemas.terms import Term


class WhyNot(Term):
    """Why a row is not linked."""

    NUMBER_NOT_HELD = "number_not_held", "所填号码合规,但户籍中无此号码,也无一位之差的同名或近名之人,不能改凭姓名关联"
    NAME_ONLY = "name_only", "只有姓名或部分信息相符,规则不允许据此关联"
    AMBIGUOUS = "ambiguous", "有不止一个可能的人,领先幅度不够"
    WEAK = "weak", "规则允许,但证据总分未达关联门槛"
    PERSON_TAKEN = "person_taken", "同一户中另一行以更强的证据关联到此人"
    NO_CANDIDATE = "no_candidate", "户籍中找不到号码、姓名或住户相近的人"
    RULED_OUT = "ruled_out", "可能的人均已由人工判定不是同一人"


class Obstacle(Term):
    """What a candidate lacks, or what speaks against him."""

    RULED_OUT = "ruled_out", "人工已判定不是同一人"
    UNHELD = "unheld", "所填号码合规但户籍中无此号码,属反证"
    OWNER_ELSEWHERE = "owner_elsewhere", "同户另有一行以此号码主人本人的姓名使用该号码"
    HEADS_NUMBER = "heads_number", "本行注明此号码为户主的,而本行所填并非户主"
    SHARED = "shared", "号码为多人共用,姓名不能说明是其中哪一人"
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
_AGREEMENT = {
    Agreement.SAME.value: "相同",
    Agreement.NEAR.value: "年月日差一项",
    Agreement.DIFFERENT.value: "不同",
    Agreement.MISSING.value: "未填",
}
LEVEL_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        IdEdit.SAME.value: "相同",
        IdEdit.CERTIFICATE.value: "残疾人证号中的身份证号",
        IdEdit.CONVERTED15.value: "15 位号码换算为 18 位",
        IdEdit.CHECK_ONLY.value: "仅末位校验码不同",
        IdEdit.ONE_SUBSTITUTION.value: "错一位",
        IdEdit.TRANSPOSITION.value: "相邻两位颠倒",
        IdEdit.LOST_DIGIT.value: "漏一位",
        IdEdit.ADDED.value: "多一位",
        IdEdit.WRONG_YEAR.value: "出生年份不同,其余相同",
        IdEdit.JUMP_TRANSPOSITION.value: "隔位颠倒",
        IdEdit.TRUNCATED_PREFIX.value: "末几位被表格软件改为 0",
        IdEdit.SCIENTIFIC_PREFIX.value: "科学计数法只留前几位",
        IdEdit.DIFFERENT.value: "不同",
        IdEdit.MISSING.value: "未填",
        "former": "原号码",
    },
    "name": {
        NameClass.SAME.value: "相同",
        NameClass.FORMAT.value: "写法不同,同一姓名",
        NameClass.FORMER.value: "曾用名",
        NameClass.VARIANT.value: "异体字",
        NameClass.HOMOPHONE.value: "同音",
        NameClass.SWAPPED.value: "两字颠倒",
        NameClass.LOOKALIKE.value: "形近",
        NameClass.PLACEHOLDER.value: "生僻字代替",
        NameClass.NEAR_HOMOPHONE.value: "近音",
        NameClass.LOST.value: "少一字",
        NameClass.ADDED.value: "多一字",
        NameClass.ONE_DIFFERENT.value: "差一字",
        NameClass.ONE_OF_TWO.value: "两字名差一字",
        NameClass.DIFFERENT.value: "不同",
        NameClass.MISSING.value: "未填",
    },
    "birth": _AGREEMENT,
    "sex": {level: word for level, word in _AGREEMENT.items() if level != Agreement.NEAR.value},
    "place": {
        PlaceLevel.VILLAGE.value: "同村居",
        PlaceLevel.TOWN.value: "同乡镇街道",
        PlaceLevel.DIFFERENT.value: "不同",
        PlaceLevel.MISSING.value: "未填",
    },
    "household": {
        HouseholdLevel.SAME.value: "与同户其他行已关联的人同户籍",
        HouseholdLevel.OTHER.value: "不在同户其他行所关联的户籍户内",
        HouseholdLevel.UNKNOWN.value: "同户无其他行可参照",
    },
}
"""Comparison -> level -> what people read."""

VIA_WORDS: Mapping[str, str] = {
    Via.EXACT.value: "号码相同",
    Via.CONVERTED15.value: "15 位号码换算",
    Via.CERTIFICATE.value: "号码栏填残疾人证号",
    Via.FORMER.value: "户籍原号码",
    Via.CERTIFICATE_COLUMN.value: "残疾人证号栏",
    Via.EDIT.value: "号码修复(一处之差且校验正确)",
    Via.CUT.value: "号码被截断",
    Via.KIN.value: "号码主人的同户亲属",
    Via.HOUSEHOLD.value: "同户其他行所在户籍",
    Via.BIRTH.value: "同名同生日",
    Via.SCIENTIFIC.value: "同名且号码前段相同",
    Via.VILLAGE.value: "同名同村居",
    Via.NAME.value: "同名",
    Via.LIKENESS.value: "同村居、姓名相近",
    Via.DECISION.value: "人工判定",
}
"""How a candidate was found."""
