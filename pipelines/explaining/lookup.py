"""Everything that is known of a clue, a person, a household or a line: rows as written, links, findings, gaps."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.explaining.plain import clue_sentence, subject_sentence, told_apart
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import Selection
from pipelines.warehouse.linkages import owner_of
from pipelines.warehouse.tables import accepted_table, link_table, refused_table
from policies.checks import CHECKS
from policies.checks.declaration import Identity
from reports.explanation import Section, Value
from reports.precision import Precision, precision_by_check
from reports.words import column_headers, in_chinese
from schemas.column import Column, Kind
from schemas.extract import Extract, Subject
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.leaving import TextKind
from schemas.masking import mask_numbers
from schemas.month import month_text
from schemas.output import Table
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import FINDINGS
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.outputs.precision import PRECISION
from schemas.outputs.quarantine import QUARANTINE
from schemas.shared import BIRTH_DATE
from schemas.terms import Family

_HOUSEHOLD_COLUMNS = ("household_no", "application_no")
_PLAIN = frozenset({*_HOUSEHOLD_COLUMNS, "person_no", "finding_id", "file", "row_number", "key"})
_LINK_COLUMNS = ("outcome", "reason", "grade", "weight", "margin", "why_not")
_ROW_NUMBER = "[0-9]{1,9}"
_SIDES = ("declared", "observed")
_PLACE = ["file", "row_number"]
_CLUES = "线索编号"


class Lookup:
    """Looks things up in the warehouse and in one publication.

    Attributes:
        rows: source -> positions of the rows that were found; whoever asks may want to know why they are linked so.
        households: household and application numbers that were found.
        clue: the finding that was asked for; None where something else was.
    """

    def __init__(
        self, warehouse: Warehouse, selection: Selection, linkage: int | None, tables: Mapping[str, pl.DataFrame]
    ) -> None:
        """Takes what there is.

        Args:
            warehouse: open for reading.
            selection: the extracts of the publication.
            linkage: number of their linkage.
            tables: the publication's tables.
        """
        self._warehouse = warehouse
        self._numbers = selection.numbers
        self._linkage = linkage
        self._tables = tables
        self.rows: dict[str, list[int]] = defaultdict(list)
        self.households: list[str] = []
        self.clue: Mapping[str, object] | None = None
        self._known = _household_numbers(tables)

    def explain(self, key: str) -> list[Section]:
        """All sections of what `key` names: a finding, an id, a household or application, `file:row`, or a name."""
        for search in (self._finding, self._line, self._person, self._household, self._named):
            sections = [section for section in search(key) if not section.is_empty]
            if sections:
                return sections
        return []

    def _finding(self, key: str) -> Iterator[Section]:
        for table in FINDINGS:
            found = self._published(table, pl.col("finding_id") == key)
            for row in found.iter_rows(named=True):
                self.clue = row
                yield clue_sentence(in_chinese(found, table).row(0, named=True), self._known)
                yield self._said("线索", found, table)
                yield self._check(row)
                if row["file"] and row["row_number"]:
                    yield from self._line(f"{row['file']}:{row['row_number']}")
                about_household = CHECKS[row["check_id"]].identity is Identity.HOUSEHOLD
                if row["household_no"] and (about_household or not row["person_id_no"]):
                    yield from self._household(row["household_no"])
                elif row["person_id_no"]:
                    yield from self._person(row["person_id_no"])

    def _check(self, row: Mapping[str, object]) -> Section:
        right = precision_by_check(self._tables.get(PRECISION.name, PRECISION.empty()))
        return _check_section(row, right.get(str(row["check_id"]), Precision()))

    def _line(self, key: str) -> Iterator[Section]:
        file, _, number = key.rpartition(":")
        if not re.fullmatch(_ROW_NUMBER, number):
            return
        place = "file = ? AND row_number = ?"
        for source in self._numbers:
            yield from self._rows(source, place, [file, int(number)])
            yield self._refused(source, place, [file, int(number)])
        yield self._mended_but_refused(file, int(number))
        quarantined = (pl.col("file") == file) & (pl.col("row_number") == int(number))
        yield _published_section("退回的值", self._published(QUARANTINE, quarantined), QUARANTINE)

    def _person(self, key: str) -> Iterator[Section]:
        number = key.upper()
        rows = self._accepted(REGISTRY, "upper(id_no) = ? OR upper(former_id_no) = ?", [number, number])
        if rows.is_empty():
            yield from self._as_written(number)
            return
        told = self._clues(pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        yield from self._subject(str(rows["name"][0] or "(未填姓名)"), told)
        yield _row_section(EXTRACTS[REGISTRY], rows)
        yield self._corrected(REGISTRY, rows)
        for source, extract in EXTRACTS.items():
            if source in self._numbers:
                for subject in extract.subjects:
                    yield from self._linked_to(extract, subject, rows["ordinal"].to_list())
        yield from self._said_of(pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        gaps = self._published(COVERAGE_GAPS, pl.col("key").is_in(rows["id_no"].to_list()))
        yield _published_section("未达标", gaps, COVERAGE_GAPS)

    def _as_written(self, number: str) -> Iterator[Section]:
        """Rows that bear a number which the registry does not hold."""
        for source, extract in EXTRACTS.items():
            for subject in extract.subjects:
                yield from self._rows(source, f'upper("{subject.id_no}") = ?', [number])

    def _household(self, key: str) -> Iterator[Section]:
        found = self._published(HOUSEHOLDS, pl.col("household_no") == key)
        told = self._clues(pl.col("household_no") == key)
        if not (found.is_empty() and told.is_empty()):
            yield from self._subject(f"编号 {key} 的家庭", told)
        yield _published_section("家庭经济状况", found, HOUSEHOLDS)
        if not found.is_empty():
            self.households.append(key)
        for source, extract in EXTRACTS.items():
            for column in _HOUSEHOLD_COLUMNS:
                if any(one.name == column for one in extract.columns):
                    yield from self._rows(source, f'"{column}" = ?', [key])
        yield from self._compared()
        yield from self._said_of(pl.col("household_no") == key)
        gaps = self._published(COVERAGE_GAPS, pl.col("key").str.split("|").list.first() == key)
        yield _published_section("未达标", gaps, COVERAGE_GAPS)

    def _compared(self) -> Iterator[Section]:
        """Of those whom the rows of a clue's household name, the rows that it was compared with.

        What a clue of a household's economy rests on stands in its own tree, and holds nobody who did not consent.
        """
        if self.clue is None or Family.of(str(self.clue["check_id"])) is Family.ECONOMY:
            return
        people = self._people()
        for source in str(self.clue["observed_source"] or "").split(","):
            if source in self._numbers:
                for subject in EXTRACTS[source].subjects:
                    yield from self._linked_to(EXTRACTS[source], subject, people)

    def _people(self) -> list[int]:
        """Whom the rows found so far are linked to."""
        if self._linkage is None:
            return []
        linked = [
            self._warehouse.query(
                f'SELECT "{subject.prefix}person" AS person FROM "{link_table(source)}" '
                f'WHERE owner = ? AND list_contains(?, ordinal) AND "{subject.prefix}person" IS NOT NULL',
                [owner_of(self._warehouse, self._linkage, source), ordinals],
            )["person"]
            for source, ordinals in self.rows.items()
            for subject in EXTRACTS[source].subjects
        ]
        return pl.concat(linked).unique(maintain_order=True).to_list() if linked else []

    def _named(self, key: str) -> Iterator[Section]:
        """Whoever bears the name: the one there is, or a list of all from which to choose."""
        rows = self._accepted(REGISTRY, "name = ?", [key])
        if rows.height == 1:
            yield from self._person(rows["id_no"][0] or "")
            return
        clues = self._clues((pl.col("name") == key) & ~pl.col("person_id_no").is_in(rows["id_no"].to_list()))
        entries = [self._bearer(row) for row in rows.iter_rows(named=True)]
        entries += [_bearer(row, [row["finding_id"]]) for row in clues.iter_rows(named=True)]
        ordered = sorted(entries, key=lambda entry: _CLUES not in entry)
        title = f"姓名为 {key} 的有 {len(entries)} 处,请用线索编号、户编号或 文件:行号 再查"
        yield Section(Value(title), tuple(ordered))

    def _bearer(self, row: Mapping[str, object]) -> dict[str, Value]:
        clues = self._clues(pl.col("person_id_no") == pl.lit(row["id_no"]))
        return _bearer({**row, "household_no": None, "person_id_no": row["id_no"]}, clues["finding_id"].to_list())

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
        return pl.concat([self._published(table, whom).select(columns) for table in FINDINGS])

    def _said(self, title: str, rows: pl.DataFrame, table: Table) -> Section:
        return _published_section(title, rows, table, self._known)

    def _said_of(self, whom: pl.Expr) -> Iterator[Section]:
        """The clues about them; beside the one that is explained, the others."""
        known = None if self.clue is None else self.clue["finding_id"]
        for table in FINDINGS:
            others = self._published(table, whom & pl.col("finding_id").ne_missing(pl.lit(known)))
            yield self._said(table.title if known is None else f"其他{table.title}", others, table)

    def _published(self, table: Table, rows: pl.Expr) -> pl.DataFrame:
        return self._tables.get(table.name, table.empty()).filter(rows)

    def _rows(self, source: str, where: str, values: list[object]) -> Iterator[Section]:
        """Accepted rows of a source, each with what the linkage says of it."""
        if source in self._numbers:
            found = self._accepted(source, where, values)
            rows = found.filter(~pl.col("ordinal").is_in(self.rows[source]))  # each row once, however it was found
            yield _row_section(EXTRACTS[source], rows)
            yield self._corrected(source, rows)
            self.rows[source] += rows["ordinal"].to_list()
            for subject in EXTRACTS[source].subjects:
                yield self._links(source, subject, rows["ordinal"].to_list())

    def _corrected(self, source: str, rows: pl.DataFrame) -> Section:
        """What the bureau has mended of rows: what their supplier wrote stands beside what was used."""
        extract = EXTRACTS[source]
        mended = self._published(CORRECTIONS, pl.col("source") == source)
        own = mended.join(_places(rows), on=_PLACE, how="semi")
        if extract.household_block and mended.height and rows.height:  # what stands once in a block is everybody's
            where = f'list_contains(?, "{extract.household_block}")'
            household = self._accepted(source, where, [rows[extract.household_block].unique().to_list()])
            shared = mended.filter(pl.col("column").is_in([one.name for one in extract.columns if one.block]))
            own = pl.concat([own, shared.join(_places(household), on=_PLACE, how="semi")]).unique(maintain_order=True)
        return _published_section(f"{extract.title} 本单位更正", own.with_columns(column_headers()), CORRECTIONS)

    def _mended_but_refused(self, file: str, row_number: int) -> Section:
        """What the bureau has mended of a row that is refused all the same."""
        at = (pl.col("file") == file) & (pl.col("row_number") == row_number)
        refused = self._published(QUARANTINE, at)
        found = self._published(CORRECTIONS, at) if refused.height else CORRECTIONS.empty()
        return _published_section("本单位更正", found.with_columns(column_headers()), CORRECTIONS)

    def _linked_to(self, extract: Extract, subject: Subject, persons: list[int]) -> Iterator[Section]:
        if self._linkage is not None:
            column = f"{subject.prefix}person"
            found = self._warehouse.query(
                f'SELECT ordinal FROM "{link_table(extract.source)}" WHERE owner = ? AND list_contains(?, "{column}")',
                [owner_of(self._warehouse, self._linkage, extract.source), persons],
            )
            yield from self._rows(extract.source, "list_contains(?, ordinal)", [found["ordinal"].to_list()])

    def _accepted(self, source: str, where: str, values: list[object]) -> pl.DataFrame:
        return self._warehouse.query(
            f'SELECT * FROM "{accepted_table(source)}" WHERE owner = ? AND ({where}) ORDER BY ordinal',
            [self._numbers[source], *values],
        )

    def _refused(self, source: str, where: str, values: list[object]) -> Section:
        extract = EXTRACTS[source]
        rows = self._warehouse.query(
            f'SELECT * FROM "{refused_table(source)}" WHERE owner = ? AND {where}', [self._numbers[source], *values]
        )
        labels = {column.name: column.header for column in extract.columns}
        return _section(f"{extract.title} 退回的行", tuple(_entry(row, labels) for row in rows.iter_rows(named=True)))

    def _links(self, source: str, subject: Subject, ordinals: list[int]) -> Section:
        if self._linkage is None or not ordinals:
            return _section("")
        columns = ", ".join(f'link."{subject.prefix}{name}" AS "{name}"' for name in _LINK_COLUMNS)
        found = self._warehouse.query(
            f"SELECT accepted.file, accepted.row_number, {columns}, person.name AS registry_name, "
            f'person.id_no AS registry_id_no FROM "{link_table(source)}" link '
            f'JOIN "{accepted_table(source)}" accepted ON accepted.owner = ? AND accepted.ordinal = link.ordinal '
            f'LEFT JOIN "{accepted_table(REGISTRY)}" person '
            f"ON person.owner = ? AND person.ordinal = "
            f'coalesce(link."{subject.prefix}person", link."{subject.prefix}candidate") '
            f"WHERE link.owner = ? AND list_contains(?, link.ordinal) ORDER BY link.ordinal",
            [
                self._numbers[source],
                self._numbers[REGISTRY],
                owner_of(self._warehouse, self._linkage, source),
                ordinals,
            ],
        )
        labels = {"file": "文件", "row_number": "行号", **{name: LINKS.labels[name] for name in _LINK_COLUMNS}}
        labels |= {"registry_name": "户籍姓名(或候选人)", "registry_id_no": "户籍证件号码"}
        entries = tuple(_entry(row, labels) for row in in_chinese(found, LINKS).iter_rows(named=True))
        return _section(f"{EXTRACTS[source].title} 人员关联", entries)


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("file", pl.col("row_number").cast(pl.Int64)).unique()


def _row_section(extract: Extract, rows: pl.DataFrame) -> Section:
    shown = rows.select("file", "row_number", *(_readable(column) for column in extract.columns))
    labels = {"file": "文件", "row_number": "行号"} | {column.name: column.header for column in extract.columns}
    return _section(extract.title, tuple(_entry(row, labels) for row in shown.iter_rows(named=True)))


def _readable(column: Column) -> pl.Expr:
    """A field as people write it: months as YYYY-MM, money in yuan."""
    value = pl.col(column.field)
    if column.kind is Kind.MONTH:
        return month_text(value).alias(column.name)
    if column.kind is Kind.MONEY:
        return (value.cast(pl.Decimal(20, 2)) / 100).cast(pl.Decimal(20, 2)).alias(column.name)
    return value.alias(column.name)


def _published_section(
    title: str, rows: pl.DataFrame, table: Table, households: frozenset[str] = frozenset()
) -> Section:
    told = in_chinese(rows, table, {check_id: check.title for check_id, check in CHECKS.items()})
    return _section(title, tuple(_entry(row, table.labels, households) for row in told.iter_rows(named=True)))


def _household_numbers(tables: Mapping[str, pl.DataFrame]) -> frozenset[str]:
    """Household numbers, which may be read inside the bureau: they say which other household is meant."""
    published = (tables[table.name]["household_no"] for table in (HOUSEHOLDS, *FINDINGS) if table.name in tables)
    return frozenset(number for numbers in published for number in numbers.drop_nulls().unique())


def _bearer(row: Mapping[str, object], clues: list[str]) -> dict[str, Value]:
    """One of several who bear a name, with what tells them apart and leads on."""
    labels = {
        "name": "姓名",
        "person_id_no": "证件号码",
        "household_no": "户编号",
        "town": "乡镇街道",
        "village": "村居",
    }
    line = f"{row['file']}:{row['row_number']}" if row["file"] and row["row_number"] else ""
    leads = {_CLUES: "、".join(clues), "行": line}
    return _entry(row, labels) | {label: Value(text, plain=True) for label, text in leads.items() if text}


def _check_section(row: Mapping[str, object], right: Precision) -> Section:
    """What rule found the clue, how often it was right, where it is written, how old the data are that it rests on."""
    check = CHECKS[str(row["check_id"])]
    told = {"检查项": check.id, "名称": check.title, "依据": check.citation, "查准率": right.told}
    source, day = row["observed_source"], row["observed_as_of"]
    if source is not None:
        told["比对来源"] = "、".join(EXTRACTS[one].title for one in str(source).split(",") if one in EXTRACTS)
        told["比对数据截止日"] = str(day or "未知")
    return _section("检查规则", ({label: Value(text, plain=True) for label, text in told.items()},))


def _section(title: str, entries: tuple[dict[str, Value], ...] = ()) -> Section:
    return Section(Value(title, plain=True), entries)


def _entry(
    row: Mapping[str, object], labels: Mapping[str, str], households: frozenset[str] = frozenset()
) -> dict[str, Value]:
    """Label -> value of what is filled; what may be somebody's number is for whoever shows it to hide."""
    return {
        label: Value(_said(row[name]), name in _PLAIN, _tells_birth(name, row), _told(name, row, households))
        for name, label in labels.items()
        if row.get(name) is not None
    }


def _told(name: str, row: Mapping[str, object], households: frozenset[str]) -> str:
    """What a text of a finding shows where numbers are hidden: another household's number, and where two differ."""
    if name not in _SIDES or "check_id" not in row or _tells_birth(name, row):
        return ""
    if CHECKS[str(row["check_id"])].texts.are_two_numbers and row["declared"] and row["observed"]:
        return str(told_apart(row["declared"], row["observed"])[_SIDES.index(name)])
    return mask_numbers(str(row[name]), households)


def _tells_birth(name: str, row: Mapping[str, object]) -> bool:
    """Whether a field is a birth date: of a row, a refused value of one, or what a check says of birth dates."""
    if name in ("value", "before", "after") and "column" in row:
        return row.get("column") in (BIRTH_DATE.name, BIRTH_DATE.header)
    if name in _SIDES and "check_id" in row:
        return getattr(CHECKS[str(row["check_id"])].texts, name).kind is TextKind.BIRTH
    return name == BIRTH_DATE.name


def _said(value: object) -> str:
    """A value as people read it: weights to one place."""
    return f"{value:.1f}" if isinstance(value, float) else str(value)
