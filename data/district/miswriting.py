"""The slips themselves: one id or name in, the same miswritten out; `turn`, a random number, picks the place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from data.names.confusions import SHAPES, TRADITIONAL, VARIANTS, homophones, romanised

Slip = Callable[[str, int], str]

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_NOTES = ("（户主）", "（已故）", "(代)", "（本人）")
_TYPED = "文小国华英平"


def fifteen(number: str, turn: int) -> str:
    """First-generation form: no century, no check character (births of the 20th century only)."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number


def one_digit(number: str, turn: int) -> str:
    """One wrong digit."""
    place = turn % 17
    digit = str((int(number[place]) + 1 + turn // 17 % 9) % 10)
    return number[:place] + digit + number[place + 1 :]


def swapped_digits(number: str, turn: int) -> str:
    """Two neighbouring digits exchanged, where they differ."""
    for step in range(16):
        place = (turn + step) % 16
        if number[place] != number[place + 1]:
            return number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    return number


def lost_digit(number: str, turn: int) -> str:
    """One character lost."""
    place = 6 + turn % 12
    return number[:place] + number[place + 1 :]


def wrong_year(number: str, turn: int) -> str:
    """Another year of birth, all else equal."""
    year = int(number[6:10]) + (-10, -2, -1, 1, 2, 10)[turn % 6]
    return f"{number[:6]}{year}{number[10:]}"


def cut_by_spreadsheet(number: str, turn: int) -> str:
    """What a spreadsheet leaves of a number: 15 digits. One with an X is text and survives."""
    return number if number.endswith("X") else number[:15] + "000"


def scientific(number: str, turn: int) -> str:
    """What a spreadsheet shows of a number."""
    return number if number.endswith("X") else f"{number[0]}.{number[1:6]}E+17"


def id_in_other_form(number: str, turn: int) -> str:
    """The same id in full width, with blanks, a quotation mark, or a small x."""
    forms: tuple[str, ...] = (
        number.translate(_FULL_WIDTH),
        "'" + number,
        number + "\t",
        " " + number,
        f"{number[:6]} {number[6:]}",
    )
    if number.endswith("X"):
        forms += (number[:-1] + "x",) * 3
    return forms[turn % len(forms)]


def name_in_other_form(name: str, turn: int) -> str:
    """The same name with blanks, or with a note in brackets."""
    if "·" in name:
        return name.replace("·", "•・.‧"[turn % 4])
    forms = (
        " ".join(name),
        name[0] + "\u3000" + name[1:],
        name + " ",
        "\u3000" + name,
        name + _NOTES[turn // 7 % len(_NOTES)],
    )
    return forms[turn % len(forms)]


def _by_table(table: Callable[[], Mapping[str, str]]) -> Slip:
    """Replaces one character that the table knows."""

    def slip(name: str, turn: int) -> str:
        known = [place for place, character in enumerate(name) if character in table()]
        if not known:
            return name
        place = known[turn % len(known)]
        return name[:place] + table()[name[place]] + name[place + 1 :]

    return slip


@cache
def _homophones() -> dict[str, str]:
    return homophones()


@cache
def _romanised() -> dict[str, str]:
    return romanised()


homophone = _by_table(_homophones)
similar_shape = _by_table(lambda: SHAPES)
traditional = _by_table(lambda: TRADITIONAL)
variant = _by_table(lambda: VARIANTS)
in_pinyin = _by_table(_romanised)


def placeholder(name: str, turn: int) -> str:
    """A mark where a character could not be typed."""
    place = turn % len(name)
    return name[:place] + "?□*"[turn // 5 % 3] + name[place + 1 :]


def exchanged(name: str, turn: int) -> str:
    """The two characters of the given name exchanged."""
    return name if len(name) != 3 or name[1] == name[2] else name[0] + name[2] + name[1]


def lost_character(name: str, turn: int) -> str:
    """One character of the given name of three or more lost."""
    return name[:-1] if len(name) == 3 and turn % 2 else name[0] + name[2:] if len(name) == 3 else name


def added_character(name: str, turn: int) -> str:
    """One character too many."""
    return name[0] + _TYPED[turn % len(_TYPED)] + name[1:] if len(name) == 2 else name


def wrong_character(name: str, turn: int) -> str:
    """One quite other character in the given name of three."""
    return name[:2] + _TYPED[turn % len(_TYPED)] if len(name) == 3 else name
