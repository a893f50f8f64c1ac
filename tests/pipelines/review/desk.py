"""What the tests of clerical review share: the people at the desk, and what lies behind the codes of a workbook."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl

from pipelines.review.intake import Taken
from pipelines.workspace.folders import Workspace
from schemas import review
from tests.pipelines.filled_workbook import Line, candidates
from tests.pipelines.small_district import table_of

DECIDED_ON = date(2019, 7, 2)
NOW = datetime(2019, 7, 2, 9, tzinfo=UTC)
SAME, DIFFERENT, UNSURE = "同一人", "不是同一人", "不确定"
Take = Callable[..., Taken]
PAIRS: dict[str, dict[str, str]] = {}
"""Code of a pair -> the pair, of all workbooks that these tests have written."""


@dataclass(frozen=True)
class Asked:
    """A workspace that has asked about its doubtful rows, and about them beside linked ones; not to be changed."""

    workspace: Workspace
    doubtful: list[Line]
    both: list[Line]


def learn(workspace: Workspace) -> None:
    for file in (workspace.record / "offered").iterdir():
        PAIRS.update({code: json.loads(text) for code, text in json.loads(file.read_text()).items()})


def key(line: Line) -> dict[str, str]:
    return PAIRS[line[review.KEY]]


def said(line: Line) -> str:
    return key(line)["mention_key"]


def linked_to_this(line: Line) -> bool:
    return key(line)["link"] == "this"


def one_each(lines: list[Line]) -> list[Line]:
    return list({said(line): line for line in candidates(lines)}.values())


def links(workspace: Workspace, line: Line) -> dict[str, object]:
    """What is published of the line's row."""
    file, _, number = key(line)["place"].rpartition(":")
    table = table_of(workspace, "links")
    here = (pl.col("file") == file) & (pl.col("row_number") == int(number))
    role = pl.col("role").eq_missing(pl.lit(key(line)["role"], pl.String))
    return table.filter(here & role & (pl.col("source") == key(line)["source"])).row(0, named=True)
