"""Compares a publication with the truth of its district: links, refused values, findings, indicators, gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from data.district.declared import OF_HOUSEHOLDS, OF_PERSONS_BY_SOURCE, OF_ROWS

_PLACE = ("source", "file", "row_number")
_AREA = ("kpi", "area_level", "area")


@dataclass(frozen=True)
class CheckScore:
    """How one check fared.

    Attributes:
        true: findings that must be there.
        found: findings that are there, those left open not counted.
        right: of them, the true ones.
        clean: true ones that rest on undamaged rows only.
        clean_right: of them, those found.
    """

    true: int
    found: int
    right: int
    clean: int
    clean_right: int

    @property
    def precision(self) -> float:
        """Share of the findings that are right; 1 where there are none."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true findings that were found; 1 where there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def clean_recall(self) -> float:
        """Recall over findings that rest on undamaged rows only."""
        return self.clean_right / self.clean if self.clean else 1.0


@dataclass(frozen=True)
class Score:
    """How a publication fared.

    Attributes:
        links: a linked row is right if it is linked to the true person; rows left open count only when wrong.
        checks: check id -> its score.
        quarantine_missing: refused values that were not refused.
        quarantine_extra: values refused that were right.
        lost_rows: files whose rows are not all accepted or refused, with expected and seen links.
        coverage_wrong: indicators whose numerator or denominator is outside what is right.
        gaps: gaps of the indicators by name.
        outcomes_wrong: households with an outcome that is not right.
        households: households that were to be verified.
        counties_wrong: of a city in parts, clues that name another county, or say wrongly whether they cross counties.
    """

    links: CheckScore
    checks: dict[str, CheckScore]
    quarantine_missing: int
    quarantine_extra: int
    lost_rows: list[str] = field(default_factory=list)
    coverage_wrong: list[str] = field(default_factory=list)
    gaps: CheckScore | None = None
    outcomes_wrong: int = 0
    households: int = 0
    counties_wrong: int = 0


def score(truth: Path, published: Path) -> Score:
    """Scores a publication.

    Args:
        truth: the `truth` folder of a district.
        published: a published folder (`links.parquet`, `quarantine.parquet`, `mismatch.parquet`,
            `mutual_inclusion.parquet`, `coverage.parquet`, `coverage_gaps.parquet`, `households.parquet`).

    Raises:
        FileNotFoundError: a table is missing.
    """
    quarantine = [_read(folder, "quarantine").select(*_PLACE, "column").unique() for folder in (truth, published)]
    on = [*_PLACE, "column"]
    missing = quarantine[0].join(quarantine[1], on=on, how="anti").height
    extra = quarantine[1].join(quarantine[0], on=on, how="anti").height
    outcomes = _outcomes(truth, published)
    return Score(
        links=_links(truth, published),
        checks=_checks(truth, published),
        quarantine_missing=missing,
        quarantine_extra=extra,
        lost_rows=_lost_rows(truth, published),
        coverage_wrong=_coverage(truth, published),
        gaps=_gaps(truth, published),
        outcomes_wrong=outcomes[0],
        households=outcomes[1],
        counties_wrong=_counties(truth, published) if (truth / "cross_county.parquet").exists() else 0,
    )


def _read(folder: Path, name: str) -> pl.DataFrame:
    frame = pl.read_parquet(folder / f"{name}.parquet")
    numbers = [column for column in ("row_number", "numerator", "denominator") if column in frame.columns]
    return frame.with_columns(pl.col(column).cast(pl.Int64) for column in numbers)


def _links(truth: Path, published: Path) -> CheckScore:
    key = [*_PLACE, "role"]
    seen = _read(published, "links").select(*key, "outcome", seen_id="registry_id_no", seen_name="registry_name")
    rows = _read(truth, "links").join(seen, on=key, how="left", nulls_equal=True)
    linked = pl.col("outcome") == "linked"
    same = (pl.col("seen_id") == pl.col("registry_id_no")) & (pl.col("seen_name") == pl.col("registry_name"))
    right = linked & same & (pl.col("linkable") | pl.col("open"))
    counts = rows.select(
        true=pl.col("linkable").sum(),
        found=(linked & ~(pl.col("open") & right)).sum(),
        right=(right & pl.col("linkable")).sum(),
        clean=(pl.col("linkable") & (pl.col("kind") == "")).sum(),
        clean_right=(right & pl.col("linkable") & (pl.col("kind") == "")).sum(),
    )
    return CheckScore(**counts.row(0, named=True))


def _lost_rows(truth: Path, published: Path) -> list[str]:
    """Files in which accepted rows of the truth and rows of `links` are not the same."""
    rows = [_read(folder, "links").select(*_PLACE).unique() for folder in (truth, published)]
    lost = pl.concat([rows[0].join(rows[1], on=_PLACE, how="anti"), rows[1].join(rows[0], on=_PLACE, how="anti")])
    return lost["file"].unique().sort().to_list()


