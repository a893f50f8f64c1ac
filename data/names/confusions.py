"""How offices miswrite names: the same sound, a similar shape, another form of the same character.

Tables are our own and small; they damage names and judge nothing. Homophones come from pypinyin's readings.
"""

from __future__ import annotations

from collections import defaultdict

from pypinyin import Style, lazy_pinyin, pinyin

from data.names.pools import SURNAMES, given_characters

_TRADITIONAL = (
    "张張 刘劉 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 罗羅 郑鄭 谢謝 许許 邓鄧 冯馮 韩韓 蒋蔣 苏蘇 吕呂 卢盧 贾賈 "
    "叶葉 钟鍾 谭譚 陆陸 龙龍 顾顧 龚龔 万萬 钱錢 汤湯 乔喬 庄莊 鲁魯 齐齊 严嚴 华華 国國 兰蘭 红紅 凤鳳 云雲 军軍 "
    "强強 伟偉 丽麗 长長 东東 兴興 义義 爱愛 艳艷 贵貴 荣榮 莲蓮 娇嬌 飞飛 刚剛 宝寶 广廣 庆慶 岭嶺 远遠 梦夢 颖穎 "
    "诗詩 语語 轩軒 泽澤 铭銘 鹏鵬 辉輝 杰傑 学學 会會 满滿 连連 鸿鴻 银銀 萧蕭 阎閻 韦韋 关關 欧歐 阳陽 静靜"
)
_VARIANTS = "肖萧 萧肖 付傅 傅付 闫阎 阎闫 代戴 戴代 坤堃 哲喆 丘邱 邱丘"
_SHAPES = (
    "海梅 辉晖 林材 桂佳 连莲 平乎 志忘 军车 明朋 兵乓 生主 玉王 王玉 天夫 文支 未末 春舂 芳芬 娟娼 梅海 英莫 晨震 "
    "强张 伟纬 华毕 利刹 洁浩 燕蒸 莉荆 静净 良艮 田由 申甲 元无 友发 贵责 清请 青肯 红江 宇字 浩洁 杰然 凯剀 刚冈 "
    "秀季 凤风 云去 兰三 珍诊 姣娇 娥蛾 菊掬 素索 满瞒 涛铸 俊峻 博搏 睿容 轩轲 涵函 怡恰 琪棋 彤肜 悦说 晴睛"
)
_EXTRA = "历励力立丽利莉厉修休志智致治建健剑键秋邱华化桦国果军君均钧伟维玮微平萍苹红宏洪鸿明铭鸣林琳霖临英应瑛莹"


def _pairs(table: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in table.split() if pair[0] != pair[1]}


TRADITIONAL = _pairs(_TRADITIONAL)
"""Simplified character -> traditional form (the same name in another dress)."""
VARIANTS = _pairs(_VARIANTS)
"""Character -> variant that offices write for it (weaker than the same name)."""
SHAPES = _pairs(_SHAPES)
"""Character -> one that looks like it."""


def name_characters() -> str:
    """Every character that generated names can hold, and some more that sound like them."""
    pools = [half for sex in "男女" for cohort in range(5) for half in given_characters(sex, cohort)]
    return "".join(dict.fromkeys("".join(SURNAMES) + "".join(pools) + _EXTRA))


def homophones() -> dict[str, str]:
    """Character -> another character of the same toned reading, where there is one among name characters."""
    characters = name_characters()
    readings = [reading[0] for reading in pinyin(list(characters), style=Style.TONE3)]
    groups: dict[str, list[str]] = defaultdict(list)
    for character, reading in zip(characters, readings, strict=True):
        groups[reading].append(character)
    return {
        character: group[(place + 1) % len(group)]
        for group in groups.values()
        if len(group) > 1
        for place, character in enumerate(group)
    }


def romanised() -> dict[str, str]:
    """Character -> its pinyin without tone, as written where the character cannot be typed."""
    characters = name_characters()
    return dict(zip(characters, lazy_pinyin(list(characters)), strict=True))
