"""What hands write about work on a clue, as it leaves the bureau: words that are known to name nobody, or nothing.

A name that nobody has listed cannot be found in a text: a son who pays back, a village cadre, an informant. So what may
leave is what is known, and all else is withheld.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from schemas.leaving import HIDDEN
from schemas.work_form import DISPOSALS

_DONE = "|".join(sorted(DISPOSALS, key=len, reverse=True))
_KNOWN = re.compile(_DONE)
_FIGURE = r"\d[\d,，.]*+(?:万元|元|个月|年|月|日|起|止|户|人|%)*+"
_JOINED = r"[\s、,，;；。.:：()（）+]"
_ONLY_KNOWN = re.compile(rf"(?:(?:已|并|及|和|自|从|共|计)?(?:{_DONE}|{_FIGURE})|{_JOINED})*+")

_AREA = r"(?:[省市县区镇乡村]|街道|社区)"
_MATTER = (
    "民政|社会救助|救助|低保|扶贫|乡村振兴|纪检监察|纪检|纪委|监察|监委|财政|审计|公安|残联|残疾人联合会|医疗保障|医保|卫生健康|卫健|"
    "教育|住房保障|住建|房产|人社|人力资源和社会保障|社保|信访|督查|督办|社会事务|便民服务|公共服务|综合服务|政务服务|综治|党政|核对|"
    "婚姻登记|殡葬|福利|养老|敬老|农业农村"
)
_OFFICE = (
    "服务中心|中心|办公室|办事处|派出所|委员会|大队|中队|专班|工作组|小组|单位|部门|机构|"
    "局|办|所|站|股|科|室|处|组|队|院|委|厅"
)
_GOVERNS = "人民政府|政府|办事处|街道办|党委|村民委员会|居民委员会|村委会|居委会|村委|居委"
_ANY = "甲|乙|丙|丁|某|本|各|有关|相关|承办|责任|主管"
_LONGEST = 40
"""Signs of the longest name of an office; a longer text is none."""
_WORD = rf"(?:{_MATTER}|{_GOVERNS}|(?:{_ANY})?(?:{_OFFICE}))"


def disposal_leaving(text: str) -> str:
    """处置措施: as written where it is made of the words of the form, of figures and points; else its known words.

    Args:
        text: as it was entered.
    """
    if _ONLY_KNOWN.fullmatch(text):
        return text
    return "、".join([*dict.fromkeys(_KNOWN.findall(text)), HIDDEN])


def unit_leaving(text: str, places: Collection[str]) -> str:
    """交办单位: as written where it is a place or an office and nothing else; else withheld.

    Args:
        text: as it was entered.
        places: names of towns and villages.
    """
    plain = "".join(text.split())
    if plain in places:
        return text
    if len(plain) > _LONGEST:
        return HIDDEN
    begins = max((place for place in places if plain.startswith(place)), key=len, default="")
    rest = plain.removeprefix(begins)
    area = "" if begins else rf"(?:{_AREA})?"
    return text if re.fullmatch(rf"{area}(?:{_WORD}[和及、]?)*", rest) else HIDDEN
