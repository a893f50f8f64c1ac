"""Whole districts, usual and dirty: for every mention the explanation gives the night's decision and its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from data.district import DEFAULT_DATE, new_district
from matchers.explain import Explanation, explain
from matchers.linkage import link_extracts
from matchers.rules import lacks
from matchers.settle import refusals
from matchers.words import Obstacle
from pipelines.ingest.landing import scan
from pipelines.ingest.read import read_extract
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from schemas.terms import Outcome, WhyNot
from tests.matchers.village import MODEL

PEOPLE = 1_500
DECIDED = ("outcome", "grade", "why_not", PERSON)
KEY = ["source", "file", "row_number", "role"]
WORDS_OF: dict[str, set[str]] = {
    **{str(one.why_not): {str(one.obstacle)} for one in refusals(MODEL, pl.col("ahead")) if one.obstacle},
    WhyNot.NAME_ONLY: {str(rule.word) for rule in lacks()},
    WhyNot.PERSON_TAKEN: {Obstacle.TAKEN},
    WhyNot.NO_CANDIDATE: set(Obstacle),  # who is shown all the same was not thought of: any word will do
}


MENTIONS = 400
"""Of a piece: the district has thousands."""


@dataclass(frozen=True, eq=False)
class Told:
    """The same rows as the night decided them, in pieces, and as they are explained, all at once."""

    night: pl.DataFrame
    explanation: Explanation


@pytest.fixture(scope="module", params=[1.0, 6.0], ids=["usual", "dirty"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder: Path = tmp_path_factory.mktemp("district")
    new_district(folder, PEOPLE, 11, DEFAULT_DATE, request.param)
    chosen = scan(folder / "landing").as_of(DEFAULT_DATE)
    rows = {source: read_extract(landed[0].parts).split.accepted for source, landed in chosen.items()}
    persons = rows[REGISTRY].with_row_index(PERSON)
    named = {source: frame for source, frame in rows.items() if source != REGISTRY and EXTRACTS[source].subjects}
    night = pl.concat(decided(link_extracts(persons, rows, MODEL, DEFAULT_DATE.year, mentions=MENTIONS)))
    return Told(night, explain(named, named, persons, MODEL, DEFAULT_DATE.year))


def decided(linked: Mapping[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    for source, frame in linked.items():
        for subject in EXTRACTS[source].subjects:
            role = subject.role
            yield frame.select(
                pl.lit(source).alias("source"),
                *("file", "row_number"),
                pl.lit(role, pl.String).alias("role"),
                *(pl.col(f"{role}_{name}" if role else name).alias(name) for name in DECIDED),
            )


def test_every_mention_is_explained_as_it_was_decided(told: Told) -> None:
    mentions = told.explanation.mentions.select(*KEY, *DECIDED)
    assert mentions.height == told.night.height > 1_000
    assert mentions.sort(KEY).equals(told.night.select(mentions.columns).sort(KEY))


def test_the_first_candidate_bears_the_reason_of_the_night(told: Told) -> None:
    left = told.explanation.mentions.filter(pl.col("outcome") != Outcome.LINKED.value).unique("record")
    first = told.explanation.candidates.filter(pl.col("rank") == 1)
    both = left.select("record", "why_not").join(first, on="record")
    silent = [
        (why_not, words)
        for why_not, words in both.select("why_not", "obstacles").iter_rows()
        if WORDS_OF[why_not].isdisjoint(words)
    ]
    assert both.height > 10
    assert silent == []


def test_whoever_is_turned_away_is_told_by_which_rule(told: Told) -> None:
    refused = told.explanation.candidates.filter(pl.col("allowed").is_null())["obstacles"].to_list()
    assert all(words and Obstacle.RULES not in words for words in refused)
