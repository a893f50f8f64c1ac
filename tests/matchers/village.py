"""A village small enough to know everybody: registry, rows of the low-income roll, and the linkage between them."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from data.linkage import model_content
from matchers.ids.parts import check_digit
from matchers.linkage import link_extracts
from matchers.model import Model
from schemas.extract import Extract
from schemas.extracts import EXTRACTS, REGISTRY

LAST_YEAR = 2019
TOWN, VILLAGE = "蔡市镇", "蔡市村"
MODEL = Model.of(model_content())


def number(birth: date, sequence: int) -> str:
    """A sound resident id; an odd sequence is a man's."""
    seventeen = f"431103{birth:%Y%m%d}{sequence:03}"
    return seventeen + str(check_digit(pl.Series([seventeen])).item())


def person(name: str, birth: date, sequence: int, household: str = "H1", **more: Any) -> dict[str, Any]:
    """A registry row."""
    return {
        "name": name,
        "birth_date": birth,
        "sex": "男" if sequence % 2 else "女",
        "id_no": number(birth, sequence),
        "household_no": household,
        "town": TOWN,
        "village": VILLAGE,
        "person_status": "正常",
    } | more


def row(name: str | None, id_no: str | None, household: str | None = "D1", **more: Any) -> dict[str, Any]:
    """A row of the low-income roll."""
    return {
        "name": name,
        "id_no": id_no,
        "household_no": household,
        "relation": "成员",
        "town": TOWN,
        "village": VILLAGE,
    } | more


def registry_of(*people: dict[str, Any]) -> pl.DataFrame:
    return _frame(EXTRACTS[REGISTRY], people).with_row_index("person")


def rows_of(*written: dict[str, Any], source: str = "low_income") -> dict[str, pl.DataFrame]:
    return {source: _frame(EXTRACTS[source], written)}


def link(
    people: pl.DataFrame, rows: dict[str, pl.DataFrame], decisions: pl.DataFrame | None = None
) -> dict[str, pl.DataFrame]:
    return link_extracts(people, rows, MODEL, LAST_YEAR, decisions)


def _frame(extract: Extract, rows: tuple[dict[str, Any], ...]) -> pl.DataFrame:
    placed = [{"file": "册.xlsx#Sheet1", "row_number": place, **one} for place, one in enumerate(rows, start=2)]
    return pl.DataFrame(placed, schema=extract.accepted, orient="row")
