"""Audit: what must hold of a publication before anybody sees it; a control that fails stops it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.ingest.read import ExtractRead
from pipelines.ingest.sheet import rows_by_file
from pipelines.workspace.settings import Settings
from schemas.errors import NotPublishedError
from schemas.extracts import EXTRACTS
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.links import LINKS
from schemas.terms import Outcome
from schemas.words import SOURCE_TITLES

_CONSERVED, _ONE_OUTCOME = "行数守恒", "每行恰有一个关联结果"
_CONTROL_FILE, _LINKED_SHARE = "与控制文件不符", "已关联占比"
_REMEDIES = {
    _CONTROL_FILE: "请报送单位核对控制文件与数据文件,或在 hedui.toml 中不再设 control_strict,再重新运行",
    _LINKED_SHARE: "请核对该来源的姓名、证件号码两列和户籍人口是否齐全;"
    "确属正常的,在 hedui.toml 中调低 min_linked_share,再重新运行",
}
"""What to do where a control fails that data may break."""
_GROWN = "请核对新到的数据文件(hedui status);确属正常的,在 hedui.toml 中调高 max_findings_growth,再重新运行"
_OURS = "这是程序的差错,不是数据的:请保留 runs 下本次运行的日志并报告"
_TITLES = {**SOURCE_TITLES, **{name: table.title for name, table in OUTPUTS.items()}}
_MOST_ROWS = 1 << 31
"""No file has more rows: their numbers are Int32."""


@dataclass(frozen=True)
class Control:
    """One control: what it is called, what was found, what is allowed, and whether it holds."""

    name: str
    subject: str
    found: float
    allowed: float
    holds: bool

    @property
    def text(self) -> str:
        """In Chinese, for messages."""
        return f"{self.name}({title_of(self.subject) or self.subject}): {self._figures}"

    @property
    def _figures(self) -> str:
        if self.name == _LINKED_SHARE:
            return f"{_shown(100.0 * self.found)}%,不得低于 {_shown(100.0 * self.allowed)}%"
        bound = "应为" if self.name in (_CONSERVED, _ONE_OUTCOME) else "不得超过"
        return f"{_shown(self.found)},{bound} {_shown(self.allowed)}"

    @property
    def remedy(self) -> str:
        """What to do where it fails."""
        return _REMEDIES.get(self.name, _GROWN if self.name in _COUNTS else _OURS)


def title_of(subject: str) -> str | None:
    """What a source or a table is called in Chinese; None of a file, which has its own name."""
    return _TITLES.get(subject)


def audit(
    extracts: Mapping[str, ExtractRead],
    tables: Mapping[str, pl.DataFrame],
    before: Mapping[str, int],
    ran_before: frozenset[str],
    settings: Settings,
) -> list[Control]:
    """Checks a publication.

    Args:
        extracts: source -> extract as read.
        tables: published table -> frame, those that there are.
        before: published table -> rows in the last publication for an earlier date.
        ran_before: the checks that ran for it: what another finds now that its source is there has grown from nothing.
        settings: how far figures may go.

    Returns:
        All controls, those that hold too.
    """
    controls = [*_conservation(extracts), *_control_files(extracts, settings)]
    if LINKS.name in tables:
        controls += _one_outcome(extracts, tables[LINKS.name])
        controls += _linked_share(tables[LINKS.name], settings)
    for table in (OUTPUTS[name] for name in OUTPUTS if name in tables):
        controls += _nothing_twice(table, tables[table.name])
        controls += _growth(table, tables[table.name], before.get(table.name), ran_before, settings)
    return controls


def require(controls: list[Control]) -> None:
    """Refuses to publish what fails a control.

    Raises:
        NotPublishedError: it names every control that failed.
    """
    failed = [control for control in controls if not control.holds]
    if failed:
        raise NotPublishedError(
            f"未发布,以下核查未通过: {'; '.join(control.text for control in failed)}",
            hint=f"上一次发布保持不变;{';'.join(dict.fromkeys(control.remedy for control in failed))}",
        )


def _conservation(extracts: Mapping[str, ExtractRead]) -> Iterator[Control]:
    """Rows in = accepted + quarantined, for every file."""
    for extract in extracts.values():
        files = [one.file for one in extract.files]
        accepted = rows_by_file(extract.split.accepted, files)
        refused = rows_by_file(extract.split.refused, files)
        for one in extract.files:
            found = accepted[one.file] + refused[one.file]
            yield Control(_CONSERVED, one.file, found, one.rows, found == one.rows)


def _one_outcome(extracts: Mapping[str, ExtractRead], links: pl.DataFrame) -> Iterator[Control]:
    """Every accepted row that names a person has exactly one outcome."""
    known = pl.col("outcome").is_in(list(Outcome)).fill_null(value=False)
    counted = _places(links).filter(known).group_by("source").agg(pl.col("place").n_unique(), n=pl.len())
    found = {source: (distinct, rows) for source, distinct, rows in counted.iter_rows()}
    for source, extract in extracts.items():
        due = extract.split.accepted.height * len(EXTRACTS[source].subjects)
        distinct, rows = found.get(source, (0, 0))
        yield Control(_ONE_OUTCOME, source, distinct, due, distinct == rows == due)


def _places(links: pl.DataFrame) -> pl.DataFrame:
    """Source and outcome, and file, row and role as one number: as three texts they would take ten times the memory."""
    numbered = [links[name].fill_null("") for name in ("file", "role")]
    file, role = (one.cast(pl.Enum(one.unique())).to_physical().cast(pl.Int64) for one in numbered)
    place = (file * numbered[1].n_unique() + role) * _MOST_ROWS + links["row_number"]
    return links.select("source", "outcome", place.alias("place"))


def _nothing_twice(table: Table, frame: pl.DataFrame) -> Iterator[Control]:
    """No two rows hold the same in the column that is declared to tell them apart."""
    if table.unique is not None:
        doubled = frame.height - frame[table.unique].n_unique()
        yield Control(f"{table.labels[table.unique]}重复数", table.name, doubled, 0, doubled == 0)


def _control_files(extracts: Mapping[str, ExtractRead], settings: Settings) -> Iterator[Control]:
    if settings.control_strict:
        for extract in extracts.values():
            for file in extract.control["file"].unique(maintain_order=True):
                breaks = extract.control.filter(pl.col("file") == file).height
                yield Control(_CONTROL_FILE, file, breaks, 0, holds=False)


def _linked_share(links: pl.DataFrame, settings: Settings) -> Iterator[Control]:
    """Of the rows that name somebody: reviews and dossiers may go by household number alone."""
    named = pl.col("name").is_not_null() | pl.col("id_no").is_not_null()
    linked = (pl.col("outcome") == Outcome.LINKED.value) & named
    told = links.select("source", named.alias("rows"), linked.alias("linked"))
    for source, rows, count in told.group_by("source").sum().sort("source").iter_rows():
        if rows and EXTRACTS[source].roster:
            holds = rows < settings.breaker_min_rows or count / rows >= settings.min_linked_share
            yield Control(_LINKED_SHARE, source, count / rows, settings.min_linked_share, holds)


def _growth(
    table: Table, frame: pl.DataFrame, before: int | None, ran_before: frozenset[str], settings: Settings
) -> Iterator[Control]:
    """Of findings those of checks that ran before, too."""
    if table.bounded and before is not None:
        alike = int(frame["check_id"].is_in(list(ran_before)).sum()) if "check_id" in frame else frame.height
        allowed = max(before, settings.breaker_min_rows) * settings.max_findings_growth
        yield Control(_count_of(table), table.name, alike, allowed, alike <= allowed)


def _count_of(table: Table) -> str:
    return f"{table.unit}数"


_COUNTS = frozenset(_count_of(table) for table in OUTPUTS.values() if table.bounded)


def _shown(number: float) -> str:
    return f"{number:.4g}" if isinstance(number, float) and not number.is_integer() else f"{int(number)}"
