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
from schemas.errors import ArgumentError, InputRefusedError
from schemas.terms import QuarantineReason

if TYPE_CHECKING:
    import polars as pl

    from pipelines.ingest.landing import LandedFile, Landing
    from pipelines.ingest.read import ExtractRead

_EXAMPLES = 3


@dataclass
class _Findings:
    """What the check found."""

    extracts: list[ExtractRead] = field(default_factory=list)
    refused: list[tuple[str, InputRefusedError]] = field(default_factory=list)
    unclaimed: tuple[str, ...] = ()


@command(
    "check-inputs",
    Use.NIGHT,
    "报送前自查: 读一个文件、一个文件夹或工作区的 landing,不写任何东西",
    "what a supplier runs before sending: reads like the night and writes nothing",
    argument("path", nargs="?", type=Path, metavar="路径", help="文件或文件夹(默认工作区的 landing)"),
)
def check_inputs(arguments: argparse.Namespace) -> int:
    """Checks a file, a folder, or the landing folder of a workspace; 3 where a file is refused."""
    found = _read(arguments.path or arguments.workspace / "landing")
    if arguments.json:
        console.data_json(_facts(found))
    else:
        _show(found)
    for _, error in found.refused:
        console.error(error.message)
        console.hint(error.hint)
    for name in found.unclaimed:
        console.note(f"未读取 {name}: 文件名应为 来源_YYYYMMDD.csv、.xlsx 或 .parquet")
    if not found.refused:
        console.next_step("改正退回的数据后报送,或直接报送(退回的行会原样列入退回数据清单)")
    return InputRefusedError.exit_code if found.refused else 0


def _read(path: Path) -> _Findings:
    from pipelines.ingest.read import read_extract

    landing = _landing(path)
    found = _Findings(unclaimed=landing.unclaimed)
    for parts in _extracts(landing):
        try:
            found.extracts.append(read_extract(parts))
        except InputRefusedError as error:
            found.refused.append((parts[0].name, error))
    return found


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
    from schemas.extracts import EXTRACTS

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
        "refused": [{"file": name, "error": error.message, "hint": error.hint} for name, error in found.refused],
        "unclaimed": found.unclaimed,
        "exit_code": InputRefusedError.exit_code if found.refused else 0,
    }
