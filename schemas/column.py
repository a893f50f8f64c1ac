"""What one column of an extract is: its name, its Chinese headers, its kind of value.

Reader, validation, warehouse, labels and data dictionary are all derived from these declarations.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from schemas.codes import CodeSet
from schemas.visible import without_unseen

# Header spellings that mean the same in every source; those of the id also after a prefix.
_ID_SPELLINGS = ("身份证号", "身份证号码", "公民身份号码", "证件号码")
_ID_PREFIXES = ("", "户主", "男方", "女方")
_TOWN_SPELLINGS = ("乡镇街道", "乡(镇)")
_VILLAGE_SPELLINGS = ("村居", "行政村")


class Kind(StrEnum):
    """How the text of a cell is read; the Polars dtype and the suffix of the field follow from it."""

    TEXT = "text"
    RESIDENT_ID = "resident_id"
    IDENTIFIER = "identifier"
    DATE = "date"
    MONTH = "month"
    MONEY = "money"
    DECIMAL = "decimal"
    INTEGER = "integer"
    CODE = "code"

    @property
    def dtype(self) -> pl.DataType:
        """Polars dtype of a parsed column of this kind (months: year * 12 + month - 1; money: fen)."""
        return _DTYPES[self]


_DTYPES: dict[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.RESIDENT_ID: pl.String(),
    Kind.IDENTIFIER: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.MONTH: pl.Int32(),
    Kind.MONEY: pl.Int64(),
    Kind.DECIMAL: pl.Decimal(18, 4),
    Kind.INTEGER: pl.Int32(),
    Kind.CODE: pl.String(),
}


HEADER_MARKS = "'*"
"""What stands around headers: the star of a column that must be filled, the quote of a text cell."""


def normalise_header(text: str) -> str:
    """Header text in one width, without blanks and signs that nobody sees, so that spellings can be compared."""
    return "".join(without_unseen(unicodedata.normalize("NFKC", text)).split()).strip(HEADER_MARKS)


@dataclass(frozen=True)
class Column:
    """One column of an extract.

    Attributes:
        name: English name, as the contract and quarantine entries spell it.
        header: Chinese header, also the label in reports.
        kind: how its text is read.
        required: the file is refused where no header names this column.
        filled: a row is refused where this value is empty.
        aliases: further header spellings of this source.
        codes: the allowed words of a coded column.
        block: a household column, which may stand on the first row of a household's block only.
        numbered: text for which a code number may stand, so that quotes, blanks and width are no part of it.
        default: what an empty value means, in the unit of the field.
        note: what a reader of the data dictionary should know.
        example: a made-up value, where that of its kind says too little.
    """

    name: str
    header: str
    kind: Kind = Kind.TEXT
    required: bool = False
    filled: bool = False
    aliases: tuple[str, ...] = ()
    codes: CodeSet | None = None
    block: bool = False
    numbered: bool = False
    default: int | None = None
    note: str = ""
    example: str = ""
    headers: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Derives every header spelling from the declared ones."""
        spellings = {self.header, *self.aliases}
        for group in (_TOWN_SPELLINGS, _VILLAGE_SPELLINGS):
            if spellings & set(group):
                spellings |= set(group)
        for prefix in _ID_PREFIXES:
            group_of_ids = {prefix + spelling for spelling in _ID_SPELLINGS}
            if spellings & group_of_ids:
                spellings |= group_of_ids
        object.__setattr__(self, "headers", frozenset(normalise_header(text) for text in spellings))

    @property
    def quoted(self) -> bool:
        """Whether the quote or tab that is put before numbers may stand before its values."""
        return self.numbered or self.kind in (Kind.RESIDENT_ID, Kind.IDENTIFIER)

    @property
    def field(self) -> str:
        """Name in frames and warehouse: money carries its unit as `_fen`."""
        return f"{self.name}_fen" if self.kind is Kind.MONEY else self.name

    @property
    def dtype(self) -> pl.DataType:
        """Polars dtype of the parsed column."""
        return self.kind.dtype
