"""Cases that tempt a linkage, each a household of its own in one small registry: who is linked, by what grade."""

from typing import Any

import pytest

from tests.matchers.linkage_village import (
    BIRTHDAY_NAMESAKES,
    BROTHER,
    ELDER,
    FATHER,
    FIFTEEN_BEFORE,
    FORMER_NUMBER,
    GRANDCHILD,
    LIKE_SHARER,
    MARRIED_DAUGHTER,
    MISISSUED,
    MOTHER,
    MOVED_FATHER,
    NEAR,
    NEAR_NAMESAKES,
    OTHER_LIKE_SHARER,
    OTHER_SHARER,
    OTHER_TWIN,
    OUTSIDE_AREA,
    PEOPLE,
    RENAMED,
    SAME_SHARER,
    SHARER,
    SHARER_ONCE,
    SHARER_STILL,
    SON,
    SON_BORN,
    STILL_FIFTEEN,
    TWIN,
    TWO_OF_ONE_NAME,
    UIGHUR,
    UIGHUR_SISTER,
    UNIQUE,
    UNLINKED,
    YOUNGER,
    Case,
    Expected,
    case,
    cut,
    death,
    disabled,
    fifteen,
    linked,
    married,
    number_of,
    one,
    paid,
    review,
    settle_all,
    swapped,
    to_eighteen,
    wrong_digit,
    wrong_year,
)
from tests.matchers.village import number, row

OUTSIDER = number_of(OUTSIDE_AREA, SON_BORN, 271)
HEAD = {"relation": "户主"}
CERTIFICATE = {"disability_certificate_no": SON["id_no"] + "44"}
PLAIN = (row(FATHER["name"], FATHER["id_no"], **HEAD), linked(FATHER, "A"))

