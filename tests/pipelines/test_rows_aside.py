"""Rows that lie aside are the same rows, leave no file behind, and take memory only while they are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from pipelines.workspace.aside import OneAtATime, put_aside, rows_aside
from pipelines.workspace.mapped import let_go


@pytest.fixture
def rows() -> pl.DataFrame:
    texts = pl.Series(["一个写得很长因而不在原处的姓名", None, "王", "", "一个写得很长因而不在原处的姓名"])
    return pl.DataFrame({"name": texts, "none": [None] * 5, "row": range(5)}).select(
        "name",
        pl.col("name").cast(pl.Categorical()).alias("numbered"),
        pl.col("none").cast(pl.String),
        pl.col("none").cast(pl.Date).alias("date"),
        pl.col("row").cast(pl.UInt32),
        pl.col("row").cast(pl.Float64).alias("weight"),
        (pl.col("row") > 2).alias("held"),
    )


def test_rows_put_aside_are_the_same_rows(rows: pl.DataFrame, tmp_path: Path) -> None:
    pieces = pl.concat([rows, rows[1:]], rechunk=False)
    with rows_aside(tmp_path):
        aside = put_aside(pieces)
        assert list(tmp_path.iterdir()) == []  # nothing that a killed night could leave
    let_go()
    assert aside.schema == pieces.schema
    assert aside.equals(pieces)
    assert aside.n_chunks() == 1  # or looking up a few rows would copy all


def _files_in_memory() -> Iterator[range]:
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        bounds, *_, name = line.split(maxsplit=5)
        if name.startswith("/"):
            start, end = (int(bound, 16) for bound in bounds.split("-"))
            yield range(start, end)


def test_nothing_of_rows_put_aside_is_held_in_memory_too(rows: pl.DataFrame, tmp_path: Path) -> None:
    with rows_aside(tmp_path):
        aside = put_aside(rows)
    mapped = list(_files_in_memory())
    for column in aside.select(pl.all().to_physical()):
        for buffer in column.to_arrow(compat_level=pl.CompatLevel.newest()).buffers():
            assert buffer is None or any(buffer.address in file for file in mapped), column.name


def test_rows_stay_where_nobody_has_said_where_to_put_them(rows: pl.DataFrame) -> None:
    assert put_aside(rows) is rows


def _mapped_kib() -> int:
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile"))


def test_rows_that_were_looked_at_are_let_go_of_by_the_next(tmp_path: Path) -> None:
    many = pl.DataFrame({"row": pl.Series(range(4_000_000))})
    with rows_aside(tmp_path):
        turns = OneAtATime({"first": put_aside(many), "second": put_aside(many + 1)})
    before = _mapped_kib()
    assert turns["first"]["row"].sum() + 4_000_000 == turns["second"]["row"].sum()
    both = 2 * many.estimated_size("kb")
    assert _mapped_kib() - before < 0.75 * both
    assert ("first" in turns, "third" in turns, list(turns), len(turns)) == (True, False, ["first", "second"], 2)
