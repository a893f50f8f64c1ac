"""What it may take for a clue to come or go, and what is told of it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.terms.term import Term


class Cause(Term):
    """Why a clue came or went between two nights."""

    DATA = "data", "数据"
    CORRECTION = "correction", "更正"
    DECISION = "decision", "人工判定"
    PARAMETER = "parameter", "参数"
    CALENDAR = "calendar", "日期"
    PROGRAM = "program", "程序"
    UNKNOWN = "unknown", "无法说明"


class RowChange(Term):
    """What became of a row of an extract."""

    APPEARED = "appeared", "新增"
    VANISHED = "vanished", "不再有"
    CHANGED = "changed", "变化"
    REFUSED = "refused", "被退回"
    NO_EXTRACT = "no_extract", "没有可用的数据"
    EXTRACT_AGAIN = "extract_again", "新有可用的数据"


@dataclass(frozen=True)
class Cell:
    """What a row says otherwise than before.

    Attributes:
        column: English name; `link` for who the row was found to be.
        label: its Chinese header.
        before: on the earlier side, as people write it; empty where nothing.
        after: on the later side.
    """

    column: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Row:
    """A row that appeared, vanished or changed.

    Attributes:
        source: its extract.
        change: what became of it.
        file: where it stands on the later side, or stood; empty where a whole extract is meant.
        number: likewise, as a spreadsheet counts; 0 where a whole extract is meant.
        cells: what it says otherwise.
        county: of a city in parts, where what a county sent of the extract is meant whole.
    """

    source: str
    change: RowChange
    file: str = ""
    number: int = 0
    cells: tuple[Cell, ...] = ()
    county: str = ""


@dataclass(frozen=True)
class Told:
    """One cause of a clue's coming or going.

    Attributes:
        cause: which.
        said: what there is to say of it in words, numbers masked.
        rows: of data and corrections, the rows.
    """

    cause: Cause
    said: str = ""
    rows: tuple[Row, ...] = ()
