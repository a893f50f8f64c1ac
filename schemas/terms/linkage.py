"""What the linkage publishes of a row: what became of it, on what evidence, or why not."""

from __future__ import annotations

from schemas.terms.term import Term


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


class Role(Term):
    """Which of the two persons of a marriages row a column speaks of."""

    HUSBAND = "husband", "男方"
    WIFE = "wife", "女方"


class Via(Term):
    """How a candidate was found, best evidence first."""

    EXACT = "exact", "号码相同"
    CONVERTED15 = "converted15", "15 位号码换算"
    CERTIFICATE = "certificate", "号码栏填残疾人证号"
    FORMER = "former", "户籍原号码"
    EDIT = "edit", "号码修复(一处之差且校验正确)"
    CUT = "cut", "号码被截断"
    CERTIFICATE_COLUMN = "certificate_column", "残疾人证号栏"
    KIN = "kin", "号码主人的同户亲属"
    HOUSEHOLD = "household", "同户其他行所在户籍"
    BIRTH = "birth", "同名同生日"
    SCIENTIFIC = "scientific", "同名且号码前段相同"
    VILLAGE = "village", "同名同村居"
    NAME = "name", "同名"
    LIKENESS = "likeness", "同村居、姓名相近"
    DECISION = "decision", "人工判定"


class NameClass(Term):
    """How a written name relates to another, strongest first.

    `former` is given by whoever compares with a former name; `classify_names` never does.
    """

    SAME = "same", "相同"
    FORMAT = "format", "写法不同,同一姓名"
    FORMER = "former", "曾用名"
    VARIANT = "variant", "异体字"
    HOMOPHONE = "homophone", "同音"
    SWAPPED = "swapped", "两字颠倒"
    LOOKALIKE = "lookalike", "形近"
    PLACEHOLDER = "placeholder", "生僻字代替"
    NEAR_HOMOPHONE = "near_homophone", "近音"
    LOST = "lost", "少一字"
    ADDED = "added", "多一字"
    ONE_DIFFERENT = "one_different", "差一字"
    ONE_OF_TWO = "one_of_two", "两字名差一字"
    DIFFERENT = "different", "不同"
    MISSING = "missing", "未填"


class WhyNot(Term):
    """Why a row is not linked."""

    NUMBER_NOT_HELD = "number_not_held", "所填号码合规,但户籍中无此号码,也无一位之差的同名或近名之人,不能改凭姓名关联"
    NAME_ONLY = "name_only", "只有姓名或部分信息相符,规则不允许据此关联"
    AMBIGUOUS = "ambiguous", "有不止一个可能的人,领先幅度不够"
    WEAK = "weak", "规则允许,但证据总分未达关联门槛"
    PERSON_TAKEN = "person_taken", "同一户中另一行以更强的证据关联到此人"
    NO_CANDIDATE = "no_candidate", "户籍中找不到号码、姓名或住户相近的人"
    RULED_OUT = "ruled_out", "可能的人均已由人工判定不是同一人"
