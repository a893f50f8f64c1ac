"""How the words of a published column are put together, and so what people read instead of them."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from schemas.extracts import EXTRACTS
from schemas.terms import Term
from schemas.terms.refusals import RECEIPTS

COMMA: Final = ","
SOURCE_TITLES: Mapping[str, str] = {source: extract.title for source, extract in EXTRACTS.items()} | {
    RECEIPTS: "市平台回执"
}
_CHECK_ID = re.compile("[A-Z][0-9]+[a-z]?")


class Words(ABC):
    """What a text of a column may be."""

    @abstractmethod
    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """What people read instead of a text.

        Args:
            text: as published.
            titles: check id -> its title.

        Returns:
            What they read; None for a text that the column was not declared to hold.
        """

    @property
    @abstractmethod
    def legend(self) -> str:
        """The words with their meaning, as a description of the column."""

    @property
    def listed(self) -> Mapping[str, str] | None:
        """Every text that `said` knows with what people read, but for those of `AnyText`; None where nobody can tell.

        It spares asking for thousands of texts, most of them figures, one by one.
        """
        return None


@dataclass(frozen=True)
class Word(Words):
    """One word of a vocabulary."""

    term: type[Term]

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """The word's label."""
        return self._labels.get(text)

    @property
    def legend(self) -> str:
        """The vocabulary's."""
        return self.term.legend()

    @property
    def listed(self) -> Mapping[str, str]:
        """The words with their labels."""
        return self._labels

    @cached_property
    def _labels(self) -> dict[str, str]:
        return self.term.labels()


@dataclass(frozen=True)
class Letter(Word):
    """One word of a vocabulary that people read as it stands, such as the letter of a grade."""

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """The word itself."""
        return text if text in self._labels else None

    @property
    def listed(self) -> Mapping[str, str]:
        """The words themselves."""
        return {word: word for word in self._labels}


@dataclass(frozen=True)
class Source(Words):
    """English name of an extract."""

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """The extract's title."""
        return SOURCE_TITLES.get(text)

    @property
    def legend(self) -> str:
        """Names stand in the dictionary beside their extracts."""
        return "数据来源(英文名)"

    @property
    def listed(self) -> Mapping[str, str]:
        """The extracts with their titles."""
        return SOURCE_TITLES


@dataclass(frozen=True)
class CheckId(Words):
    """Id of a check."""

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """The check's title; the id itself where nobody says what it is called."""
        return titles.get(text, text) if _CHECK_ID.fullmatch(text) else None

    @property
    def legend(self) -> str:
        """Checks are declared where they are."""
        return "检查项编号"


@dataclass(frozen=True)
class AnyText(Words):
    """Whatever it is, it is read as it stands."""

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """The text itself."""
        return text

    @property
    def legend(self) -> str:
        """There is none."""
        return ""

    @property
    def listed(self) -> Mapping[str, str]:
        """None is read otherwise."""
        return {}


@dataclass(frozen=True)
class OneOf(Words):
    """A text of the first of several kinds that knows it; `AnyText`, which knows all, stands last."""

    kinds: tuple[Words, ...]

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """What the first kind says that knows the text."""
        return next((said for kind in self.kinds if (said := kind.said(text, titles)) is not None), None)

    @property
    def legend(self) -> str:
        """Those of the kinds."""
        return " / ".join(filter(None, (kind.legend for kind in self.kinds)))

    @property
    def listed(self) -> Mapping[str, str] | None:
        """Those of the kinds, of each text what the first says."""
        together: dict[str, str] = {}
        for kind in reversed(self.kinds):
            if kind.listed is None:
                return None
            together |= kind.listed
        return together


@dataclass(frozen=True)
class Detailed(Words):
    """A word, and perhaps a colon and what it speaks of.

    Attributes:
        word: the word.
        detail: what may stand after the colon.
        form: how people read both.
    """

    word: Words
    detail: Words
    form: str = "{}（{}）"

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """Both parts as people read them; None where either is none of the declared."""
        word, colon, detail = text.partition(":")
        said, about = self.word.said(word, titles), self.detail.said(detail, titles)
        if not colon:
            return said
        return None if said is None or about is None else self.form.format(said, about)

    @property
    def legend(self) -> str:
        """The word's."""
        return self.word.legend


@dataclass(frozen=True)
class Several(Words):
    """Texts of one kind between commas; none of them is an empty text."""

    kind: Words

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """All of them, or None where one is none of the declared."""
        said = [self.kind.said(part, titles) for part in text.split(COMMA)] if text else []
        return None if None in said else "、".join(filter(None, said))

    @property
    def legend(self) -> str:
        """That of the kind."""
        return f"{self.kind.legend};逗号分隔"


@dataclass(frozen=True)
class WaysToAName(Words):
    """Ways in which somebody was found, then how like the names are: `exact+same`."""

    way: Word
    likeness: Word

    def said(self, text: str, titles: Mapping[str, str]) -> str | None:
        """Each part as people read it."""
        *ways, likeness = text.split("+")
        said = [self.way.said(way, titles) for way in ways]
        name = self.likeness.said(likeness, titles)
        return None if name is None or not ways or None in said else "+".join([*filter(None, said), f"姓名{name}"])

    @property
    def legend(self) -> str:
        """Both vocabularies."""
        return f"找到方式+姓名:{self.way.legend};姓名 {self.likeness.legend}"
