"""No word is published without a label, none is declared twice, and each is read as its field declares."""

from __future__ import annotations

import pkgutil
from collections import Counter
from collections.abc import Callable
from importlib import import_module

import pytest

import matchers
import policies
import reports
import schemas
from schemas.outputs import OUTPUTS
from schemas.terms import (
    VOCABULARIES,
    AreaLevel,
    Beside,
    Family,
    GapReason,
    Insufficient,
    NameClass,
    NotCounted,
    Term,
    Via,
)
from schemas.words import AnyText, CheckId, Detailed, Letter, OneOf, Several, Source, WaysToAName, Word, Words

TITLES = {"P1": "财政供养人员家庭"}
GROUNDS = Several(OneOf((CheckId(), Detailed(Word(Insufficient), Source()))))


def every_vocabulary() -> list[type[Term]]:
    """All that any room but `pipelines` declares."""
    for room in (schemas, matchers, policies, reports):
        for info in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(info.name)
    return [one for one in Term.__subclasses__() if one.__module__.split(".")[0] != "tests"]


def without_a_label() -> type[Term]:
    class Bad(Term):
        NAMED = "named", "有名"
        NAMELESS = "nameless"

    return Bad


def with_a_blank_label() -> type[Term]:
    class Bad(Term):
        NAMELESS = "nameless", "  "

    return Bad


def with_one_word_twice() -> type[Term]:
    class Bad(Term):
        ONE = "same", "一"
        OTHER = "same", "二"

    return Bad


def with_one_label_twice() -> type[Term]:
    class Bad(Term):
        ONE = "one", "同"
        OTHER = "other", "同"

    return Bad


@pytest.mark.parametrize(
    ("declare", "complaint"),
    [
        (without_a_label, "nameless"),
        (with_a_blank_label, "nameless"),
        (with_one_word_twice, "stands twice"),
        (with_one_label_twice, "stands twice"),
    ],
)
def test_what_people_could_not_read_cannot_be_declared(declare: Callable[[], object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        declare()


def test_a_word_of_another_vocabulary_is_taken_over_with_its_label() -> None:
    assert Beside.OWN_SCHEME.label == NotCounted.OWN_SCHEME.label
    assert Beside.OWN_SCHEME.taken_over is NotCounted.OWN_SCHEME
    assert Beside("own_scheme") is Beside.OWN_SCHEME


def test_no_word_is_declared_twice() -> None:
    published = [one for one in every_vocabulary() if one.__module__.startswith("schemas.")]
    declared = Counter((word.value, word.label) for one in published for word in one if word.taken_over is None)
    assert [word for word, times in declared.items() if times > 1] == []


def test_every_vocabulary_has_a_name_of_its_own_and_chinese_labels() -> None:
    vocabularies = every_vocabulary()
    names = Counter(one.__name__ for one in vocabularies)
    assert [name for name, times in names.items() if times > 1] == []
    assert len(vocabularies) > len(VOCABULARIES)
    labels = {word: word.label for one in VOCABULARIES for word in one}
    assert [word for word, label in labels.items() if not any("一" <= letter <= "龥" for letter in label)] == []


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (Word(Via), "cut", "号码被截断"),
        (Word(Via), "cut off", None),
        (Word(Via), "", None),
        (Letter(Family), "D", "D"),
        (Letter(Family), "X", None),
        (Source(), "deaths", "死亡登记"),
        (Several(Source()), "deaths,civil_registry", "死亡登记、户籍人口"),
        (Several(Source()), "deaths,nowhere", None),
        (Detailed(Word(GapReason), AnyText(), "{}:{}"), "incomplete:低保证,身份证", "档案不完整:低保证,身份证"),
        (Detailed(Word(GapReason), AnyText(), "{}:{}"), "no_review", "本年度无复核记录"),
        (Detailed(Word(GapReason), AnyText(), "{}:{}"), "unheard_of:低保证", None),
        (GROUNDS, "", ""),
        (GROUNDS, "P1,P4", "财政供养人员家庭、P4"),
        (GROUNDS, "P1,register_absent:deaths", "财政供养人员家庭、必需数据缺失（死亡登记）"),
        (GROUNDS, "register_absent:nowhere", None),
        (GROUNDS, "P1,", None),
        (GROUNDS, "suspected", None),
        (OneOf((Word(Via), AnyText())), "2019-01-05 死亡", "2019-01-05 死亡"),
        (OneOf((Word(Via), AnyText())), "cut", "号码被截断"),
        (WaysToAName(Word(Via), Word(NameClass)), "former+former", "户籍原号码+姓名曾用名"),
        (WaysToAName(Word(Via), Word(NameClass)), "decision+exact+same", "人工判定+号码相同+姓名相同"),
        (WaysToAName(Word(Via), Word(NameClass)), "same", None),
        (WaysToAName(Word(Via), Word(NameClass)), "same+exact", None),
    ],
)
def test_a_text_is_read_as_its_words_are_put_together(words: Words, text: str, said: str | None) -> None:
    assert words.said(text, TITLES) == said
    if words.listed is not None:  # what a list leaves out is read as it stands, or is none of the declared
        assert words.listed.get(text, said if said == text else None) == said


def test_a_description_tells_every_word_that_stands_in_the_column() -> None:
    for table in OUTPUTS.values():
        for field in table.fields:
            terms = field.words.term.labels() if isinstance(field.words, Word) else {}
            of_a_district = {word: label for word, label in terms.items() if word != AreaLevel.COUNTY}
            assert all(f"{word} {label}" in field.description for word, label in of_a_district.items())
