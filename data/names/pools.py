"""Which surnames and given-name characters people bear, and how often, by sex and birth cohort.

Surnames and most given-name characters are Faker's zh_CN lists (MIT). Their frequencies here are our own: a Zipf-like
falling curve, so that a few names are borne by many and most by few, as in any district.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from faker.providers.person.zh_CN import Provider

Weights = npt.NDArray[np.float64]

COMPOUND_SURNAMES = ("欧阳", "司马", "诸葛", "上官", "尉迟", "皇甫", "夏侯", "司徒", "端木", "公孙")
SURNAMES = tuple(name for name in Provider.last_names if len(name) == 1) + COMPOUND_SURNAMES

# First and second characters of given names that a cohort favours, most frequent first; Faker's follow after them.
_FAVOURED: dict[tuple[str, int], tuple[str, str]] = {
    ("男", 0): ("国德志文光明忠长福祖仁永昌贵少孝承学", "生国才华明富德贵云清林祥发林安成元财根"),
    ("男", 1): ("建志国军卫红光永文明小新爱跃正友", "国军华平民林兵生明强勇辉武文清云良"),
    ("男", 2): ("小志建海文俊宏伟晓永立云振春利", "军勇伟平辉华峰波斌强龙飞林刚兵"),
    ("男", 3): ("俊文嘉宇浩子明思博志佳鹏天泽", "杰豪宇涛文鹏辉航龙鑫林伟轩凯"),
    ("男", 4): ("子浩宇梓俊博睿皓铭奕一思泽文", "轩涵宇豪睿泽宸熙阳辰杰昊然祺"),
    ("女", 0): ("秀桂玉凤菊兰春翠冬金贵月爱素满", "英兰珍香莲秀云华娥姣花妹凤桃姑"),
    ("女", 1): ("秀小桂玉爱春红美丽翠冬凤金满", "英兰华珍云红梅芳香莲娥玲秀群"),
    ("女", 2): ("小艳海丽晓春红美雪冬燕玉爱利", "芳艳丽红玲娟燕华英萍霞琴梅君"),
    ("女", 3): ("思雨佳文晓梦雅慧婷嘉欣美紫", "婷倩雯琳洁慧颖玲怡君萍静欣瑶"),
    ("女", 4): ("梓欣雨思诗子佳语若一馨可艺紫", "涵怡萱琪妍欣彤悦晴瑶菲桐玥诺"),
}
COHORT_ENDS = (1955, 1970, 1985, 2003)
SINGLE_SHARE = (0.07, 0.16, 0.24, 0.16, 0.07)
"""Share of one-character given names by cohort."""

MINORITY_GIVEN = (
    "阿依古丽",
    "买买提",
    "艾尔肯",
    "古丽娜尔",
    "热依拉",
    "吐尔逊",
    "扎西",
    "卓玛",
    "帕提古丽",
    "迪丽努尔",
)
MINORITY_FATHER = ("买买提", "吐尔逊", "艾山", "阿不都拉", "肉孜", "依明", "多吉", "司马义", "努尔", "玉素甫")
MILK_NAMES = ("毛仔", "石养", "满妹", "冬狗", "老满", "春姑", "二毛", "细妹", "铁生", "火养", "细伢", "满崽")
RARE_CHARACTERS = "䶮㛃𬱖𣲗㼆𠅤𫍯𬭚"
"""Characters of names that GBK lacks (GB18030 has them)."""


def zipf(count: int, exponent: float = 0.9, shift: float = 6.0) -> Weights:
    """Falling weights that sum to 1: rank r weighs (r + shift) ** -exponent."""
    weights = (np.arange(count) + shift) ** -exponent
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def surname_weights() -> Weights:
    """Weights of `SURNAMES`; compound surnames are rare, 0.3 % together."""
    single = zipf(len(SURNAMES) - len(COMPOUND_SURNAMES), exponent=1.25, shift=4.0) * 0.997
    return np.concatenate([single, np.full(len(COMPOUND_SURNAMES), 0.003 / len(COMPOUND_SURNAMES))])


def given_characters(sex: str, cohort: int) -> tuple[str, str]:
    """Characters of a cohort, most frequent first: those that open a given name, and those that end it."""
    listed = Provider.first_names_male if sex == "男" else Provider.first_names_female
    common = "".join(dict.fromkeys("".join(listed)))
    opening, closing = _FAVOURED[sex, cohort]
    return "".join(dict.fromkeys(opening + common)), "".join(dict.fromkeys(closing + common))
