"""How far the rows and cells of a worksheet reach, told from its XML before anything of it is built."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.errors import InputRefusedError

_ROW_OR_CELL = re.compile(rb"<(?!/)(?:[^\s>:]*:)?(row|c)(?=[\s/>])")
_PLACE = re.compile(rb"""(?<![\w:.-])r\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_ONLY_STYLED = re.compile(rb"""(?:[^<>"']|"[^<>"']*"|'[^<>"']*')*/>""")
_PREFIXED = (b":c", b":row")
_AFTER_NAME = np.frombuffer(b" \t\n\r\x0b\x0c/>", np.uint8)
_CELL, _ROW, _NUMBERED = b"c", b"row", b' r="'
_BEFORE_PLACE = np.frombuffer(b" \t\n\r\x0b\x0c\"'", np.uint8)
_BEHIND_PLACE = np.frombuffer(b" \t\n\r\x0b\x0c=", np.uint8)
_LETTERS, _DIGITS, _MOST_DIGITS = 26, 8, 18
_NOTHING = bytes(32)
"""Stands behind a piece, so that what follows its last tag can be looked at."""
_Codes = npt.NDArray[np.uint8]
_Places = npt.NDArray[np.intp]


@dataclass
class Extent:
    """How far the cells of a worksheet reach, and how many it writes.

    Rows that only have a height do not count, nor cells that only have a style: nobody keeps them in memory.
    """

    row: int = 0
    rows: int = 0
    columns: int = 0
    written: int = 0
    column: int = 0

    def measure(self, file: str, piece: bytes) -> None:
        """Takes in a piece of the worksheet, cut between tags.

        Raises:
            InputRefusedError: its rows are not in order.
        """
        if not self._measure_plain(file, piece):
            self._measure_each(file, piece)

    def _measure_plain(self, file: str, piece: bytes) -> bool:
        """The same where every row and cell begins with its place, as nearly all programs write them; whether so.

        A worksheet has a million tags: they are looked at all at once, which also lets other threads work.
        """
        codes = np.frombuffer(piece + _NOTHING, np.uint8)
        rows, cells = _behind(codes, _ROW), _behind(codes, _CELL)
        if _has_prefix(codes) or _places_told(codes) != rows.size + cells.size:
            return False
        if not all(_follows(codes, tags, _NUMBERED).all() for tags in (rows, cells)):
            return False
        numbers, ended = _numbers(codes, rows + len(_NUMBERED))
        columns, letters = _columns(codes, cells + len(_NUMBERED))
        of_rows, well = _numbers(codes, cells + len(_NUMBERED) + letters)
        if not (ended.all() and well.all() and (columns > 0).all()):
            return False
        filled = cells[held := ~_only_styled(codes, cells)]
        if filled.size:
            above = int(np.searchsorted(rows, filled[-1]))
            of_last = int(numbers[above - 1]) if above else self.row
            self.columns = max(self.columns, int(columns[held].max()))
            self.rows = max(self.rows, int(of_rows[held].max()), of_last)
        if cells.size:
            self.written += cells.size
            self.column = int(columns[-1])
        if rows.size and (not cells.size or rows[-1] > cells[-1]):
            self.column = 0
        self._in_order(file, numbers)
        return True

    def _in_order(self, file: str, numbers: npt.NDArray[np.int64]) -> None:
        if numbers.size:
            if numbers[0] <= self.row or (np.diff(numbers) <= 0).any():
                raise _out_of_order(file)
            self.row = int(numbers[-1])

    def _measure_each(self, file: str, piece: bytes) -> None:
        tags = list(_ROW_OR_CELL.finditer(piece))
        first, *ends = *(tag.start() for tag in tags), len(piece)
        self._reach(piece[:first])
        for tag, until in zip(tags, ends, strict=True):
            if tag[1] == _ROW:
                self._next_row(file, piece[tag.end() : until])
            else:
                self._next_cell(piece[tag.end() : until])

    def _next_row(self, file: str, told: bytes) -> None:
        row = max((_number(place[2]) for place in _PLACE.finditer(told)), default=self.row + 1)
        if row <= self.row:
            raise _out_of_order(file)
        self.row, self.column = row, 0

    def _next_cell(self, told: bytes) -> None:
        self.column += 1
        self.written += 1
        self._reach(told, is_cell=True)

    def _reach(self, told: bytes, *, is_cell: bool = False) -> None:
        """Takes in the places that stand behind the tag of a cell.

        A tag may tell several, within the text of another attribute too, and a piece may have been cut there: whichever
        of them a reader takes, it is not beyond the farthest.
        """
        places = [(_column(place[1]), _number(place[2])) for place in _PLACE.finditer(told)]
        self.column = max((column for column, _ in places), default=self.column)
        if (places or is_cell) and not _ONLY_STYLED.match(told):
            self.columns = max(self.columns, self.column)
            self.rows = max(self.rows, self.row, *(row for _, row in places))