EXACT = [
    one("the same number and name", row("王小强", SON["id_no"]), linked(SON, "A")),
    one("blanks and notes in the name", row(" 王 小强(已故)", SON["id_no"]), linked(SON, "A")),
    one("full width and a mark before the number", row("王小强", "'" + SON["id_no"]), linked(SON, "A")),
    one("a homophone", row("王小抢", SON["id_no"]), linked(SON, "B")),
    one("one character lost", row("王强", SON["id_no"]), linked(SON, "B")),
    one("a former name", row("褚妹", RENAMED["id_no"]), linked(RENAMED, "B")),
    one("quite another name", row("赵四海", SON["id_no"]), linked(SON, "B")),
    one("no name", row(None, SON["id_no"]), linked(SON, "B")),
    one("a word for no name", row("不详", SON["id_no"]), linked(SON, "B")),
    one("neither name nor number", row(None, None), UNLINKED),
    one("a wrong check character that the registry holds", row("郑长功", MISISSUED["id_no"]), linked(MISISSUED, "A")),
    one(
        "birth date and sex wrong",
        death("王小强", SON["id_no"], FATHER["birth_date"], "女"),
        linked(SON, "A"),
        "deaths",
    ),
    one("another name and sex", death("赵四妹", SON["id_no"], SON_BORN, "女"), review(SON), "deaths"),
    one("another name, same birth date", death("赵四海", SON["id_no"], SON_BORN, "男"), linked(SON, "B"), "deaths"),
]
DAMAGED = [
    one("fifteen digits", row("王小强", fifteen(SON["id_no"])), linked(SON, "C")),
    one(
        "fifteen digits of a wrongly issued number", row("郑长功", fifteen(MISISSUED["id_no"])), linked(MISISSUED, "C")
    ),
    one("fifteen digits, another name", row("赵四海", fifteen(SON["id_no"])), review(SON)),
    one("fifteen digits, no name", row(None, fifteen(SON["id_no"])), review(SON)),
    one("fifteen digits, one wrong", row("王小强", wrong_digit(fifteen(SON["id_no"]), 12)), linked(SON, "C")),
    one("fifteen digits, two exchanged", row("王小强", swapped(fifteen(SON["id_no"]), 11)), linked(SON, "C")),
    one("fifteen digits, a wrong year", row("王小强", "431103760203031"), linked(SON, "C")),
    one("fifteen digits, one wrong, a homophone", row("王小抢", wrong_digit(fifteen(SON["id_no"]), 12)), review(SON)),
    one("fifteen digits of no date, one wrong, a homophone", row("王小抢", "431103902203031"), linked(SON, "C")),
    one("fifteen digits, one wrong, another name", row("赵四海", wrong_digit(fifteen(SON["id_no"]), 12)), UNLINKED),
    one("fifteen digits, two wrong", row("王小强", "431103900314031"), UNLINKED),
    one("fifteen digits of a brother who is elsewhere", row("蒋志亮", "431103790304317"), review(NEAR)),
    one("a certificate of twenty", row("王小强", SON["id_no"] + "44"), linked(SON, "C")),
    one("a certificate of twenty-two, a homophone", row("王小抢", SON["id_no"] + "43B1"), linked(SON, "C")),
    one("a certificate, another name", row("赵四海", SON["id_no"] + "44"), review(SON)),
    one("a former number", row("褚秀英", FORMER_NUMBER), linked(RENAMED, "C")),
    one("a former number, another name", row("赵四海", FORMER_NUMBER), review(RENAMED)),
    one("one wrong digit", row("王小强", wrong_digit(SON["id_no"], 12)), linked(SON, "C")),
    one("one wrong digit, a homophone", row("王小抢", wrong_digit(SON["id_no"], 12)), linked(SON, "C")),
    one("one wrong digit, another name", row("赵四海", wrong_digit(SON["id_no"], 12)), review(SON)),
    one("one wrong digit, no name", row(None, wrong_digit(SON["id_no"], 12)), review(SON)),
    one("two digits exchanged", row("王小强", swapped(SON["id_no"], 8)), linked(SON, "C")),
    one("a digit lost", row("王小强", SON["id_no"][:10] + SON["id_no"][11:]), linked(SON, "C")),
    one("a digit too many", row("王小强", SON["id_no"][:10] + "7" + SON["id_no"][10:]), linked(SON, "C")),
    one("a wrong year of birth", row("王小强", wrong_year(SON["id_no"])), linked(SON, "C")),
    one(
        "the right check character of a wrongly issued number",
        row("郑长功", number(MISISSUED["birth_date"], 81)),
        linked(MISISSUED, "C"),
    ),
    one("the same, another name", row("赵四海", number(MISISSUED["birth_date"], 81)), UNLINKED),
    one("cut by a spreadsheet", row("王小强", cut(SON["id_no"])), linked(SON, "C")),
    one("cut, two may be meant, the name decides", row("蒋志明", cut(NEAR["id_no"])), linked(NEAR, "C")),
    one("cut, two may be meant, no name", row(None, cut(NEAR["id_no"])), review()),
    one("cut, two of one name", row("沈春花", cut(NEAR_NAMESAKES[0]["id_no"])), review()),
    one("in scientific notation, nobody of the household known", row("王小强", "4.31103E+17"), review(SON)),
    case("in scientific notation beside the father", PLAIN, (row("王小强", "4.31103E+17"), linked(SON, "D"))),
]
MISSING = [
    one("no number, a rare name of the village", row("欧阳惊鸿", None), review(UNIQUE)),
    case("no number beside the father", PLAIN, (row("王小强", "0" * 18), linked(SON, "D"))),
    case("no number and a homophone beside the father", PLAIN, (row("王小抢", "无"), review(SON))),
    case(
        "two of that name in the registry household",
        (row("吴德才", TWO_OF_ONE_NAME[0]["id_no"], **HEAD), linked(TWO_OF_ONE_NAME[0], "A")),
        (row("吴小宝", None), review()),
    ),
    one("no number, birth date and sex", death("王小强", None, SON_BORN, "男"), linked(SON, "D"), "deaths"),
    one("no number, another sex", death("王小强", None, SON_BORN, "女"), review(SON), "deaths"),
    one(
        "no number, two namesakes of one birthday",
        death("朱雪梅", None, BIRTHDAY_NAMESAKES[0]["birth_date"], "女"),
        review(),
        "deaths",
    ),
    case(
        "members of two registry households",
        (row("韩国强", MOVED_FATHER["id_no"], **HEAD), linked(MOVED_FATHER, "A")),
        (row("韩美丽", MARRIED_DAUGHTER["id_no"]), linked(MARRIED_DAUGHTER, "A")),
        (row("杨小宝", None), linked(GRANDCHILD, "D")),
    ),
    case(
        "the head without a number, a child with one",
        (row("王大山", None, **HEAD), linked(FATHER, "D")),
        (row("王小强", SON["id_no"]), linked(SON, "A")),
    ),
    case("payment without a number beside the roll", PLAIN, (paid("王大山", None), linked(FATHER, "D"))),
    case("payment under a renamed head beside the roll", PLAIN, (paid("赵一鸣", FATHER["id_no"]), linked(FATHER, "B"))),
    case("payment under a homophone beside the roll", PLAIN, (paid("王大衫", FATHER["id_no"]), linked(FATHER, "B"))),
    case(
        "payment with the child's number and the head's name",
        PLAIN,
        (paid("王大山", SON["id_no"]), linked(FATHER, "D")),
    ),
]
CERTIFICATES = [
    one("no number, a certificate", row("王小强", None, **CERTIFICATE), linked(SON, "C")),
    one("no number, a certificate, a homophone", row("王小抢", None, **CERTIFICATE), linked(SON, "C")),
    one("no number, no name, a certificate", row(None, None, **CERTIFICATE), linked(SON, "C")),
    one("no number, a certificate of another name", row("赵四海", None, **CERTIFICATE), review(SON)),
    one("no number, the brother's certificate", row("王小刚", None, **CERTIFICATE), linked(BROTHER, "D")),
    one("a good number against a certificate", row("王小刚", BROTHER["id_no"], **CERTIFICATE), linked(BROTHER, "A")),
    one(
        "a number with a wrong digit against a certificate",
        row("王小刚", wrong_digit(BROTHER["id_no"], 12), **CERTIFICATE),
        linked(BROTHER, "C"),
    ),
    one(
        "the brother's number against the own certificate",
        row("王小强", BROTHER["id_no"], **CERTIFICATE),
        linked(SON, "D"),
    ),
    one("a stranger's number against the own certificate", row("王小强", OUTSIDER, **CERTIFICATE), review(SON)),
    one(
        "the father's number and certificate on the son's row",
        disabled("王小强", FATHER["id_no"], FATHER["id_no"] + "44", SON),
        linked(SON, "D"),
        "disability",
    ),
]
KIN = [
    one("the husband's number and 王大山之妻", row("王大山之妻", FATHER["id_no"]), review(FATHER)),
    one("the wife's own number and 王大山之妻", row("王大山之妻", MOTHER["id_no"]), linked(MOTHER, "B")),
    one("the brother's number, alone", row("王小强", BROTHER["id_no"]), linked(SON, "D")),
    case(
        "the brother's number beside the brother",
        (row("王小强", BROTHER["id_no"]), linked(SON, "D")),
        (row("王小刚", BROTHER["id_no"]), linked(BROTHER, "A")),
    ),
    case("the head's number beside the head", PLAIN, (row("王小强", FATHER["id_no"]), linked(SON, "D"))),
    case("the head's number and a placeholder", PLAIN, (row("王*强", FATHER["id_no"]), review(SON))),
    case("the head's number and a homophone", PLAIN, (row("王小抢", FATHER["id_no"]), review(SON))),
    case("the head's number and pinyin", PLAIN, (row("王xiao强", FATHER["id_no"]), review(SON))),
    case("the head's number and a lost character", PLAIN, (row("王强", FATHER["id_no"]), review(SON))),
    case("the head's number on a stranger's row", PLAIN, (row("张美丽", FATHER["id_no"]), review(FATHER))),
    one("the head's number and a homophone, alone", row("王小抢", FATHER["id_no"]), review(SON)),
    one("the mother's number and the son's former name", row("蔡狗儿", RENAMED["id_no"]), review()),
    one(
        "the row itself says that the number is the head's",
        row("赵四海", FATHER["id_no"], head_name="王大山", head_id_no=FATHER["id_no"]),
        review(FATHER),
    ),
    one(
        "the head himself, of whom the row says so",
        row("王大衫", FATHER["id_no"], head_name="王大衫", head_id_no=FATHER["id_no"], **HEAD),
        linked(FATHER, "B"),
    ),
    one("a homophone of the brother's name under the own number", row("王小纲", SON["id_no"]), review(BROTHER)),
    one("the same, in no household", death("王小纲", SON["id_no"]), linked(SON, "B"), "deaths"),
    one(
        "the same, and the birth date is the owner's",
        disabled("王小纲", SON["id_no"], None, SON),
        linked(SON, "B"),
        "disability",
    ),
    one("two others bear the name", row("吴小宝", TWO_OF_ONE_NAME[0]["id_no"]), review()),
    one("the twin's number", row("陈双双", OTHER_TWIN["id_no"]), linked(TWIN, "D")),
    one("a twin's own damaged number", row("陈双全", wrong_digit(OTHER_TWIN["id_no"], 15)), linked(OTHER_TWIN, "C")),
    one("a twin's cut number", row("陈双全", cut(OTHER_TWIN["id_no"])), linked(OTHER_TWIN, "C")),
    case(
        "father and son of one sound",
        (row("周建", ELDER["id_no"], **HEAD), linked(ELDER, "A")),
        (row("周健", YOUNGER["id_no"]), linked(YOUNGER, "A")),
    ),
    one("the son's name under the father's number", row("周健", ELDER["id_no"]), linked(YOUNGER, "D")),
    one("a third spelling under the son's number", row("周件", YOUNGER["id_no"]), linked(YOUNGER, "B")),
    one("a minority name with another dot", row("买买提•吐尔逊", UIGHUR["id_no"]), linked(UIGHUR, "A")),
    one("a minority name without its dot", row("买买提吐尔逊", wrong_digit(UIGHUR["id_no"], 12)), linked(UIGHUR, "C")),
    one("a minority name without its end", row("买买提·吐尔", UIGHUR["id_no"]), linked(UIGHUR, "B")),
    one(
        "the brother's number under a minority name",
        row("阿依古丽·吐尔逊", UIGHUR["id_no"]),
        linked(UIGHUR_SISTER, "D"),
    ),
    one(
        "husband's number on the wife",
        married(("王大山", FATHER["id_no"]), ("李秀莲", FATHER["id_no"])),
        linked(MOTHER, "D"),
        "marriages",
    ),
    one(
        "wife without a number beside her husband",
        married(("王大山", FATHER["id_no"]), ("李秀莲", None)),
        linked(MOTHER, "D"),
        "marriages",
    ),
    one(
        "a wife from elsewhere under her husband's number",
        married(("王大山", FATHER["id_no"]), ("赵六妹", FATHER["id_no"])),
        review(FATHER),
        "marriages",
    ),
]
SHARED = [
    one("a shared number, one name", row("冯文斌", SHARER["id_no"]), linked(SHARER, "A")),
    one(
        "a shared number, the other name, whatever the village",
        row("胡丽华", SHARER["id_no"]),
        linked(OTHER_SHARER, "A"),
    ),
    one("a shared number, like one name", row("胡利华", SHARER["id_no"]), linked(OTHER_SHARER, "B")),
    one("a shared number, a third name", row("李国庆", SHARER["id_no"]), review()),
    one("a shared number, no name", row(None, SHARER["id_no"]), review()),
    one("a shared number and like names, the one", row("邓文斌", LIKE_SHARER["id_no"]), linked(LIKE_SHARER, "A")),
    one(
        "a shared number and like names, the other", row("邓文兵", LIKE_SHARER["id_no"]), linked(OTHER_LIKE_SHARER, "A")
    ),
    one("a shared number and like names, like both", row("邓文彬", LIKE_SHARER["id_no"]), review()),
    one("a shared number and one name for two", row("邓宝安", SAME_SHARER["id_no"]), review()),
    one("a shared number in fifteen digits", row("胡丽华", fifteen(SHARER["id_no"])), linked(OTHER_SHARER, "C")),
    one(
        "a shared number with a wrong digit", row("胡丽华", wrong_digit(SHARER["id_no"], 10)), linked(OTHER_SHARER, "C")
    ),
    one("a number that was another's once, his name", row("曹德旺", SHARER_STILL["id_no"]), linked(SHARER_ONCE, "C")),
    one("the same, like his name", row("曹德望", SHARER_STILL["id_no"]), linked(SHARER_ONCE, "C")),
    one("the same, the name of whose it is", row("孔令辉", SHARER_STILL["id_no"]), linked(SHARER_STILL, "A")),
    one("the same, a third name", row("赵四海", SHARER_STILL["id_no"]), review()),
    one("the same, no name", row(None, SHARER_STILL["id_no"]), review()),
]
NEIGHBOURS = [
    one("a number under a mere villager's name", row("欧阳惊鸿", FATHER["id_no"]), linked(FATHER, "B")),
    one(
        "a villager's name, and the owner's birth date",
        disabled("欧阳惊鸿", SON["id_no"], None, SON),
        linked(SON, "B"),
        "disability",
    ),
    one(
        "a neighbour's number, and the birth date of the name's bearer",
        death("欧阳惊鸿", SON["id_no"], UNIQUE["birth_date"], "男"),
        linked(UNIQUE, "D"),
        "deaths",
    ),
    case("a villager's name on a number of the household", PLAIN, (row("欧阳惊鸿", SON["id_no"]), linked(SON, "B"))),
    case("a neighbour's number on a member's row", PLAIN, (row("王小强", UNIQUE["id_no"]), linked(SON, "D"))),
    case("the same and a homophone", PLAIN, (row("王小抢", UNIQUE["id_no"]), review(SON))),
    case("a neighbour's number and nobody's name", PLAIN, (row("赵四海", UNIQUE["id_no"]), linked(UNIQUE, "B"))),
]
OUTSIDERS = [
    case("a stranger of a member's name, in his village and household", PLAIN, (row("王小强", OUTSIDER), UNLINKED)),
    one("a stranger of one's name and birth date", death("王小强", OUTSIDER, SON_BORN, "男"), UNLINKED, "deaths"),
    one("a stranger's fifteen digits", death("王小强", fifteen(OUTSIDER), SON_BORN, "男"), UNLINKED, "deaths"),
    one("a stranger's certificate", disabled("王小强", OUTSIDER + "44", None, SON), UNLINKED, "disability"),
    one("a stranger born in the same village on the same day", row("王小强", number(SON_BORN, 77)), UNLINKED),
    one("a stranger of another year", row("王小强", number(SON_BORN.replace(year=1991), 31)), UNLINKED),
    one("a stranger pays under the head's name", paid("王大山", OUTSIDER), UNLINKED),
    one(
        "a broken number near nobody, with name and birth date",
        disabled("王小强", wrong_digit(OUTSIDER, 9), None, SON),
        linked(SON, "D"),
        "disability",
    ),
    one("a broken number near nobody, with a name", row("王小强", wrong_digit(OUTSIDER, 9)), review(SON)),
]
TWICE = [
    case(
        "one person twice",
        (row("王小强", SON["id_no"]), linked(SON, "A")),
        (row("王小强", SON["id_no"], relation="子"), linked(SON, "A")),
    ),
    case(
        "one person twice, once without a number",
        (row("王小强", SON["id_no"]), linked(SON, "A")),
        (row("王小强", None), review(SON)),
    ),
    case(
        "one person twice, once with a damaged number",
        (row("王小强", SON["id_no"]), linked(SON, "A")),
        (row("王小强", wrong_digit(SON["id_no"], 12)), review(SON)),
    ),
    case(
        "a like name under a number whose owner stands beside",
        (row("王小刚", BROTHER["id_no"]), linked(BROTHER, "A")),
        (row("王小钢", BROTHER["id_no"]), review(BROTHER)),
    ),
    case(
        "two other names under one number",
        (row("赵一鸣", SON["id_no"]), review(SON)),
        (row("钱二奎", SON["id_no"]), review(SON)),
    ),
    case(
        "two damaged numbers of one, the better name",
        (row("王小强", wrong_digit(SON["id_no"], 12)), linked(SON, "C")),
        (row("王小抢", wrong_digit(SON["id_no"], 13)), review(SON)),
    ),
]
STRANGERS_WITH_A_NUMBER_OF_THE_HOUSE = [
    case(
        f"a stranger under the head's number, and the head's own row with {title}",
        (row(name, written, **HEAD), linked(FATHER, grade)),
        (row("欧阳晓东", FATHER["id_no"]), review(FATHER)),
    )
    for title, name, written, grade in [
        ("a certificate", "王大山", FATHER["id_no"] + "44", "C"),
        ("15 digits", "王大山", fifteen(FATHER["id_no"]), "C"),
        ("a wrong digit", "王大山", wrong_digit(FATHER["id_no"], 13), "C"),
        ("a wrong digit and a homophone", "王大珊", wrong_digit(FATHER["id_no"], 13), "C"),
    ]
]
BEFORE, AS_IT_WAS = FIFTEEN_BEFORE["former_id_no"], STILL_FIFTEEN["id_no"]
FIFTEEN_IN_THE_REGISTRY = [
    one("15 digits that are the former number", row("殷桂芝", BEFORE), linked(FIFTEEN_BEFORE, "C")),
    one("18 characters of a former number of 15", row("殷桂芝", to_eighteen(BEFORE)), linked(FIFTEEN_BEFORE, "C")),
    one("18 characters of a number held as 15", row("殷老根", to_eighteen(AS_IT_WAS)), linked(STILL_FIFTEEN, "A")),
    one("15 digits held as they stand", row("殷老根", AS_IT_WAS), linked(STILL_FIFTEEN, "C")),
]
CASES = [
    *(*EXACT, *DAMAGED, *MISSING, *CERTIFICATES, *KIN, *SHARED, *NEIGHBOURS, *OUTSIDERS, *TWICE),
    *(*STRANGERS_WITH_A_NUMBER_OF_THE_HOUSE, *FIFTEEN_IN_THE_REGISTRY),
]


@pytest.fixture(scope="module")
def settled() -> dict[str, list[dict[str, Any]]]:
    return settle_all(CASES)


@pytest.mark.parametrize("asked", CASES, ids=lambda asked: asked.title)
def test_case(asked: Case, settled: dict[str, list[dict[str, Any]]]) -> None:
    expected = [fate for _, fate in asked.rows]
    assert [_seen(result, fate) for result, fate in zip(settled[asked.title], expected, strict=True)] == expected


def _seen(result: dict[str, Any], expected: Expected) -> Expected:
    """The result in the words of what is expected; who stands first in review is told only where it is asked."""
    if "wife_outcome" in result:
        result = {
            name.removeprefix("wife_"): value for name, value in result.items() if not name.startswith("husband_")
        }
    if result["outcome"] == "linked":
        return linked(PEOPLE[result["person"]], result["grade"])
    assert result["person"] is None
    assert result["grade"] in (None, "E")
    if result["outcome"] == "review" and expected.person is not None:
        return review(PEOPLE[result["candidate"]])
    return Expected(result["outcome"])


def test_titles_are_unique() -> None:
    assert len({asked.title for asked in CASES}) == len(CASES)
