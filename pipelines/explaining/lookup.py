"""Everything that is known of a clue, a person, a household or a line: rows as written, links, findings, gaps."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from unicodedata import normalize

import polars as pl

from pipelines.explaining.plain import NAMELESS, clue_sentence, subject_sentence
from pipelines.explaining.rows import Rows
from pipelines.explaining.sections import (
    CLUES,
    KEY_COLUMNS,
    bearer,
    check_section,
    gap_section,
    published_section,
    row_section,
)
from policies.checks import CHECKS
from policies.checks.declaration import Identity
from policies.terms.spelling import ID_LENGTH
from reports.explanation import Section, Value
from reports.precision import Precision, precision_by_check
from reports.words import in_chinese
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.output import Table
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.outputs.precision import PRECISION
from schemas.terms import Family, Outcome

_ROW_NUMBER = "[0-9]{1,9}"
_BETWEEN = "[\\s\u3000·•・‧∙⋅.]"
"""Between the characters of a name, for DuckDB, Polars and `re` alike: whoever looks for one types any dot, or none."""
_OF_FIELD = "|"
"""Stands between a household and a field of assistance in the key of a gap."""


class Lookup:
    """Looks things up in the warehouse and in one publication.

    Attributes:
        rows: those that were found; whoever asks may want to know why they are linked so.
        households: household and application numbers that were found.
        clue: the finding that was asked for; None where something else was.
    """

    def __init__(self, rows: Rows) -> None:
        """Takes what finds the rows of the publication."""
        self.rows = rows
        self.households: list[str] = []
        self.clue: Mapping[str, object] | None = None
        self._known = _household_numbers(rows.tables)

    def explain(self, key: str) -> list[Section]:
        """All sections of what `key` names: a finding, an id, a household or application, `file:row`, or a name."""
        for search in (self._finding, self._line, self._person, self._household, self._named):
            sections = [section for section in search(key) if not section.is_empty]
            if sections:
                return sections
        return []

    def _finding(self, key: str) -> Iterator[Section]:
        for table in FINDINGS:
            found = self.rows.published(table, pl.col("finding_id") == key)
            for row in found.iter_rows(named=True):
                self.clue = row
                yield clue_sentence(in_chinese(found, table).row(0, named=True), self._known)
                yield self._said("线索", found, table)
                yield self._check(row)
                yield self._gaps(pl.col("key") == key)
                if row["file"] and row["row_number"]:
                    yield from self._line(f"{row['file']}:{row['row_number']}")
                about_household = CHECKS[row["check_id"]].identity is Identity.HOUSEHOLD
                if row["household_no"] and (about_household or not row["person_id_no"]):
                    yield from self._household(row["household_no"])
                elif row["person_id_no"]:
                    yield from self._person(row["person_id_no"])

    def _check(self, row: Mapping[str, object]) -> Section:
        right = precision_by_check(self.rows.tables.get(PRECISION.name, PRECISION.empty()))
        return check_section(row, right.get(str(row["check_id"]), Precision()))

    def _gaps(self, whose: pl.Expr) -> Section:
        return gap_section(self.rows.published(COVERAGE_GAPS, whose))

    def _line(self, key: str) -> Iterator[Section]:
        file, _, number = key.rpartition(":")
        if not re.fullmatch(_ROW_NUMBER, number):
            return
        place = "file = ? AND row_number = ?"
        for source in self.rows.numbers:
            yield from self.rows.at(source, place, [file, int(number)])
            yield from self.rows.refused(source, place, [file, int(number)])

    def _person(self, key: str) -> Iterator[Section]:
        number = "".join(normalize("NFKC", key).split()).upper()
        rows = self.rows.accepted(REGISTRY, "upper(id_no) = ? OR upper(former_id_no) = ?", [number, number])
        if rows.is_empty():
            yield from self._as_written(number)
            return
        told = self._clues(pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        yield from self._subject(str(rows["name"][0] or NAMELESS), told)
        yield row_section(EXTRACTS[REGISTRY], rows)
        yield self.rows.corrected(REGISTRY, rows)
        for source, extract in EXTRACTS.items():
            if source in self.rows.numbers:
                for subject in extract.subjects:
                    yield from self.rows.linked_to(extract, subject, rows["ordinal"].to_list())
        yield self._in_review(rows["id_no"].to_list())
        yield from self._refused({*rows["id_no"], *rows["former_id_no"].drop_nulls()})
        yield from self._said_of(pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        yield self._gaps(pl.col("key").is_in(rows["id_no"].to_list()))

    def _in_review(self, numbers: list[str]) -> Section:
        """Where rows lie that may be theirs; what stands in them is perhaps somebody else's, and not told."""
        may = (pl.col("outcome") == Outcome.REVIEW.value) & pl.col("candidate_id_no").is_in(numbers)
        rows = self.rows.published(LINKS, may).select("source", "file", "row_number", "reason")
        return published_section("待人工复核的行,尚未认定是此人", rows, LINKS)

    def _as_written(self, number: str) -> Iterator[Section]:
        """Rows that bear a number which the registry does not hold."""
        for source, extract in EXTRACTS.items():
            for subject in extract.subjects:
                yield from self.rows.at(source, f'upper("{subject.id_no}") = ?', [number])
        yield from self._refused({number})

    def _refused(self, numbers: Collection[str]) -> Iterator[Section]:
        """Rows that nobody is linked to because they were refused, by the number that they bear."""
        for number in sorted(one for one in numbers if len(one) == ID_LENGTH):
            for extract in EXTRACTS.values():
                for subject in extract.subjects:
                    yield from self.rows.refused_of(extract, subject, number.upper())

    def _household(self, key: str) -> Iterator[Section]:
        key = key.partition(_OF_FIELD)[0]
        found = self.rows.published(HOUSEHOLDS, pl.col("household_no") == key)
        told = self._clues(pl.col("household_no") == key)
        if not (found.is_empty() and told.is_empty()):
            yield from self._subject(f"编号 {key} 的家庭", told)
        yield published_section("家庭经济状况", found, HOUSEHOLDS)
        if not found.is_empty():
            self.households.append(key)
        for source, extract in EXTRACTS.items():
            for column in KEY_COLUMNS:
                if any(one.name == column for one in extract.columns):
                    yield from self.rows.at(source, f'"{column}" = ?', [key])
                    yield from self.rows.refused(source, f'"{column}" = ?', [key])
        yield from self._compared()
        yield from self._said_of(pl.col("household_no") == key)
        yield self._gaps(pl.col("key").str.split(_OF_FIELD).list.first() == key)

    def _compared(self) -> Iterator[Section]:
        """Of those whom the rows of a clue's household name, the rows that it was compared with.

        What a clue of a household's economy rests on stands in its own tree, and holds nobody who did not consent.
        """
        if self.clue is None or Family.of(str(self.clue["check_id"])) is Family.ECONOMY:
            return
        people = self.rows.people()
        for source in str(self.clue["observed_source"] or "").split(","):
            if source in self.rows.numbers:
                for subject in EXTRACTS[source].subjects:
                    yield from self.rows.linked_to(EXTRACTS[source], subject, people)

    def _named(self, key: str) -> Iterator[Section]:
        """Whoever bears the name: the one there is, or a list of all from which to choose."""
        bare = re.sub(_BETWEEN, "", key)
        rows = self.rows.accepted(REGISTRY, f"regexp_replace(name, '{_BETWEEN}', '', 'g') = ?", [bare])
        if rows.height == 1:
            yield from self._person(rows["id_no"][0] or "")
            return
        bears = pl.col("name").str.replace_all(_BETWEEN, "") == bare
        clues = self._clues(bears & ~pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        entries = [self._bearer(row) for row in rows.iter_rows(named=True)]
        entries += [bearer(row, [row["finding_id"]]) for row in clues.iter_rows(named=True)]
        ordered = sorted(entries, key=lambda entry: CLUES not in entry)
        title = f"姓名为 {key} 的有 {len(entries)} 处,请用线索编号、户编号或 文件:行号 再查"
        yield Section(Value(title), tuple(ordered))

    def _bearer(self, row: Mapping[str, object]) -> dict[str, Value]:
        clues = self._clues(pl.col("person_id_no") == pl.lit(row["id_no"]))
        households = "、".join(clues["household_no"].drop_nulls().unique(maintain_order=True)) or None
        return bearer({**row, "household_no": households, "person_id_no": row["id_no"]}, clues["finding_id"].to_list())

    def _subject(self, who: str, clues: pl.DataFrame) -> Iterator[Section]:
        if self.clue is None:  # a clue has said it in its own sentence
            yield subject_sentence(who, clues, self._known)

    def _clues(self, whom: pl.Expr) -> pl.DataFrame:
        columns = [
            "finding_id",
            "check_id",
            "name",
            "person_id_no",
            "household_no",
            "town",
            "village",
            "file",
            "row_number",
        ]
        return pl.concat([self.rows.published(table, whom).select(columns) for table in FINDINGS])

    def _said(self, title: str, rows: pl.DataFrame, table: Table) -> Section:
        return published_section(title, rows, table, self._known)

    def _said_of(self, whom: pl.Expr) -> Iterator[Section]:
        """The clues about them; beside the one that is explained, the others."""
        known = None if self.clue is None else self.clue["finding_id"]
        for table in FINDINGS:
            others = self.rows.published(table, whom & pl.col("finding_id").ne_missing(pl.lit(known)))
            yield self._said(table.title if known is None else f"其他{table.title}", others, table)


def _household_numbers(tables: Mapping[str, pl.DataFrame]) -> frozenset[str]:
    """Household numbers, which may be read inside the bureau: they say which other household is meant."""
    published = (tables[table.name]["household_no"] for table in (HOUSEHOLDS, *FINDINGS) if table.name in tables)
    return frozenset(number for numbers in published for number in numbers.drop_nulls().unique())