def _behind(codes: _Codes, name: bytes) -> _Places:
    """Where the names of the tags of that name end."""
    begun = np.flatnonzero((codes[:-1] == ord("<")) & (codes[1:] == name[0]))
    named = begun[_follows(codes, begun + 1, name)] + 1 + len(name)
    ended: _Places = named[np.isin(codes[named], _AFTER_NAME)]
    return ended


def _follows(codes: _Codes, places: _Places, text: bytes) -> npt.NDArray[np.bool_]:
    """At which places a text stands."""
    there = np.ones(places.size, np.bool_)
    for number, code in enumerate(text):
        there &= codes[places + number] == code
    return there


def _only_styled(codes: _Codes, cells: _Places) -> npt.NDArray[np.bool_]:
    """Which tags of cells close themselves, so that no value follows; one with an odd quotation mark may not do so."""
    is_end = codes == ord(">")
    if not (is_end[1:] & (codes[:-1] == ord("/"))).any():
        return np.zeros(cells.size, np.bool_)
    ends = np.flatnonzero(is_end)
    after = np.searchsorted(ends, cells)
    end = ends[np.minimum(after, ends.size - 1)]
    closed = (after < ends.size) & (codes[end - 1] == ord("/"))
    whole = (_between(codes, '"', cells, end) % 2 == 0) & (_between(codes, "'", cells, end) == 0)
    only: npt.NDArray[np.bool_] = closed & whole
    return only


def _between(codes: _Codes, mark: str, begins: _Places, ends: _Places) -> _Places:
    """How often a mark stands between each of some places and another."""
    places = np.flatnonzero(codes == ord(mark))
    return np.searchsorted(places, ends) - np.searchsorted(places, begins)


def _has_prefix(codes: _Codes) -> bool:
    """Whether any row or cell may bear a name with a prefix: `x:c`."""
    after = np.flatnonzero(codes[:-1] == ord(":"))
    return any(_follows(codes, after, name).any() for name in _PREFIXED)


def _places_told(codes: _Codes) -> int:
    """How many attributes may tell a place: where there are more than tags, one of these may tell two."""
    named = np.flatnonzero(codes == _NUMBERED[1])
    named = named[np.isin(codes[named - 1], _BEFORE_PLACE)]
    return int(np.isin(codes[named + 1], _BEHIND_PLACE).sum())


def _numbers(codes: _Codes, places: _Places) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The numbers that stand at places, and whether each is one that ends with a quotation mark and is not too long."""
    found, going = np.zeros(places.size, np.int64), np.ones(places.size, np.bool_)
    ended = np.zeros(places.size, np.bool_)
    for number in range(_DIGITS):
        digit = codes[places + number].astype(np.int64) - ord("0")
        ended |= going & (digit == ord('"') - ord("0")) & (number > 0)
        going &= (digit >= 0) & (digit <= 9)
        if not going.any():
            break
        found = np.where(going, found * 10 + digit, found)
    return found, ended


def _columns(codes: _Codes, places: _Places) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The columns that one or two capital letters at places name, and how many letters they are; 0 of any other."""
    first, second = (codes[places + number].astype(np.int64) - ord("A") + 1 for number in (0, 1))
    two = (second >= 1) & (second <= _LETTERS)
    named = np.where(two, first * _LETTERS + second, first)
    return np.where((first >= 1) & (first <= _LETTERS), named, 0), 1 + two


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters.upper()[:4]:
        column = column * _LETTERS + letter - ord("A") + 1
    return column


def _number(digits: bytes) -> int:
    return int(digits.lstrip(b"0")[:_MOST_DIGITS] or b"0")


def _out_of_order(file: str) -> InputRefusedError:
    return InputRefusedError(f"{file}: 工作表的行次序混乱", hint="请用表格软件另存为 xlsx 后报送")
