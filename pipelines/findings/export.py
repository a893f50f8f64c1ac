"""What goes out to those who look into clues: the work list as a workbook to fill in, or one workbook a town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.findings.chosen import SEQ, Wanted, chosen
from pipelines.findings.last_said import with_last_said
from pipelines.findings.seal import seal_of
from pipelines.findings.standing import Standing, looked_at
from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace, private_folder
from pipelines.workspace.keys import review_key
from policies.checks import CHECKS
from policies.checks.declaration import Check
from reports import work_book
from reports.files import file_name
from reports.masks import household_number, masked_numbers, told_apart, with_tail
from reports.precision import Precision, precision_by_check
from reports.words import UNKNOWN_AREA, in_chinese
from schemas import work_form as form
from schemas.errors import ArgumentError
from schemas.leaving import TextKind
from schemas.outputs.findings import MISMATCH
from schemas.outputs.ledger import LEDGER
from schemas.outputs.precision import PRECISION
from schemas.terms import Family

_SIDES = ("declared", "observed", "limit")
_TEXTS = {"declared": "登记", "observed": "比对", "limit": "标准", "months": "月数", "amount": "差额(元)"}
_CELLS = {
    form.CLUE: "finding_id",
    work_book.TOWN: "town",
    work_book.VILLAGE: "village",
    work_book.HOUSEHOLD: "household_no",
    work_book.NAME: "name",
    work_book.ID_NO: "person_id_no",
    work_book.FIRST_SEEN: "first_seen",
    form.UNIT: "assigned_to",
    form.ASSIGNED_ON: "assigned_on",
    form.DUE_ON: "due_on",
}
"""Column of the workbook -> column of the ledger."""


def export_work(
    workspace: Workspace, wanted: Wanted, today: date, file: Path | None = None, by_town: Path | None = None
) -> dict[Path, int]:
    """Writes the workbooks.

    Args:
        workspace: where.
        wanted: which clues.
        today: the day up to which entries are seen.
        file: the workbook with all of them.
        by_town: folder for one workbook a town.

    Returns:
        Each workbook that was written, and how many clues stand in it.

    Raises:
        ArgumentError: nothing is asked for, a workbook is there already, perhaps filled in, or it would stand among
            what is published, of which part leaves the bureau.
        NothingPublishedError: there is no ledger yet.
        UnknownIdError: there is no such theme.
    """
    if file is None and by_town is None:
        raise ArgumentError("没有说写到哪里", hint="请给出文件名,或用 --by-town 指定文件夹")
    _require_outside(workspace.published, (file, by_town))
    with looked_at(workspace, today) as (warehouse, stands):
        clues = chosen(workspace, warehouse, stands, wanted).with_columns(pl.col("town").fill_null(UNKNOWN_AREA))
    told = _told(workspace, stands, clues).sort("town", "village", "household_no", "check_id", "finding_id")
    books = {} if file is None else {file: told}
    if by_town is not None:
        for (town,), part in told.partition_by("town", as_dict=True, maintain_order=True).items():
            books[by_town / file_name(str(town), ".xlsx")] = part
    if there := [str(path) for path in books if path.exists()]:
        raise ArgumentError(f"{'、'.join(there)} 已存在,其中可能有填好的内容", hint="请先导入或移走,或换一个名称")
    if by_town is not None:
        private_folder(by_town, keep_existing=True)
    right = precision_by_check(published_tables(workspace, stands.as_of, [PRECISION])[PRECISION.name])
    for path, part in books.items():
        guides = [_guide(CHECKS[one], right) for one in part["check_id"].unique().sort() if one in CHECKS]
        _write(part, guides, wanted, stands.as_of, review_key(workspace), path)
    return {path: part.height for path, part in books.items()}


def _require_outside(published: Path, places: Iterable[Path | None]) -> None:
    for place in places:
        if place is not None and place.resolve().is_relative_to(published.resolve()):
            raise ArgumentError(f"{place} 在 published 之内,姓名完整的工作簿不得随报送外传", hint="请写到别处")


def _write(
    clues: pl.DataFrame, guides: list[work_book.Guide], wanted: Wanted, as_of: date, key: bytes, path: Path
) -> None:
    lines = [_line(row, wanted.theme, as_of, key) for row in clues.iter_rows(named=True)]
    towns = clues["town"].unique().to_list()
    title = " ".join(filter(None, ["线索办理表", wanted.theme, towns[0] if len(towns) == 1 else ""]))
    work_book.write_work_book(lines, guides, title, as_of, path)


def _line(row: Mapping[str, object], theme: str, as_of: date, key: bytes) -> dict[str, str | date | None]:
    cells: dict[str, str | date | None] = {}
    for header, name in _CELLS.items():
        value = row[name]
        cells[header] = value if isinstance(value, date) or value is None else str(value)
    cells[work_book.THEME_NUMBER] = f"{theme}/{row[SEQ]}" if theme else None
    check = CHECKS.get(str(row["check_id"]))
    cells[work_book.CHECK] = f"{row['check_id']} {check.title if check else ''}".strip()
    found = [f"{label}: {row[name]}" for name, label in _TEXTS.items() if row[name] is not None]
    before = f"{row['last_seen']} 查出: " if found and row["last_seen"] != as_of else ""
    cells[work_book.FOUND] = before + "; ".join(found)
    cells[work_book.STATE] = f"{row['state']}({row['data_status']})"
    cells[form.SEAL] = seal_of(str(row["finding_id"]), key)
    return cells


def _told(workspace: Workspace, stands: Standing, clues: pl.DataFrame) -> pl.DataFrame:
    """The clues in words, with what was last said of each, numbers masked as on the page."""
    both = with_last_said(workspace, clues, stands.as_of)
    households = frozenset(stands.clues["household_no"].drop_nulls().unique())
    masked = both.with_columns(masked_numbers(name, _births(name), households) for name in _SIDES)
    apart = both.filter(pl.col("check_id").is_in([one.id for one in CHECKS.values() if one.texts.are_two_numbers]))
    if apart.height:
        differing = told_apart(apart, "declared", "observed").select("finding_id", "declared", "observed")
        masked = masked.update(differing, on="finding_id")
    shown = masked.with_columns(with_tail("person_id_no"), household_number("household_no"))
    return in_chinese(in_chinese(shown, LEDGER), MISMATCH)


def _births(text: str) -> list[str]:
    return [one.id for one in CHECKS.values() if getattr(one.texts, text).kind is TextKind.BIRTH]


def _guide(check: Check, right: Mapping[str, Precision]) -> work_book.Guide:
    says = check.meanings
    told = right.get(check.id, Precision()).told
    visits = check.family is not Family.QUALITY
    return work_book.Guide(
        check.id, check.title, says.declared, says.observed, says.limit, check.citation, told, visits
    )
