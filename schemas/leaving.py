"""What a text of a finding holds, and so how much of it may leave the bureau."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.terms import Term

HIDDEN = "已隐去"
"""What stands where a text is withheld."""


class TextKind(Term):
    """What the text of a finding holds."""

    PLAIN = "plain", "不含姓名"
    NAME = "name", "姓名"
    NAME_AFTER = "name_after", "固定词语之后为姓名"
    NUMBER = "number", "按原文的号码"
    BIRTH = "birth", "性别和出生日期"
    QUOTED = "quoted", "「」内为其他单位原文"
    WITHHELD = "withheld", HIDDEN


@dataclass(frozen=True)
class Text:
    """What one text of a check holds.

    Attributes:
        kind: its kind.
        word: for NAME_AFTER the fixed word that the check itself writes before the name.
    """

    kind: TextKind
    word: str = ""


PLAIN = Text(TextKind.PLAIN)
NAME = Text(TextKind.NAME)
NUMBER = Text(TextKind.NUMBER)
BIRTH = Text(TextKind.BIRTH)
QUOTED = Text(TextKind.QUOTED)
WITHHELD = Text(TextKind.WITHHELD)


def name_after(word: str) -> Text:
    """A text in which a name, and nothing else, follows the first `word`.

    Raises:
        ValueError: the word is empty, so that nothing would tell where the name begins.
    """
    if not word:
        raise ValueError("a name needs a word before it")
    return Text(TextKind.NAME_AFTER, word)


@dataclass(frozen=True)
class Texts:
    """What the texts of a check hold; what nobody declared is withheld."""

    declared: Text = WITHHELD
    observed: Text = WITHHELD
    limit: Text = WITHHELD

    @property
    def are_two_numbers(self) -> bool:
        """The clue is that two numbers of one person differ."""
        return self.declared.kind is self.observed.kind is TextKind.NUMBER


NO_NAMES = Texts(PLAIN, PLAIN, PLAIN)
"""The usual case: words, codes, dates and amounts only."""
