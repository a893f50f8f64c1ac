"""`hedui check-inputs`: what a supplier runs before sending; it reads files as the night does and writes nothing."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import as_of_day
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError, InputRefusedError
from schemas.terms import QuarantineReason

if TYPE_CHECKING:
    import polars as pl

    from pipelines.corrections.folder import CorrectionsRead
    from pipelines.ingest.landing import LandedFile, Landing
    from pipelines.ingest.read import ExtractRead

_EXAMPLES = 3


@dataclass
class _Findings:
    """What the check found."""

    corrections: CorrectionsRead
    extracts: list[ExtractRead] = field(default_factory=list)
    refused: list[tuple[str, InputRefusedError]] = field(default_factory=list)
    unclaimed: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """3 where a file is refused, or one of the bureau's corrections."""
        return InputRefusedError.exit_code if self.refused or self.corrections.faulty else 0


@command(
    "check-inputs",
    Use.NIGHT,
    "报送前自查: 读一个文件、一个文件夹或工作区的 landing,不写任何东西",
    "what a supplier runs before sending: reads like the night and writes nothing",
    argument("path", nargs="?", type=Path, metavar="路径", help="文件或文件夹(默认工作区的 landing)"),
)
def check_inputs(arguments: argparse.Namespace) -> int:
    """Checks a file, a folder, or the landing folder of a workspace, corrected as it is; 3 where a file is refused."""
    found = _read(arguments.path, Workspace(arguments.workspace))
    if arguments.json:
        console.data_json(_facts(found))
    else:
        _show(found)
    for _, error in found.refused:
        console.error(error.message)
        console.hint(error.hint)
    for left in found.corrections.left_out:
        console.error(left.reason)
        console.hint(left.hint)
    for name in found.unclaimed:
        console.note(f"未读取 {name}: 文件名应为 来源_YYYYMMDD.csv、.xlsx 或 .parquet")
    if not found.refused:
        console.next_step("改正退回的数据后报送,或直接报送(退回的行会原样列入退回数据清单)")
    return found.exit_code


def _read(asked: Path | None, workspace: Workspace) -> _Findings:
    from pipelines.ingest.read import read_extract

    path = asked or workspace.landing
    landing = _landing(path)
    found = _Findings(_corrections(path, workspace), unclaimed=landing.unclaimed)
    for parts in _extracts(landing):
        try:
            corrections = found.corrections.by_source.get(parts[0].source, ())
            found.extracts.append(read_extract(parts, corrections=corrections))
        except InputRefusedError as error:
            found.refused.append((parts[0].name, error))
    return found


def _corrections(path: Path, workspace: Workspace) -> CorrectionsRead:
    """The bureau's corrections, where its own files are looked at: a supplier's are checked as he wrote them."""
    from pipelines.corrections.folder import CorrectionsRead, read_corrections

    landing = workspace.landing.resolve()
    if landing not in (path.resolve(), path.resolve().parent):
        return CorrectionsRead()
    return read_corrections(workspace.corrections, as_of_day("today"))


def _landing(path: Path) -> Landing:
    from pipelines.ingest.landing import CONTROL_SUFFIX, Landing, scan
    from pipelines.ingest.names import shown_name
    from schemas.extracts import EXTRACTS

    if path.is_dir():
        return scan(path)
    if not path.is_file():
        raise ArgumentError(f"没有 {path} 这个文件或文件夹", hint="请给出数据文件、文件夹或 --workspace")
    whole = scan(path.parent)
    own = tuple(file for file in whole.files if file.path.name == path.name)
    if not own and not path.name.endswith(CONTROL_SUFFIX):
        titles = "、".join(extract.title for extract in EXTRACTS.values())
        raise InputRefusedError(
            f"{shown_name(path)}: 文件名不属于任何来源", hint=f"应为 来源_YYYYMMDD.csv,来源为 {titles}"
        )
    return Landing(own, ())


def _extracts(landing: Landing) -> Iterator[list[LandedFile]]:
    """Files that form one extract together."""
    together: dict[tuple[str, date], list[LandedFile]] = defaultdict(list)
    for file in landing.files:
        together[file.source, file.cut_off].append(file)
    for key in sorted(together):
        yield sorted(together[key], key=lambda file: file.name)


