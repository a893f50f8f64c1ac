"""A night on parts says what the night on the whole says: on random districts, made more entangled than any is."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.linkage import model_content
from matchers.linkage import link_extracts
from matchers.model import Model
from pipelines.ingest.choose import choose
from pipelines.ingest.read import read_extract
from pipelines.ingest.registry import numbered
from policies.checks import CHECKS
from policies.clue_ids import EARLIER, earlier_ids
from policies.clue_key import ClueKey
from policies.clues.doubt import unanswered
from policies.evidence import Evidence
from policies.groups.cut import cut
from policies.indicators import INDICATORS
from policies.run import Findings, run_checks
from policies.tally import Counted, count_objects, totalled
from policies.verification import Economy, household_economy
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.linked import PERSON
from tests.pipelines.small_district import AS_OF, PEOPLE
from tests.policies.district import PARAMETERS


def _read(landing: Path) -> Evidence:
    chosen = choose(landing, AS_OF)
    read = {feed.source: read_extract(extracts[0].parts) for feed, extracts in chosen.extracts.items()}
    persons = numbered(read[REGISTRY].split.accepted)
    rows = {source: one.split.accepted for source, one in read.items()}
    linked = link_extracts(persons, rows, Model.of(model_content()), AS_OF.year)
    return Evidence(
        as_of=AS_OF,
        parameters=PARAMETERS,
        persons=persons,
        rows=rows | linked,
        refused={source: one.split.refused for source, one in read.items()},
        cut_offs={source: one.cut_off for source, one in read.items()},
        ever_landed=frozenset(read),
        control_breaks=pl.concat([one.control for one in read.values()]),
        clue_key=ClueKey(b"key"),
    )


def _entangled(evidence: Evidence, dice: np.random.Generator) -> Evidence:
    """Some rows in review, unlinked, in other households; some refused; some numbers changed, shared or of somebody."""
    rows, refused = dict(evidence.rows), dict(evidence.refused)
    for source in (one for one in rows if EXTRACTS[one].subjects):
        rows[source] = _moved(_unlinked(rows[source], source, evidence.persons.height, dice), source, dice)
        taken = dice.random(rows[source].height) < 0.01
        refused[source] = pl.concat([refused[source], _as_text(rows[source].filter(pl.Series(taken)), refused[source])])
        rows[source] = rows[source].remove(pl.Series(taken))
    renamed = pl.when(pl.Series(dice.random(evidence.persons.height)) < 0.1)
    former = renamed.then(pl.format("旧{}", "id_no")).otherwise("former_id_no")
    renumbered = _borrowed(evidence.persons.with_columns(former_id_no=former), "former_id_no", 0.01, dice)
    persons = _borrowed(renumbered, "id_no", 0.002, dice)
    known = dict(zip(*(persons["id_no"].sample(8, seed=seed).to_list() for seed in (1, 2)), strict=True))
    registry = {REGISTRY: persons.drop(PERSON)}
    return replace(evidence, persons=persons, rows=rows | registry, refused=refused, clue_key=ClueKey(b"key", known))


def _unlinked(frame: pl.DataFrame, source: str, people: int, dice: np.random.Generator) -> pl.DataFrame:
    for subject in EXTRACTS[source].subjects:
        drawn = pl.Series(dice.random(frame.height))
        candidate = pl.Series(dice.integers(0, people, frame.height), dtype=pl.UInt32)
        person, outcome = (subject.prefix + column for column in (PERSON, "outcome"))
        loose = pl.when(drawn < 0.15)
        frame = frame.with_columns(
            loose.then(None).otherwise(person).alias(person),
            loose.then(pl.when(drawn < 0.01).then(pl.lit("review")).otherwise(pl.lit("unlinked")))
            .otherwise(outcome)
            .alias(outcome),
            pl.when(drawn < 0.01)
            .then(candidate)
            .when(drawn.is_between(0.03, 0.15))
            .then(None)
            .otherwise(f"{subject.prefix}candidate")
            .alias(f"{subject.prefix}candidate"),
        )
    return frame


def _moved(frame: pl.DataFrame, source: str, dice: np.random.Generator) -> pl.DataFrame:
    """Some rows bear the household, the account, or all that is written of another row."""
    for column in ("household_no", "application_no", "account_no", "certificate_no", "head_id_no"):
        if column in frame.columns:
            frame = _borrowed(frame, column, 0.01, dice)
    return frame if PERSON not in frame.columns else _written_alike(frame, dice)


def _written_alike(frame: pl.DataFrame, dice: np.random.Generator) -> pl.DataFrame:
    """Half of the rows that are linked to nobody write what another of them writes of somebody."""
    columns = [one for one in ("name", "id_no", "household_no", "person_no", "application_no") if one in frame.columns]
    loose = pl.Series(np.flatnonzero(frame[PERSON].is_null().to_numpy()))
    other = loose.gather(pl.Series(dice.permutation(loose.len())))
    some = pl.Series(dice.random(loose.len()) < 0.5)
    source = pl.int_range(frame.height, dtype=pl.Int64, eager=True).scatter(loose.filter(some), other.filter(some))
    return frame.with_columns(pl.col(column).gather(source) for column in columns)


def _borrowed(frame: pl.DataFrame, column: str, share: float, dice: np.random.Generator) -> pl.DataFrame:
    drawn, other = dice.random(frame.height) < share, dice.integers(0, max(frame.height, 1), frame.height)
    lent = pl.col("id_no") if column == "former_id_no" else pl.col(column)
    taken = lent.gather(pl.Series(other))
    return frame.with_columns(pl.when(pl.Series(drawn)).then(taken).otherwise(column).alias(column))


def _as_text(rows: pl.DataFrame, like: pl.DataFrame) -> pl.DataFrame:
    texts = [
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(dtype, strict=False).alias(column)
        for column, dtype in like.schema.items()
    ]
    return rows.select(texts)


@dataclass(frozen=True)
class Said:
    """What a night says of its evidence, or of a part of it."""

    findings: Findings
    counted: Counted
    economy: Economy
    earlier: pl.DataFrame
    unanswered: pl.Series


def _said(evidence: Evidence, findings: Findings, clues: pl.DataFrame) -> Said:
    tables = (findings.mismatch, findings.mutual_inclusion)
    return Said(
        findings,
        count_objects(evidence, INDICATORS.values()),
        household_economy(evidence),
        pl.concat([earlier_ids(evidence, table, CHECKS) for table in tables]),
        unanswered(evidence, clues, CHECKS),
    )


def _yesterday(findings: Findings) -> pl.DataFrame:
    """Clues that may be raised no more; a few persons were in another household then."""
    columns = ["finding_id", "check_id", "source", "observed_source", "household_no", "person_id_no"]
    columns += ["name", "town", "village"]
    clues = pl.concat([table.select(columns) for table in (findings.mismatch, findings.mutual_inclusion)])
    moved = pl.int_range(pl.len()) % 25 == 0
    other = pl.col("household_no").shuffle(seed=7).over("source")
    return clues.with_columns(pl.when(moved).then(other).otherwise("household_no").alias("household_no"))


@pytest.fixture(scope="module")
def read(district: Path) -> Evidence:
    return _read(district / "landing")


@pytest.fixture(scope="module", params=[(11, 3), (12, 5)], ids=["three", "five"])
def nights(request: pytest.FixtureRequest, read: Evidence) -> tuple[Said, list[Said]]:
    """What is said of a whole district, and of each of its parts."""
    seed, count = request.param
    evidence = _entangled(read, np.random.default_rng(seed))
    findings = run_checks(evidence)
    clues = _yesterday(findings)
    parts = list(cut(evidence, count, clues).parts())
    assert min(part.persons.height for part in parts) > PEOPLE / count / 3  # no group holds nearly everybody
    return _said(evidence, findings, clues), [_said(part, run_checks(part), clues) for part in parts]


def test_every_finding_is_the_same_on_parts(nights: tuple[Said, list[Said]]) -> None:
    whole, parts = nights
    order = ["check_id", "finding_id"]
    for table in ("mismatch", "mutual_inclusion"):
        found = pl.concat([getattr(part.findings, table) for part in parts])
        assert_frame_equal(found.sort(order), getattr(whole.findings, table))
    raised = {*whole.findings.mismatch["check_id"], *whole.findings.mutual_inclusion["check_id"]}
    assert len(raised) > 0.8 * len(CHECKS)


def test_every_indicator_is_the_sum_of_its_parts(nights: tuple[Said, list[Said]]) -> None:
    whole, parts = totalled(PARAMETERS, [nights[0].counted]), totalled(PARAMETERS, [one.counted for one in nights[1]])
    assert_frame_equal(parts.coverage, whole.coverage)
    assert_frame_equal(parts.gaps, whole.gaps)
    assert whole.coverage["kpi"].n_unique() == len(INDICATORS) - 1  # none of batches: nothing was ever sent


def test_every_figure_of_a_household_is_the_same_on_parts(nights: tuple[Said, list[Said]]) -> None:
    whole, parts = nights
    for name in (one.name for one in fields(Economy) if one.name != "registers"):
        frames = [getattr(part.economy, name).drop(PERSON, strict=False) for part in parts]
        wanted = getattr(whole.economy, name).drop(PERSON, strict=False)
        assert_frame_equal(pl.concat(frames), wanted, check_row_order=False)
        assert wanted.height


def test_what_is_no_longer_raised_is_as_doubtful_on_parts(nights: tuple[Said, list[Said]]) -> None:
    whole, parts = nights
    assert {clue for part in parts for clue in part.unanswered} == set(whole.unanswered)
    assert whole.unanswered.len() > 10


def test_clues_go_by_the_same_earlier_ids_on_parts(nights: tuple[Said, list[Said]]) -> None:
    whole, parts = nights
    order = list(EARLIER)
    assert_frame_equal(pl.concat([part.earlier for part in parts]).sort(order), whole.earlier.sort(order))
    assert whole.earlier.height
