"""The rows of a publication's extracts as the warehouse holds them, with what linkage and corrections say of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import polars as pl

from pipelines.explaining.sections import entry, labels_of, published_section, row_section, section
from pipelines.warehouse import Warehouse
from pipelines.warehouse.linkages import owner_of
from pipelines.warehouse.selections import Selection
from pipelines.warehouse.tables import accepted_table, link_table, refused_table
from reports.explanation import Section
from reports.words import column_headers, in_chinese
from schemas.extract import PLACE, Extract, Subject
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.output import Table
from schemas.outputs.corrections import CORRECTIONS
from schemas.outputs.links import LINKS
from schemas.outputs.quarantine import QUARANTINE

_LINK_COLUMNS = ("outcome", "reason", "grade", "weight", "margin", "why_not")
_PLACE = list(PLACE)


class Rows:
    """Finds rows, each once.

    Attributes:
        numbers: source -> number of its extract.
        tables: the publication's tables.
        found: source -> positions of the rows that were found.
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
        self.numbers = selection.numbers
        self._linkage = linkage
        self.tables = tables
        self.found: dict[str, list[int]] = defaultdict(list)

    def at(self, source: str, where: str, values: list[object]) -> Iterator[Section]:
        """Accepted rows of a source, each with what the linkage says of it."""
        if source in self.numbers:
            found = self.accepted(source, where, values)
            rows = found.filter(~pl.col("ordinal").is_in(self.found[source]))  # each row once, however it was found
            yield row_section(EXTRACTS[source], rows)
            yield self.corrected(source, rows)
            self.found[source] += rows["ordinal"].to_list()
            for subject in EXTRACTS[source].subjects:
                yield self._links(source, subject, rows["ordinal"].to_list())

    def linked_to(self, extract: Extract, subject: Subject, persons: list[int]) -> Iterator[Section]:
        """Rows of a source of which this subject is one of the persons, positions in the registry."""
        if self._linkage is not None:
            column = f"{subject.prefix}person"
            found = self._warehouse.query(
                f'SELECT ordinal FROM "{link_table(extract.source)}" WHERE owner = ? AND list_contains(?, "{column}")',
                [owner_of(self._warehouse, self._linkage, extract.source), persons],
            )
            yield from self.at(extract.source, "list_contains(?, ordinal)", [found["ordinal"].to_list()])

    def refused(self, source: str, where: str, values: list[object]) -> Iterator[Section]:
        """Rows of a source that were refused whole, what the bureau has mended of them, and what was wrong."""
        if source not in self.numbers:
            return
        extract = EXTRACTS[source]
        rows = self._warehouse.query(
            f'SELECT * FROM "{refused_table(source)}" WHERE owner = ? AND ({where}) ORDER BY file, row_number',
            [self.numbers[source], *values],
        )
        yield section(f"{extract.title} 退回的行", tuple(entry(row, labels_of(extract)) for row in rows.to_dicts()))
        for title, table in ((f"{extract.title} 本单位更正", CORRECTIONS), (f"{extract.title} 退回的值", QUARANTINE)):
            told = self.published(table, pl.col("source") == source).join(_places(rows), on=_PLACE, how="semi")
            yield published_section(title, told.with_columns(column_headers()), table)

    def refused_of(self, extract: Extract, subject: Subject, number: str) -> Iterator[Section]:
        """Refused rows of which this subject bears a resident id: with 18 or 15 digits, or in a disability number."""
        columns = [one for one in (subject.id_no, subject.certificate) if one]
        where = [f'starts_with(upper("{one}"), ?)' for one in columns] + [f'upper("{subject.id_no}") = ?']
        numbers = [*[number] * len(columns), number[:6] + number[8:17]]
        yield from self.refused(extract.source, " OR ".join(where), list[object](numbers))

    def people(self) -> list[int]:
        """Whom the rows found so far are linked to."""
        if self._linkage is None:
            return []
        linked = [
            self._warehouse.query(
                f'SELECT "{subject.prefix}person" AS person FROM "{link_table(source)}" '
                f'WHERE owner = ? AND list_contains(?, ordinal) AND "{subject.prefix}person" IS NOT NULL',
                [owner_of(self._warehouse, self._linkage, source), ordinals],
            )["person"]
            for source, ordinals in self.found.items()
            for subject in EXTRACTS[source].subjects
        ]
        return pl.concat(linked).unique(maintain_order=True).to_list() if linked else []

    def accepted(self, source: str, where: str, values: list[object]) -> pl.DataFrame:
        """Accepted rows of a source that was read, in their order, with owner and ordinal."""
        return self._warehouse.query(
            f'SELECT * FROM "{accepted_table(source)}" WHERE owner = ? AND ({where}) ORDER BY ordinal',
            [self.numbers[source], *values],
        )

    def corrected(self, source: str, rows: pl.DataFrame) -> Section:
        """What the bureau has mended of rows: what their supplier wrote stands beside what was used."""
        extract = EXTRACTS[source]
        mended = self.published(CORRECTIONS, pl.col("source") == source)
        own = mended.join(_places(rows), on=_PLACE, how="semi")
        if extract.household_block and mended.height and rows.height:  # what stands once in a block is everybody's
            where = f'list_contains(?, "{extract.household_block}")'
            household = self.accepted(source, where, [rows[extract.household_block].unique().to_list()])
            shared = mended.filter(pl.col("column").is_in([one.name for one in extract.columns if one.block]))
            own = pl.concat([own, shared.join(_places(household), on=_PLACE, how="semi")]).unique(maintain_order=True)
        return published_section(f"{extract.title} 本单位更正", own.with_columns(column_headers()), CORRECTIONS)

    def _links(self, source: str, subject: Subject, ordinals: list[int]) -> Section:
        if self._linkage is None or not ordinals:
            return section("")
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
                self.numbers[source],
                self.numbers[REGISTRY],
                owner_of(self._warehouse, self._linkage, source),
                ordinals,
            ],
        )
        labels = {"file": "文件", "row_number": "行号", **{name: LINKS.labels[name] for name in _LINK_COLUMNS}}
        labels |= {"registry_name": "户籍姓名(或候选人)", "registry_id_no": "户籍证件号码"}
        entries = tuple(entry(row, labels) for row in in_chinese(found, LINKS).iter_rows(named=True))
        return section(f"{EXTRACTS[source].title} 人员关联", entries)

    def published(self, table: Table, rows: pl.Expr) -> pl.DataFrame:
        """Rows of a published table; none where the publication has no such table."""
        return self.tables.get(table.name, table.empty()).filter(rows)


def _places(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("file", pl.col("row_number").cast(pl.Int64)).unique()
