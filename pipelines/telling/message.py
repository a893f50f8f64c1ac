"""What somebody is told of a night: figures and names of sources, never a person's name or number, nor a file's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.publishing.audit import Control, title_of
from pipelines.publishing.tables import read_tables
from pipelines.run.interrupted import as_ended, interrupted_words
from pipelines.telling.ended import Ended
from schemas.errors import EXIT_CODES, ConfigurationError, DamagedPublicationError, HeduiError
from schemas.fallback import Fallback
from schemas.feed import ABOVE, Feed
from schemas.masking import mask_numbers
from schemas.outputs.findings import FINDINGS

_COUNTY = re.compile(r"^[\u4e00-\u9fff]{1,14}(?:县|市|区|旗)$")
_TOWN = re.compile(r"^[\u4e00-\u9fff]{1,12}(?:镇|乡|街道|办事处|农场|林场|渔场|牧场|园区|开发区|管理区)$")
_ELSEWHERE = "其他"


@dataclass(frozen=True)
class Message:
    """A message: its title, and its lines."""

    title: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """Its lines as one text."""
        return "\n".join(self.lines)


def message_of(ended: Ended) -> Message:
    """What is told of a run that has ended."""
    code, day = ended.exit_code, ended.run.as_of if ended.run else None
    result = "数据未变,沿用原发布" if ended.is_unchanged else "已发布" if ended.outcome else "未发布"
    suffix = f"(退出码 {code})" if code else ""
    what = ended.run.flow.label if ended.run else "夜间核对"
    meaning = EXIT_CODES[code].chinese if code in EXIT_CODES else interrupted_words()
    lines = [f"结果: {result}{suffix}", *([f"含义: {meaning}"] if code else []), *_details(ended)]
    if ended.run:
        lines.append(f"运行: {ended.run.id}")
    return Message(
        f"{what} {day or ''}: {result}{suffix}".replace(" :", ":"), tuple(mask_numbers(one) for one in lines)
    )


def _details(ended: Ended) -> Iterator[str]:
    for fallback in ended.outcome.fallbacks if ended.outcome else ():
        yield _fallback(fallback)
    unused = len(ended.outcome.left_out) if ended.outcome else 0
    if unused:
        yield f"未用: {unused} 个有误的专题或更正文件"
    if ended.outcome and ended.outcome.passed_over:
        yield f"注意: {ended.outcome.passed_over.text}"
    yield from _breakers(ended)
    error = as_ended(ended.error) if ended.error else None
    if isinstance(error, HeduiError):
        # Other messages quote what stands in a file: a name as like as not.
        if isinstance(error, ConfigurationError):
            yield f"原因: {error.message}"
            yield f"处理: {error.hint}"
        else:
            yield f"处理: {error.default_hint}"
    elif error is not None and not isinstance(error, KeyboardInterrupt):
        yield f"原因: {type(error).__name__}"
    if ended.outcome and ended.run and not ended.is_unchanged:
        yield from _new_clues(ended.outcome.folder, ended.run.as_of)


def _fallback(fallback: Fallback) -> str:
    used = f"沿用数据截止日 {fallback.used_cut_off} 的一份" if fallback.used_instead else "按未提供处理"
    return f"拒收: {Feed(fallback.source, fallback.county).title}(数据截止日 {fallback.cut_off}),{used}"


def _breakers(ended: Ended) -> Iterator[str]:
    said = ended.run.facts.get("breakers", []) if ended.run else []
    for one in said if isinstance(said, list) else []:
        if not one["holds"]:
            yield f"未通过的核查: {Control(**one | {'subject': title_of(one['subject']) or '一个文件'}).text}"


def _is_town(said: str) -> bool:
    county, _, town = said.rpartition(ABOVE)
    return bool(_TOWN.match(town) and (not county or _COUNTY.match(county)))


def _new_clues(folder: Path, day: date) -> Iterator[str]:
    """New clues by town; what is written as a town and looks like none, a person's name perhaps, is told as 其他."""
    try:
        tables = read_tables(folder, FINDINGS)
    except DamagedPublicationError:
        return
    frames = [frame.filter(pl.col("first_seen") == day).select("town") for frame in tables.values()]
    towns = pl.concat([pl.DataFrame(schema={"town": pl.String}), *frames])["town"]
    counted: dict[str, int] = {}
    for town in towns:
        shown = town if town and _is_town(town) else _ELSEWHERE
        counted[shown] = counted.get(shown, 0) + 1
    by_town = sorted(counted.items(), key=lambda one: (one[0] == _ELSEWHERE, -one[1], one[0]))
    yield f"新线索: {towns.len()} 条" + "".join(f"\n  {town} {count}" for town, count in by_town)
