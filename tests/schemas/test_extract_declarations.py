import re

import pytest

from schemas.column import Column, Kind, normalise_header
from schemas.extract import Extract
from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS
from tests.schemas.agreed_columns import AGREED, AGREED_WORDS, HOUSEHOLD_COLUMNS

# Which names hold what: the agreed rule, the first that fits counts.
_KIND_OF_NAME = (
    (r".*_month", Kind.MONTH),
    (r".*_on|.*_date|.*_until|period_.*|data_as_of", Kind.DATE),
    (r"amount|total|.*_benefit|.*_income.*|.*_fee|.*_cost|monthly_amount|extra_amount", Kind.MONEY),
    (r"area", Kind.DECIMAL),
    (r"covered_persons|household_size|review_year|out_year", Kind.INTEGER),
)
_TEXT_KINDS = {Kind.TEXT, Kind.IDENTIFIER, Kind.RESIDENT_ID}


def _agreed(source: str) -> list[tuple[str, str, bool, bool]]:
    text = next(columns for names, columns in AGREED.items() if names.split()[0] == source)
    found = re.findall(r"([^\s,]+) ([a-z_]+)(\*?)(\+?)", text)
    return [(header, name, bool(required), bool(filled)) for header, name, required, filled in found]


def test_the_sixteen_sources_and_their_file_names() -> None:
    names = {tuple(pair.split()) for pair in AGREED}
    assert {(extract.source, extract.title) for extract in EXTRACTS.values()} == names
    assert {name: EXTRACT_OF_NAME[name].source for name in ("低保花名册", "低保在册", "low_income")} == dict.fromkeys(
        ("低保花名册", "低保在册", "low_income"), "low_income"
    )
    assert len(EXTRACT_OF_NAME) == 2 * 16 + 1


@pytest.mark.parametrize("source", EXTRACTS)
def test_columns_are_those_agreed(source: str) -> None:
    declared = [(column.name, column.required, column.filled) for column in EXTRACTS[source].columns]
    assert declared == [(name, required, filled) for _, name, required, filled in _agreed(source)]


@pytest.mark.parametrize("source", EXTRACTS)
def test_agreed_headers_are_understood(source: str) -> None:
    understood = {
        name: normalise_header(header) in EXTRACTS[source][name].headers for header, name, *_ in _agreed(source)
    }
    assert all(understood.values()), understood


@pytest.mark.parametrize("source", EXTRACTS)
def test_kinds_follow_from_names(source: str) -> None:
    for column in EXTRACTS[source].columns:
        expected = next((kind for form, kind in _KIND_OF_NAME if re.fullmatch(form, column.name)), None)
        if expected:
            assert column.kind is expected, column.name
        elif column.codes is None:
            assert column.kind in _TEXT_KINDS, column.name


@pytest.mark.parametrize("source", EXTRACTS)
def test_coded_columns_are_those_whose_words_are_listed(source: str) -> None:
    coded = {column.name: " ".join(column.codes.words) for column in EXTRACTS[source].columns if column.codes}
    assert coded == {
        column.name: words for column in EXTRACTS[source].columns if (words := _words(EXTRACTS[source], column))
    }


def _words(extract: Extract, column: Column) -> str | None:
    return AGREED_WORDS.get(f"{extract.source}.{column.name}", AGREED_WORDS.get(column.name))


def test_household_columns_of_low_income() -> None:
    agreed = re.findall(r"[^\s,]+", HOUSEHOLD_COLUMNS)
    assert [column.header for column in EXTRACTS["low_income"].columns if column.block] == agreed
    assert [source for source, extract in EXTRACTS.items() if extract.household_block] == ["low_income"]
    assert EXTRACTS["low_income"]["extra_benefit"].default == 0


def test_who_is_linked_and_which_rolls_are_rosters() -> None:
    nobody = {source for source, extract in EXTRACTS.items() if not extract.subjects}
    assert nobody == {"civil_registry", "assistance_measures"}
    assert [subject.role for subject in EXTRACTS["marriages"].subjects] == ["husband", "wife"]
    assert {source for source, extract in EXTRACTS.items() if extract.roster} == {
        "low_income",
        "low_income_payments",
        "extreme_poverty",
        "orphans",
        "poverty_register",
        "disability",
        "disability_allowances",
        "applications",
        "reviews",
        "dossiers",
    }


@pytest.mark.parametrize("source", EXTRACTS)
def test_subjects_name_columns_that_are_declared(source: str) -> None:
    for subject in EXTRACTS[source].subjects:
        named = (
            subject.name,
            subject.id_no,
            subject.certificate,
            subject.birth_date,
            subject.sex,
            subject.relation,
            subject.household,
            subject.town,
            subject.village,
            subject.head_name,
            subject.head_id,
            subject.spouse_name,
            subject.spouse_id,
        )
        assert {name for name in named if name} <= {column.name for column in EXTRACTS[source].columns}
