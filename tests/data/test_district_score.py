"""The scorer: a publication that says the truth is right throughout, and every kind of error is told."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from data.district import CheckScore, District, Score, score


def publish(truth: Path, folder: Path) -> Path:
    """A publication that says exactly the truth, open rows left unlinked."""
    tables = {path.stem: pl.read_parquet(path) for path in truth.glob("*.parquet")}
    links = tables["links"].with_columns(
        pl.when("linkable").then("registry_id_no"),
        pl.when("linkable").then("registry_name"),
        outcome=pl.when("linkable").then(pl.lit("linked")).otherwise(pl.lit("review")),
    )
    place = {"file": pl.String, "row_number": pl.Int64, "household_no": pl.String, "person_id_no": pl.String}
    columns = ["check_id", "source", *place]
    facts = tables["findings"].with_columns(file=pl.lit(None, pl.String), row_number=pl.lit(None, pl.Int64))
    rows = tables["row_findings"].with_columns(
        household_no=pl.lit(None, pl.String), person_id_no=pl.lit(None, pl.String)
    )
    found = pl.concat([frame.filter(~pl.col("optional")).select(columns) for frame in (facts, rows)])
    inclusion = pl.col("check_id").str.starts_with("B")
    said = {
        "links": links,
        "quarantine": tables["quarantine"],
        "mismatch": found.remove(inclusion),
        "mutual_inclusion": found.filter(inclusion),
        "coverage": tables["coverage"],
        "coverage_gaps": tables["coverage_gaps"].filter(~pl.col("optional")),
        "households": tables["households"],
    }
    folder.mkdir(exist_ok=True)
    for name, frame in said.items():
        frame.write_parquet(folder / f"{name}.parquet")
    return folder


@pytest.fixture
def published(made: District, tmp_path: Path) -> Path:
    return publish(made.truth, tmp_path / "published")


def change(published: Path, name: str, *changes: pl.Expr) -> None:
    path = published / f"{name}.parquet"
    pl.read_parquet(path).with_columns(*changes).write_parquet(path)


def leave_out(published: Path, name: str, condition: pl.Expr) -> None:
    path = published / f"{name}.parquet"
    pl.read_parquet(path).remove(condition).write_parquet(path)


def test_the_truth_itself_is_right_throughout(truth: Path, published: Path) -> None:
    reached = score(truth, published)
    perfect = [reached.links, *reached.checks.values()]
    assert {(one.precision, one.recall, one.clean_recall) for one in perfect} == {(1.0, 1.0, 1.0)}
    assert (reached.quarantine_missing, reached.quarantine_extra, reached.outcomes_wrong) == (0, 0, 0)
    assert reached.lost_rows == reached.coverage_wrong == []
    assert reached.gaps is not None
    assert reached.gaps.right == reached.gaps.true == reached.gaps.found > 0


def test_a_link_to_somebody_else_costs_precision_and_recall(truth: Path, published: Path) -> None:
    first = pl.int_range(pl.len()) == (pl.col("outcome") == "linked").arg_max()
    change(published, "links", pl.when(first).then(pl.lit("x")).otherwise("registry_id_no").alias("registry_id_no"))
    links = score(truth, published).links
    assert (links.true - links.right, links.found - links.right) == (1, 1)


def test_an_open_row_may_be_linked_to_its_person_and_to_nobody_else(truth: Path, published: Path) -> None:
    before = score(truth, published).links
    true = pl.read_parquet(truth / "links.parquet")
    is_open = pl.lit(true["open"])
    linked = pl.when(is_open).then(pl.lit("linked")).otherwise("outcome").alias("outcome")
    change(published, "links", linked, *(pl.lit(true[name]) for name in ("registry_id_no", "registry_name")))
    assert score(truth, published).links == before
    change(published, "links", pl.when(is_open).then(pl.lit("x")).otherwise("registry_name").alias("registry_name"))
    assert score(truth, published).links == replace(before, found=before.found + int(true["open"].sum()))


def test_a_linked_stranger_is_a_false_link(truth: Path, published: Path) -> None:
    stranger = pl.col("kind").str.starts_with("stranger")
    change(published, "links", pl.when(stranger).then(pl.lit("linked")).otherwise("outcome").alias("outcome"))
    links = score(truth, published).links
    assert links.right == links.true < links.found


def test_missing_and_invented_findings_are_told_check_by_check(truth: Path, published: Path) -> None:
    before = score(truth, published).checks
    leave_out(published, "mismatch", pl.col("check_id") == "D1")
    change(published, "mutual_inclusion", pl.col("household_no") + "9")
    reached = score(truth, published).checks
    assert reached["D1"] == CheckScore(before["D1"].true, 0, 0, before["D1"].clean, 0)
    assert reached["B4a"] == CheckScore(before["B4a"].true, before["B4a"].found, 0, before["B4a"].clean, 0)
    assert reached["R1"] == before["R1"]


def test_one_character_of_two_may_stand_as_another_name(truth: Path, published: Path) -> None:
    before = score(truth, published).checks
    on = ["source", "file", "row_number"]
    rows = pl.read_parquet(truth / "row_findings.parquet")
    # The other party of the same wedding may bear quite another name: that row is Q3 already.
    both = rows.filter("alternative").join(rows.filter(pl.col("check_id") == "Q3"), on=on, how="anti")
    both = both.select(*on, either=pl.lit(value=True))
    path = published / "mismatch.parquet"
    found = pl.read_parquet(path).join(both, on=on, how="left", maintain_order="left")
    other = pl.when(pl.col("either") & (pl.col("check_id") == "Q4")).then(pl.lit("Q3")).otherwise("check_id")
    found.with_columns(other.alias("check_id")).drop("either").write_parquet(path)
    assert both.height > 0
    assert score(truth, published).checks == before


def test_lost_rows_and_wrong_refusals_are_told(truth: Path, published: Path) -> None:
    leave_out(published, "links", pl.col("source") == "orphans")
    leave_out(published, "quarantine", pl.col("source") == "deaths")
    change(
        published,
        "quarantine",
        pl.when(pl.col("source") == "reviews").then(pl.lit("x")).otherwise("column").alias("column"),
    )
    reached = score(truth, published)
    refused = dict(pl.read_parquet(truth / "quarantine.parquet").group_by("source").len().rows())
    assert all(name.startswith("孤儿保障") for name in reached.lost_rows)
    assert reached.lost_rows
    assert reached.quarantine_missing == refused["deaths"] + refused["reviews"]
    assert reached.quarantine_extra == refused["reviews"]


def test_wrong_numbers_and_outcomes_are_told(truth: Path, published: Path) -> None:
    one = (pl.col("kpi") == "K1") & (pl.col("area_level") == "district")
    change(published, "coverage", pl.when(one).then(pl.col("numerator") + 1).otherwise("numerator").alias("numerator"))
    change(published, "households", pl.lit("no such outcome").alias("outcome"))
    leave_out(published, "coverage_gaps", pl.col("kpi") == "K2")
    reached = score(truth, published)
    assert [area.split(":")[0] for area in reached.coverage_wrong] == ["K1 全区"]
    assert reached.outcomes_wrong == reached.households > 0
    assert reached.gaps is not None
    assert reached.gaps.recall < 1 == reached.gaps.precision


def test_a_missing_table_is_no_score(truth: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        score(truth, tmp_path)


def test_nothing_true_and_nothing_found_is_no_error() -> None:
    nothing = CheckScore(0, 0, 0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.clean_recall) == (1.0, 1.0, 1.0)
    assert Score(nothing, {}, 0, 0).gaps is None
