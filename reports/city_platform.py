"""city_platform/: drops for the city platform, one CSV a kind with its digest, and `_DONE` once all are whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from reports.city_done import DONE
from reports.city_rows import KEY, NUMBER, OPERATION, CityRows, digest_of_cells, raw_key
from reports.csv import gb18030_csv
from reports.files import write
from reports.hand_over_dictionary import (
    DICTIONARY,
    Origin,
    checks_part,
    columns,
    heading,
    indicators_part,
    sources_part,
)
from reports.harmless import harmless_column
from reports.report import Report
from schemas.output import YUAN, Table
from schemas.terms import CityMode, Operation

_FORM = (
    "文件为 GB18030 编码的 CSV,CRLF 换行,第一行为列的名称;证件号码和编号为文本",
    "代码列中写的是下列“代码 名称”中的名称;空白表示未知,不是零",
    f"{OPERATION}:{'、'.join(Operation.labels().values())};撤销的行只有前三列",
)
_CHECK = "check_id"


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch as it is written.

    Attributes:
        number: its number; the first is 1.
        mode: what it holds.
        rows: file, key, operation and content (hash; null: withdrawn) of each of its rows.
    """

    number: int
    mode: CityMode
    rows: pl.DataFrame

    @classmethod
    def full(cls, number: int, rows: Iterable[CityRows]) -> Batch:
        """All of a publication."""
        contents = pl.concat([one.contents for one in rows])
        return cls(number, CityMode.FULL, contents.with_columns(operation=pl.lit(Operation.FULL.value)))


@dataclass(frozen=True)
class Drop:
    """One file as `_DONE` names it, with what it holds but for the batch's number as one word.

    Attributes:
        file: its name.
        title: its title.
        rows: how many.
        sha256: digest of the file.
        sums: of its amounts, in yuan.
        content: `digest_of_cells`.
    """

    file: str
    title: str
    rows: int
    sha256: str
    sums: dict[str, str]
    content: str


def write_city_platform(
    report: Report, folder: Path, batch: Batch, rows: Sequence[CityRows], origin: Origin
) -> tuple[Drop, ...]:
    """Writes every drop of a batch and the data dictionary, then `_DONE`.

    Args:
        report: the publication.
        folder: an empty folder that is there.
        batch: what is to be sent of it.
        rows: the rows of the publication, `city_rows`.
        origin: whose it is.

    Returns:
        What `_DONE` names: one JSON object a line, UTF-8.
    """
    drops = tuple(_write_drop(one, batch, folder) for one in rows)
    write(folder / DICTIONARY, dictionary(report, batch, rows, origin).encode())
    lines = (
        {"file": drop.file, "title": drop.title, "as_of": report.as_of.isoformat(), **origin.facts}
        | {"batch": batch.number, "mode": batch.mode.value, "rows": drop.rows}
        | {"sums": drop.sums, "sha256": drop.sha256}
        for drop in drops
    )
    write(folder / DONE, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode())
    return drops


def dictionary(report: Report, batch: Batch, rows: Sequence[CityRows], origin: Origin) -> str:
    """The data dictionary in Chinese, Markdown: how the files are written, their columns, every check and code."""
    about = f"批次号:{batch.number}({batch.mode.label})"
    parts = [heading("数据字典", origin, report.as_of, about, *_FORM)]
    for table, fields in ((one.table, one.fields) for one in rows):
        key = " | ".join(table.labels[column] for column in table.city_platform)
        said = f"每行为一条{table.unit}。{KEY}:{key}。前三列为 {NUMBER}、{OPERATION}、{KEY},其后依次为下列各列的名称。"
        parts.append(columns(f"{table.drop} {table.title}", said, fields, lambda field: field.description))
    return "".join([*parts, checks_part(report.checks), indicators_part(report.indicators), sources_part()])


def batch_cells(rows: CityRows, batch: Batch) -> pl.DataFrame:
    """What stands in a file of a batch, as text under its headers: the rows in their order, then what is withdrawn."""
    operation = pl.col("operation").replace_strict(Operation.labels(), return_dtype=pl.String)
    mine = batch.rows.filter(pl.col("file") == rows.table.drop)
    # Under the headers of the file: a table may have a column `key` of its own.
    said = mine.select(pl.col("key").alias(KEY), operation.alias(OPERATION))
    keyed = rows.cells.with_columns(rows.keys.alias(KEY))
    sent = keyed.join(said, on=KEY, how="inner", maintain_order="left")
    gone = said.join(keyed, on=KEY, how="anti").sort(KEY)
    both = pl.concat([sent, gone], how="diagonal").with_columns(harmless_column(KEY))
    labels = {field.label: pl.col(field.name) for field in rows.fields}
    return both.select(pl.lit(str(batch.number)).alias(NUMBER), OPERATION, KEY, **labels)


def _write_drop(rows: CityRows, batch: Batch, folder: Path) -> Drop:
    cells = batch_cells(rows, batch)
    content = gb18030_csv(cells)
    name, digest = rows.table.drop, hashlib.sha256(content).hexdigest()
    write(folder / name, content)
    write(folder / f"{name}.sha256", f"{digest}  {name}\n".encode())
    sent = rows.frame.filter(rows.keys.is_in(cells.select(raw_key())[KEY].implode()))
    return Drop(name, rows.table.title, cells.height, digest, sums(sent, rows.table), digest_of_cells(cells))


def sums(frame: pl.DataFrame, table: Table) -> dict[str, str]:
    """Label of each amount column -> its sum in yuan; of findings `<check> <label>`, checks that have amounts alone.

    The amounts of two checks are unlike (a month's income a head, a payment, deposits) and are never added up.
    """
    amounts = [field for field in table.fields if field.dtype == YUAN]
    if _CHECK not in table.dtypes:
        return {field.label: str(frame[field.name].sum()) for field in amounts}
    known = {field: frame.drop_nulls(field.name).group_by(_CHECK) for field in amounts}
    return {
        f"{check_id} {field.label}": str(total)
        for field, groups in known.items()
        for check_id, total in groups.agg(pl.col(field.name).sum()).sort(_CHECK).iter_rows()
    }