def _show(found: _Findings) -> None:
    from reports.words import in_chinese
    from schemas.extracts import EXTRACTS
    from schemas.outputs.corrections import CORRECTIONS_NOT_APPLIED

    console.table(
        ("文件", "来源", "数据截止日", "行数", "接收", "退回"),
        (
            (one.file, EXTRACTS[extract.source].title, extract.cut_off, one.rows, one.accepted, one.quarantined)
            for extract in found.extracts
            for one in extract.files
        ),
    )
    reasons = _summary(found)
    if reasons.height:
        console.data("")
        console.table(
            ("来源", "列", "原因", "个数", "例(行号 值)"), (_reason(row) for row in reasons.iter_rows(named=True))
        )
    told = _told(found)
    if told.height:
        console.data("")
        shown = in_chinese(told, CORRECTIONS_NOT_APPLIED)
        console.table(("更正", "来源", "列", "原值", "现值", "新值", "数据文件"), shown.iter_rows())
    for extract in found.extracts:
        for file, declared, observed in extract.control.select("file", "declared", "observed").iter_rows():
            console.note(f"与控制文件不符 {file}: 控制文件 {declared},实际 {observed}")


def _summary(found: _Findings) -> pl.DataFrame:
    """Refused values by source, column and reason, with a few masked examples each."""
    import polars as pl

    from reports.masks import without_numbers, without_words

    entries = pl.concat([extract.split.quarantine for extract in found.extracts] or [pl.DataFrame()])
    if entries.is_empty():
        return pl.DataFrame()
    shown = entries.with_columns(without_words(without_numbers(pl.col("value"))).fill_null("(空)").alias("value"))
    example = pl.format("{}:{} {}", "file", "row_number", "value").head(_EXAMPLES).str.join(";")
    return (
        shown.group_by("source", "column", "reason", maintain_order=True)
        .agg(pl.len().alias("n"), example.alias("examples"))
        .sort("source", "n", descending=[False, True])
    )


def _told(found: _Findings) -> pl.DataFrame:
    """What would become of each correction in the newest extracts: all texts, numbers masked, no whole name."""
    import polars as pl

    from pipelines.corrections.told import told_of
    from reports.masks import without_numbers, without_words
    from reports.words import column_headers
    from schemas.correction import CORRECTED

    newest = {extract.source: extract for extract in sorted(found.extracts, key=lambda one: one.cut_off)}
    corrected = pl.concat([pl.DataFrame(schema=CORRECTED), *(one.corrected for one in newest.values())])
    told = told_of(found.corrections.lines, corrected).with_columns(column_headers())
    masked = [without_words(without_numbers(pl.col(name))).fill_null("(空)") for name in ("before", "found", "after")]
    place = pl.format("{}:{}", "file", "row_number").fill_null("")
    shown = told.with_columns(*masked, place=place)
    return shown.select("outcome", "source", "column", "before", "found", "after", "place")


def _reason(row: dict[str, object]) -> tuple[object, ...]:
    from schemas.extracts import EXTRACTS

    extract = EXTRACTS[str(row["source"])]
    labels = QuarantineReason.labels()
    return extract.title, extract[str(row["column"])].header, labels[str(row["reason"])], row["n"], row["examples"]


def _facts(found: _Findings) -> dict[str, object]:
    return {
        "files": [
            {
                "file": one.file,
                "source": extract.source,
                "cut_off": extract.cut_off,
                "rows": one.rows,
                "accepted": one.accepted,
                "quarantined": one.quarantined,
            }
            for extract in found.extracts
            for one in extract.files
        ],
        "quarantine": _summary(found).to_dicts(),
        "control_breaks": [row for extract in found.extracts for row in extract.control.to_dicts()],
        "corrections": _told(found).to_dicts(),
        "left_out": [one.facts for one in found.corrections.left_out],
        "refused": [{"file": name, "error": error.message, "hint": error.hint} for name, error in found.refused],
        "unclaimed": found.unclaimed,
        "exit_code": found.exit_code,
    }
