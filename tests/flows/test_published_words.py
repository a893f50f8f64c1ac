"""A whole night publishes declared words only, in every column whose field names words, and no label of its own."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from reports.words import in_chinese
from schemas.extracts import EXTRACTS
from schemas.output import Field, Table
from schemas.outputs import OUTPUTS
from schemas.terms import VOCABULARIES, Grade
from schemas.words import SOURCE_TITLES
from tests.pipelines.small_district import AS_OF

TITLES = {check_id: check.title for check_id, check in CHECKS.items()}
WORDS = {word.value for vocabulary in VOCABULARIES for word in vocabulary} | set(SOURCE_TITLES)
TABLES = {name: table for name, table in OUTPUTS.items() if not table.optional}
COLUMNS = [
    pytest.param(table, field, id=f"{table.name}.{field.name}")
    for table in TABLES.values()
    for field in table.fields
    if field.dtype == pl.String() and field.name != "column" and not field.in_parts
]


def published(night: Workspace, table: Table) -> pl.DataFrame:
    return pl.read_parquet(night.publication(AS_OF) / f"{table.name}.parquet")


@pytest.mark.parametrize(("table", "field"), COLUMNS)
def test_a_text_column_holds_the_words_of_its_field_or_none(standing: Workspace, table: Table, field: Field) -> None:
    texts = published(standing, table)[field.name].drop_nulls().unique().sort().to_list()
    if field.words:
        assert [text for text in texts if field.words.said(text, TITLES) is None] == []
    else:
        assert WORDS.isdisjoint(texts)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_nobody_reads_a_word_in_english(standing: Workspace, table: Table) -> None:
    read = in_chinese(published(standing, table), table, TITLES)
    letters = {grade.value for grade in Grade}
    for name in (field.name for field in table.fields if field.words and not field.in_parts):
        assert (set(read[name].drop_nulls()) & WORDS) - letters == set(), name


def test_refused_columns_are_those_of_their_extract(standing: Workspace) -> None:
    named = published(standing, OUTPUTS["quarantine"]).select("source", "column").unique()
    declared = {source: {column.name for column in extract.columns} for source, extract in EXTRACTS.items()}
    assert [(source, column) for source, column in named.iter_rows() if column not in declared[source]] == []


def test_check_ids_are_those_of_the_checks(standing: Workspace) -> None:
    for name in ("mismatch", "mutual_inclusion"):
        assert set(published(standing, OUTPUTS[name])["check_id"]) <= CHECKS.keys()
