"""What one extract is: its source, its file names, its columns, who its rows speak of, and when a row is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from schemas.column import Column
from schemas.terms import QuarantineReason, Role


@dataclass(frozen=True)
class Subject:
    """A person that a row names, to be linked to the civil registry.

    Attributes:
        role: which of the two persons of a marriages row; None elsewhere.
        name: column of the name.
        id_no: column of the resident id.
        certificate: column of a 残疾人证号 that may stand in for the id.
        birth_date: column of the birth date.
        sex: column of the sex.
        sex_of_role: the sex that the role itself tells.
        relation: column of the relation to the household head.
        household: column of the number that binds rows of one household.
        town: column of the town.
        village: column of the village.
        head_name: column of the head's name, where rows of members carry it.
        head_id: column of the head's id.
        is_head: the row always names the head of `household` (payments, reviews, dossiers).
        spouse_name: column of the other party's name (marriages).
        spouse_id: column of the other party's id (marriages).
        holder_of: the source whose `household` numbers these are, where it is not this one.
    """

    role: Role | None = None
    name: str = "name"
    id_no: str = "id_no"
    certificate: str | None = None
    birth_date: str | None = None
    sex: str | None = None
    sex_of_role: str | None = None
    relation: str | None = None
    household: str | None = None
    town: str | None = None
    village: str | None = None
    head_name: str | None = None
    head_id: str | None = None
    is_head: bool = False
    spouse_name: str | None = None
    spouse_id: str | None = None
    holder_of: str | None = None

    @property
    def prefix(self) -> str:
        """What stands before the subject's link columns: `husband_`, `wife_`, or nothing."""
        return f"{self.role}_" if self.role else ""


@dataclass(frozen=True)
class RowRule:
    """A reason to refuse a row that no single column can tell.

    Attributes:
        columns: English names of the columns that get a quarantine entry.
        reason: why.
        broken: true on parsed rows that break the rule.
        text: the rule in Chinese, for the data dictionary.
    """

    columns: tuple[str, ...]
    reason: QuarantineReason
    broken: pl.Expr
    text: str


@dataclass(frozen=True)
class Expected:
    """What an extract must hold to be taken for a whole one.

    Attributes:
        least_rows: accepted rows without which it is no extract.
        min_share: smallest share of the rows of the last accepted extract; a bureau may set another.
        within_year: its rows begin anew every year, so that an extract of another year says nothing of it.
    """

    least_rows: int = 0
    min_share: float = 0.8
    within_year: bool = False


_WHOLE = Expected()


@dataclass(frozen=True)
class Extract:
    """One source of the bureau.

    Attributes:
        source: English name, also a file name's stem.
        title: Chinese name, likewise.
        owner: agency that sends it.
        unit: what one row is.
        columns: the columns, in the order of the contract.
        aliases: further Chinese file names.
        subjects: the persons a row names; empty where rows name nobody or are the registry itself.
        roster: rows that cannot be linked are finding Q5.
        rules: reasons to refuse a row beyond empty, unreadable and unknown values.
        household_block: column that opens a block whose household columns repeat downwards.
        expected: what it must hold to be taken for a whole one.
    """

    source: str
    title: str
    owner: str
    unit: str
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    roster: bool = False
    rules: tuple[RowRule, ...] = ()
    household_block: str | None = None
    expected: Expected = _WHOLE

    def __getitem__(self, name: str) -> Column:
        """Column by its English name; raises KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def names(self) -> frozenset[str]:
        """Spellings of the source at the head of a file name."""
        return frozenset({self.source, self.title, *self.aliases})

    @cached_property
    def column_of_header(self) -> Mapping[str, Column]:
        """Normalised header (Chinese spellings and the English name) -> column."""
        return {header: column for column in self.columns for header in (*column.headers, column.name)}

    @cached_property
    def dtypes(self) -> dict[str, pl.DataType]:
        """Field -> dtype of an accepted row, without its place (file, row_number)."""
        return {column.field: column.dtype for column in self.columns}

    @cached_property
    def accepted(self) -> dict[str, pl.DataType]:
        """Field -> dtype of an accepted row with its place."""
        return {**PLACE, **self.dtypes}


PLACE: dict[str, pl.DataType] = {"file": pl.String(), "row_number": pl.Int32()}
