"""What a published word is: it cannot be declared without a label, nor twice in one vocabulary."""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """A vocabulary: each of its words is published as it stands, `label` is what people read.

    A member is declared as `"word", "label"`, or as a member of another vocabulary whose word it takes over
    (`taken_over` tells which).

    Raises:
        ValueError: when a vocabulary is declared, on a word or label that is empty or stands in it twice.
    """

    label: str
    taken_over: Term | None

    def __new__(cls, value: str, label: str = "") -> Term:
        """Binds a published word to its label."""
        origin = value if isinstance(value, Term) else None
        word = str(value)
        said = label or (origin.label if origin else "")
        if not word.strip() or not said.strip():
            raise ValueError(f"{cls.__name__}: the word {word!r} has no label")
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = said
        member.taken_over = origin
        return member

    def __init_subclass__(cls) -> None:
        """Refuses a vocabulary in which a word, or a label, stands twice."""
        super().__init_subclass__()
        twice = set(cls.__members__) - {member.name for member in cls}
        if twice or len(set(cls.labels().values())) < len(cls.labels()):
            raise ValueError(f"{cls.__name__}: a word or label stands twice: {sorted(twice) or cls.labels()}")

    @classmethod
    def labels(cls) -> dict[str, str]:
        """Published word -> Chinese label."""
        return {member.value: member.label for member in cls}

    @classmethod
    def legend(cls) -> str:
        """All words with their labels, as a description of a column that holds them."""
        return " / ".join(f"{word} {label}" for word, label in cls.labels().items())
