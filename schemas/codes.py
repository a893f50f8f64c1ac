"""Code tables of the extracts: each word with its code, and the other words that mean it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CodeSet:
    """The allowed words of a coded column.

    Attributes:
        title: what the table is called in the data dictionary.
        words: the canonical words, in order.
        codes: code written in brackets in the agencies' lists -> word; leading zeros do not count.
        synonyms: other word -> canonical word.
    """

    title: str
    words: tuple[str, ...]
    codes: tuple[tuple[str, str], ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()

    @property
    def mapping(self) -> dict[str, str]:
        """Every spelling (width, blanks and leading zeros but the last already removed) -> canonical word."""
        spelled = {word: word for word in self.words}
        spelled |= dict(self.synonyms)
        spelled |= {code.lstrip("0") or "0": word for code, word in self.codes}
        return spelled


def _numbered(title: str, *pairs: tuple[str, str]) -> CodeSet:
    return CodeSet(title, tuple(word for _, word in pairs), tuple(pairs))


SEX = _numbered("性别", ("1", "男"), ("2", "女"))
HUKOU_TYPE = CodeSet("户口类别", ("农业", "非农业"))
MARITAL_STATUS = _numbered("婚姻状况", ("10", "未婚"), ("20", "已婚"), ("30", "丧偶"), ("40", "离婚"), ("90", "未说明"))
PERSON_STATUS = CodeSet("人员状态(户籍)", ("正常", "死亡注销", "迁出", "参军", "服刑", "重户注销"))
DEATH_SOURCE = CodeSet("死亡数据来源", ("火化", "公安", "卫健"))
MARRIAGE_EVENT = CodeSet(
    "婚姻业务类型",
    ("IA", "IB", "ICA", "ICB"),
    synonyms=(("结婚", "IA"), ("离婚", "IB"), ("补发结婚证", "ICA"), ("补发离婚证", "ICB")),
)
LOW_INCOME_SCHEME = _numbered("救助类别", ("01", "城市低保"), ("02", "农村低保"))
YES_NO = CodeSet("是否", ("是", "否"))
COVERED = _numbered("是否保障对象", ("1", "是"), ("0", "否"))
COVERAGE_MODE = CodeSet("施保方式", ("整户", "单人保"))
LOW_INCOME_CLASS = CodeSet("类别", ("A", "B", "C"))
LABOUR_CAPACITY = _numbered("劳动能力", ("01", "有"), ("02", "部分丧失"), ("03", "完全丧失"), ("04", "无"))
DISABILITY_CATEGORY = _numbered(
    "残疾类别",
    ("1", "视力"),
    ("2", "听力"),
    ("3", "言语"),
    ("4", "肢体"),
    ("5", "智力"),
    ("6", "精神"),
    ("7", "多重"),
)
DISABILITY_LEVEL = _numbered("残疾等级", ("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"))
MEMBER_STATUS = _numbered(
    "人员状态(低保)",
    ("01", "正常"),
    ("02", "失踪"),
    ("03", "死亡"),
    ("04", "嫁娶"),
    ("05", "服刑"),
    ("06", "分户迁出"),
    ("99", "其他"),
)
LOW_INCOME_STATUS = CodeSet("低保状态", ("在保", "停保"))
ROLL_STATUS = CodeSet("在册状态", ("在册", "停止"))
PAY_STATUS = CodeSet("发放状态", ("成功", "退票"))
EXTREME_POVERTY_SCHEME = CodeSet("供养类别", ("城市特困", "农村特困"))
CARE_MODE = _numbered("供养方式", ("03", "集中"), ("04", "分散"))
SELF_CARE = _numbered("自理能力", ("01", "全自理"), ("02", "半护理"), ("03", "全护理"))
PLACEMENT = CodeSet("安置方式", ("散居", "集中"))
POVERTY_STATUS = CodeSet("脱贫属性", ("未脱贫", "已脱贫", "预脱贫", "返贫"))
HOUSEHOLD_ATTRIBUTE = CodeSet(
    "贫困户属性",
    ("一般贫困户", "低保贫困户", "特困供养贫困户"),
    synonyms=(("五保户", "特困供养贫困户"), ("五保贫困户", "特困供养贫困户"), ("低保户", "低保贫困户")),
)
CERTIFICATE_STATUS = CodeSet("证件状态", ("正常", "冻结", "注销", "迁出", "过期"))
ALLOWANCE = CodeSet("补贴类型", ("生活补贴", "护理补贴"))
APPLICATION_SCHEME = CodeSet("申请类别", ("城市低保", "农村低保", "特困", "临时救助"))
DECISION = CodeSet("审批结果", ("同意", "不同意", "在办"))
REVIEW_RESULT = CodeSet("复查结果", ("继续享受", "变更", "停发"))
REGISTER = CodeSet(
    "收入财产数据来源",
    ("个税", "社保", "养老", "公积金", "财政供养", "车辆", "不动产", "工商", "银行", "证券", "保险"),
)
ECONOMIC_ITEM = CodeSet(
    "收入财产项目",
    (
        "工资薪金",
        "经营收入",
        "职工养老金",
        "城乡居民养老金",
        "公积金缴存",
        "在编人员",
        "机动车",
        "残疾人代步车",
        "住宅",
        "商业用房",
        "企业法人",
        "个体工商户",
        "存款余额",
        "证券市值",
        "保险",
    ),
)
EXPENSE_KIND = CodeSet("刚性支出项目", ("医疗", "教育", "就业"))
SCHOOL_STAGE = CodeSet("学段", ("普通高中", "中职", "高等教育"))
PRESENT = CodeSet("档案项", ("有", "无"))
ASSISTANCE_FIELD = CodeSet("帮扶领域", ("产业", "就业", "生活", "医疗", "教育", "住房"))

VEHICLE_STATES = {
    "A": "正常",
    "B": "转出",
    "C": "被盗抢",
    "D": "停驶",
    "E": "注销",
    "G": "违法未处理",
    "H": "海关监管",
    "I": "事故未处理",
    "J": "嫌疑车",
    "K": "查封",
    "L": "暂扣",
    "M": "达到报废标准",
    "N": "事故逃逸",
    "O": "锁定",
    "P": "牌证作废",
    "Q": "逾期未检验",
}
"""What the state letters of the vehicle register (机动车状态) mean; several may stand together."""
INCOME_ITEMS = ("工资薪金", "经营收入", "职工养老金", "城乡居民养老金")
BALANCE_ITEMS = ("存款余额", "证券市值")
HEAD_RELATIONS = ("户主", "本人", "01", "02")
SPOUSE_RELATIONS = ("配偶", "夫", "妻", "10", "11", "12")
