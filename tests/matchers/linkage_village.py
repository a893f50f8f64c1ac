"""Families that make linking hard, all in one registry, and how a case is written down and looked up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from matchers.ids.parts import check_digit
from tests.matchers.village import link, person, registry_of, row, rows_of

Row = dict[str, Any]
OUTSIDE_AREA = "110105"


def number_of(area: str, birth: date, sequence: int) -> str:
    """A sound resident id of any area."""
    seventeen = f"{area}{birth:%Y%m%d}{sequence:03}"
    return seventeen + str(check_digit(pl.Series([seventeen])).item())


def wrong_digit(number: str, place: int) -> str:
    return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]


def swapped(number: str, place: int) -> str:
    """Two neighbours that differ exchanged."""
    assert number[place] != number[place + 1]
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def wrong_year(number: str) -> str:
    return number[:6] + str(int(number[6:10]) + 1) + number[10:]


def fifteen(number: str) -> str:
    return number[:6] + number[8:17]


def to_eighteen(fifteen_digits: str) -> str:
    """What public security made of it."""
    seventeen = fifteen_digits[:6] + "19" + fifteen_digits[6:]
    return seventeen + str(check_digit(pl.Series([seventeen])).item())


def cut(number: str) -> str:
    return number[:15] + "000"


FATHER_BORN, SON_BORN = date(1965, 4, 3), date(1990, 2, 3)
FATHER = person("王大山", FATHER_BORN, 11)
MOTHER = person("李秀莲", date(1967, 8, 9), 22)
SON = person("王小强", SON_BORN, 31)
BROTHER = person("王小刚", date(1993, 5, 6), 33)
TWINS_MOTHER = person("陈桂花", date(1970, 1, 9), 24, "H2")
TWIN = person("陈双双", date(2001, 7, 8), 512, "H2")
OTHER_TWIN = person("陈双全", date(2001, 7, 8), 514, "H2")
ELDER = person("周建", FATHER_BORN, 41, "H3")
YOUNGER = person("周健", SON_BORN, 43, "H3")
SHARER = person("冯文斌", date(1970, 3, 5), 51, "H4")
OTHER_SHARER = person("胡丽华", date(1970, 3, 5), 51, "H5", village="别村")
LIKE_SHARER = person("邓文斌", date(1971, 3, 5), 53, "H4B")
OTHER_LIKE_SHARER = person("邓文兵", date(1971, 3, 5), 53, "H5B")
SAME_SHARER = person("邓宝安", date(1972, 3, 5), 55, "H4C")
OTHER_SAME_SHARER = person("邓宝安", date(1972, 3, 5), 55, "H5C", village="别村")
UIGHUR = person("买买提·吐尔逊", date(1984, 6, 7), 61, "H6")
UIGHUR_SISTER = person("阿依古丽·吐尔逊", date(1988, 6, 7), 62, "H6")
TWO_OF_ONE_NAME = [
    person("吴德才", date(1950, 1, 1), 71, "H7"),
    person("吴小宝", date(1980, 1, 1), 73, "H7"),
    person("吴小宝", date(1982, 1, 1), 75, "H7"),
]
MISISSUED = person("郑长功", date(1975, 9, 9), 81, "H8")
MISISSUED["id_no"] = MISISSUED["id_no"][:17] + ("1" if MISISSUED["id_no"][17] != "1" else "2")
FORMER_NUMBER = number_of("432902", date(1960, 2, 2), 92)
RENAMED = person("褚秀英", date(1960, 2, 2), 92, "H9", former_name="褚妹", former_id_no=FORMER_NUMBER)
FIFTEEN_BEFORE = person("殷桂芝", date(1950, 9, 9), 82, "H30", former_id_no="432901500909082")
STILL_FIFTEEN = person("殷老根", date(1934, 2, 3), 11, "H31") | {"id_no": "431103340203011"}
SHARER_STILL = person("孔令辉", date(1966, 1, 2), 91, "H32")
SHARER_ONCE = person("曹德旺", date(1966, 1, 2), 93, "H33", former_id_no=SHARER_STILL["id_no"])
RENAMED_SON = person("蔡铁柱", date(1985, 2, 2), 95, "H9", former_name="蔡狗儿")
NEAR = person("蒋志明", date(1979, 3, 4), 311, "H10")
ALSO_NEAR = person("蒋兴国", date(1979, 3, 4), 313, "H11")
NEAR_NAMESAKES = [
    person("沈春花", date(1981, 3, 4), 312, "H12"),
    person("沈春花", date(1981, 3, 4), 314, "H13"),
]
MOVED_FATHER = person("韩国强", date(1958, 3, 4), 321, "H14")
MARRIED_DAUGHTER = person("韩美丽", date(1983, 3, 4), 322, "H15", village="别村")
GRANDCHILD = person("杨小宝", date(2012, 3, 4), 323, "H15", village="别村")
BIRTHDAY_NAMESAKES = [
    person("朱雪梅", date(1991, 12, 1), 332, "H16"),
    person("朱雪梅", date(1991, 12, 1), 334, "H17", village="别村"),
]
UNIQUE = person("欧阳惊鸿", date(1977, 7, 7), 341, "H18")
CROWD = [
    person(surname + given, date(1950 + place % 60, 1 + place % 12, 1 + place % 28), 400 + place, f"C{place // 3}")
    | {"village": "远村", "town": "远镇"}
    for place, (surname, given) in enumerate(
        (surname, given)
        for surname in "赵钱孙卫许何吕施张孔曹严"
        for given in ["建国", "秀英", "红", "桂兰", "志强", "玉梅", "海", "伟"]
    )
]
PEOPLE = [
    *(FATHER, MOTHER, SON, BROTHER, TWINS_MOTHER, TWIN, OTHER_TWIN, ELDER, YOUNGER),
    *(SHARER, OTHER_SHARER, LIKE_SHARER, OTHER_LIKE_SHARER, SAME_SHARER, OTHER_SAME_SHARER),
    *(UIGHUR, UIGHUR_SISTER, *TWO_OF_ONE_NAME, MISISSUED, RENAMED, RENAMED_SON, NEAR, ALSO_NEAR, *NEAR_NAMESAKES),
    *(MOVED_FATHER, MARRIED_DAUGHTER, GRANDCHILD, *BIRTHDAY_NAMESAKES, UNIQUE, *CROWD, FIFTEEN_BEFORE, STILL_FIFTEEN),
    *(SHARER_STILL, SHARER_ONCE),
]


@dataclass(frozen=True)
class Expected:
    """What is to become of a row: who it is linked to, or who stands first in review (None: nobody in particular)."""

    outcome: str
    person: Row | None = None
    grade: str | None = None


def linked(held: Row, grade: str) -> Expected:
    return Expected("linked", held, grade)


def review(held: Row | None = None) -> Expected:
    return Expected("review", held)


UNLINKED = Expected("unlinked")


@dataclass(frozen=True)
class Case:
    """Rows of one household and what is to become of each."""

    title: str
    rows: Sequence[tuple[Row, Expected]]
    source: str = "low_income"


def case(title: str, *rows: tuple[Row, Expected], source: str = "low_income") -> Case:
    return Case(title, rows, source)


def one(title: str, written: Row, expected: Expected, source: str = "low_income") -> Case:
    return Case(title, [(written, expected)], source)


def death(name: str | None, id_no: str | None, birth: date | None = None, sex: str | None = None) -> Row:
    return {"name": name, "id_no": id_no, "birth_date": birth, "sex": sex}


def disabled(name: str | None, id_no: str | None, certificate: str | None, born: Row | None = None) -> Row:
    facts = {"birth_date": born["birth_date"], "sex": born["sex"]} if born else {}
    return row(name, id_no) | {"certificate_no": certificate} | facts


def paid(name: str | None, id_no: str | None) -> Row:
    """A row of payments beside the roll; it names the head."""
    return {"source": "low_income_payments", "name": name, "id_no": id_no}


def married(husband: tuple[str, str | None], wife: tuple[str, str | None]) -> Row:
    return {"husband_name": husband[0], "husband_id_no": husband[1], "wife_name": wife[0], "wife_id_no": wife[1]}


def settle_all(cases: Sequence[Case], people: Sequence[Row] = PEOPLE) -> dict[str, list[Row]]:
    """Links all cases in one go, each as a household of its own; title -> rows with links, source by source."""
    registry = registry_of(*people)
    by_source: dict[str, list[tuple[str, Row]]] = {}
    for number, one_case in enumerate(cases):
        for written, _ in one_case.rows:
            source = written.get("source", one_case.source)
            by_source.setdefault(source, []).append((one_case.title, written | {"household_no": f"D{number}"}))
    frames = {source: rows_of(*(r for _, r in rows), source=source)[source] for source, rows in by_source.items()}
    found: dict[str, list[Row]] = {}
    for source, frame in link(registry, frames).items():
        for (title, _), result in zip(by_source[source], frame.to_dicts(), strict=True):
            found.setdefault(title, []).append(result)
    return found