def _published_findings(published: Path) -> pl.DataFrame:
    columns = ["check_id", *_PLACE, "household_no", "person_id_no"]
    return pl.concat([_read(published, name).select(columns) for name in ("mismatch", "mutual_inclusion")])


def _key() -> pl.Expr:
    """What a finding is about: the household, or the person, or the person on one roster."""
    check = pl.col("check_id")
    roster = pl.when(check.is_in(OF_PERSONS_BY_SOURCE)).then("|" + pl.col("source")).otherwise(pl.lit(""))
    of_person = pl.col("person_id_no") + roster
    return pl.when(check.is_in(OF_HOUSEHOLDS)).then("household_no").otherwise(of_person).alias("key")


def _row_key() -> pl.Expr:
    return pl.format("{}|{}|{}", "source", "file", pl.col("row_number").fill_null(0)).alias("key")


def _checks(truth: Path, published: Path) -> dict[str, CheckScore]:
    seen = _published_findings(published)
    of_rows = pl.col("check_id").is_in(OF_ROWS)
    rows = _read(truth, "row_findings").with_columns(_row_key(), clean=pl.lit(value=True))
    facts = _read(truth, "findings").with_columns(_key())
    columns = ["check_id", "key", "optional", "clean"]
    true = pl.concat([rows.select(columns), facts.select(columns)])
    alternative = rows.filter("alternative").select(pl.lit("Q3").alias("check_id"), "key")
    alternative = alternative.join(rows, on=["check_id", "key"], how="anti")
    got = pl.concat([seen.filter(of_rows).with_columns(_row_key()), seen.remove(of_rows).with_columns(_key())]).select(
        "check_id", "key"
    )
    # One character of two may stand as another name (Q3) or as a like one (Q4): either is the same finding.
    swapped = got.join(alternative, on=["check_id", "key"], how="semi").with_columns(check_id=pl.lit("Q4"))
    got = pl.concat([got.join(alternative, on=["check_id", "key"], how="anti"), swapped])
    checks = sorted(set(true["check_id"]) | set(got["check_id"]))
    return {
        check: _one(true.filter(pl.col("check_id") == check), got.filter(pl.col("check_id") == check))
        for check in checks
    }


def _one(true: pl.DataFrame, got: pl.DataFrame) -> CheckScore:
    wanted = true.group_by("key").agg(pl.col("optional").all(), pl.col("clean").all())
    sure = wanted.filter(~pl.col("optional"))
    counted = got.unique().join(wanted.filter("optional"), on="key", how="anti")
    right = sure.join(got, on="key", how="semi")
    return CheckScore(sure.height, counted.height, right.height, int(sure["clean"].sum()), int(right["clean"].sum()))


def _coverage(truth: Path, published: Path) -> list[str]:
    seen = _read(published, "coverage").select(*_AREA, "numerator", "denominator")
    true = _read(truth, "coverage").drop("numerator", "denominator")
    both = true.join(seen, on=_AREA, how="left").with_columns(pl.col("numerator", "denominator").fill_null(0))
    wrong = both.filter(
        ~pl.col("numerator").is_between("n_min", "n_max") | ~pl.col("denominator").is_between("d_min", "d_max")
    )
    return [
        f"{kpi} {area}: {n}/{d}" for kpi, area, n, d in wrong.select("kpi", "area", "numerator", "denominator").rows()
    ]


def _gaps(truth: Path, published: Path) -> CheckScore:
    key = pl.format("{}|{}|{}", "kpi", "key", "reason").alias("key")
    true = _read(truth, "coverage_gaps").select(key, "optional", clean=pl.lit(value=True))
    return _one(true, _read(published, "coverage_gaps").select(key))


def _outcomes(truth: Path, published: Path) -> tuple[int, int]:
    key = ["kind", "household_no"]
    true = _read(truth, "households").select(*key, "outcomes")
    both = true.join(_read(published, "households").select(*key, "outcome"), on=key, how="left")
    right = both.filter(pl.col("outcomes").list.contains(pl.col("outcome")))
    return both.height - right.height, both.height


def _counties(truth: Path, published: Path) -> int:
    """Clues about people whose county sends no such row, or that cross counties wrongly."""
    key = ["check_id", "source", "person_id_no"]
    seen = _read(published, "mismatch").select(*key, "county", seen="cross_county")
    by_source = pl.when(pl.col("check_id").is_in(OF_PERSONS_BY_SOURCE)).then("source")
    both = seen.with_columns(by_source.alias("source")).join(_read(truth, "cross_county"), on=key, nulls_equal=True)
    right = pl.col("sources").list.contains(pl.col("county")) & (pl.col("seen") == pl.col("cross_county"))
    return both.filter(~right.fill_null(value=False)).height
