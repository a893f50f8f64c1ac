"""What the verification of a household concludes, and why somebody or something is not counted in it."""

from __future__ import annotations

from schemas.terms.term import Term


class HouseholdKind(Term):
    """Why a household is verified."""

    LOW_INCOME = "low_income", "在保家庭"
    APPLICATION = "application", "申请家庭"


class HouseholdOutcome(Term):
    """The only three conclusions of a verification report."""

    OVER_LIMIT_SUSPECTED = "over_limit_suspected", "存疑待核实"
    INSUFFICIENT_DATA = "insufficient_data", "数据不足"
    NONE_FOUND = "none_found", "未发现超标"


class Insufficient(Term):
    """Why the data of a household are not sufficient to say that nothing was found."""

    NOT_AUTHORISED = "not_authorised", "有成员未授权或授权未覆盖核对日"
    NOBODY_COUNTED = "nobody_counted", "无可计入成员"
    MEMBER_REVIEW = "member_review", "有成员关联待复核"
    MEMBER_UNLINKED = "member_unlinked", "有成员未能关联"
    MEMBER_WEAK_LINK = "member_weak_link", "有成员仅凭间接信息关联(D级)"
    ROW_REFUSED = "row_refused", "有成员数据行被退回"
    REGISTER_ABSENT = "register_absent", "必需数据缺失"
    REGISTER_STALE = "register_stale", "必需数据超过允许时效"


class NotCounted(Term):
    """Why a member is not counted."""

    REVIEW = "review", "关联待人工复核"
    UNLINKED = "unlinked", "未能关联到户籍人口"
    WEAK_LINK = "weak_link", "仅凭姓名、出生日期、住址等关联(D级)"
    DEAD = "dead", "已死亡"
    NOT_RESIDENT = "not_resident", "户籍状态非正常"
    TWICE = "twice", "同一人重复列入"
    OWN_SCHEME = "own_scheme", "享受孤儿保障或特困供养"


class Beside(Term):
    """What policy knows of a member beside the count; it changes the count only by a confirmed parameter."""

    STUDENT_AWAY = "student_away", "户籍迁出的在校学生"
    OWN_SCHEME = NotCounted.OWN_SCHEME
    SAME_HUKOU = "same_hukou", "同一户籍但未列入共同生活成员"


class NotIncome(Term):
    """Why an amount, or part of it, is not counted as income or cost."""

    OUTSIDE_WINDOW = "outside_window", "不在核对期内"
    KIND_NOT_COUNTED = "kind_not_counted", "按政策不计入"
    PERIOD_REVERSED = "period_reversed", "期间止早于期间起"
    NOT_FULL_TIME = "not_full_time", "非全日制"
    NO_STAGE = "no_stage", "学段不在普通高中、中职、高等教育之内"


class NotHeld(Term):
    """Why an asset or a registration does not count against a household."""

    NOT_IN_USE = "not_in_use", "已报废、转出、被盗抢或注销"
    EXEMPT = "exempt", "残疾人代步车,依规不计"
    CANCELLED = "cancelled", "登记已注销"
    SAME_HOME = "same_home", "同一不动产单元"
    NOT_OPERATING = "not_operating", "已吊销或注销"
    LEFT_PAYROLL = "left_payroll", "不在核对月份"
    NO_LIMIT = "no_limit", "不计入,仅供了解"


class RegisterState(Term):
    """What there is of a register on the as-of date."""

    CURRENT = "current", "在允许时效内"
    CARRIED = "carried", "超过允许时效，按规定延用"
    TOO_OLD = "too_old", "超过允许时效，按未提供处理"
    ABSENT = "absent", "缺失（按未知处理，不视为零）"
    NEVER_LANDED = "never_landed", "从未提供（按未知处理，不视为零）"
