"""The typed report of one publication: everything that the page, the workbook and the summary show, and nothing else.

Renderers read it; none of them computes a figure of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from reports.diff import Diff
from reports.funnel import Funnel, count_funnel
from reports.inputs import Input
from schemas.extracts import REGISTRY
from schemas.fallback import Fallback
from schemas.leaving import Texts
from schemas.meanings import Meanings
from schemas.not_run import NotRun
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import FINDINGS, MISMATCH
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.passed_over import PassedOver
from schemas.terms import CITY, AreaLevel, Family, Measure, Outcome
from schemas.theme import LeftOut
from schemas.words import SOURCE_TITLES

_PIECE = 1 << 18
"""Rows of a long table that are looked at at a time."""


@dataclass(frozen=True)
class CheckTitle:
    """What people read of a check.

    Attributes:
        title: its Chinese name.
        note: beside it, such as the document that it follows.
        texts: what its texts hold, and so how much of them may leave the bureau; nothing unless it says so.
        meanings: what its texts say.
    """

    title: str
    note: str = ""
    texts: Texts = field(default_factory=Texts)
    meanings: Meanings = field(default_factory=Meanings)


@dataclass(frozen=True)
class IndicatorTitle:
    """What people read of an indicator.

    Attributes:
        title: its Chinese name.
        measure: what its rate is.
        target: the bar it is held against, as people read it (`100%`, `不低于200元`); empty where there is none.
        note: what is counted.
    """

    title: str
    measure: Measure = Measure.COVERAGE
    target: str = ""
    note: str = ""


def _nothing() -> None:
    pass


def no_lives() -> pl.DataFrame:
    """No clue of which anything is told: columns of `Report.lives`."""
    return pl.DataFrame(schema={"finding_id": pl.String(), "life": pl.String()})


@dataclass(frozen=True, eq=False)
class Report:
    """One publication.

    Attributes:
        as_of: the date for which everything was computed.
        run_id: the run that made it; it goes to the terminal and the manifest only, so that a rerun on the same
            inputs writes the same bytes.
        product_version: version of the product.
        parameters_version: version of the policy parameters in force.
        inputs: the extracts, in the order in which they are shown; absent ones too.
        tables: the published frames by name, in the columns and dtypes of `schemas.outputs`; an optional table may be
            missing.
        checks: check id -> titles, all checks, in the order in which they are shown.
        indicators: indicator id -> titles, likewise.
        fallbacks: extracts that were refused, and what was used in their place.
        not_run: checks that could not be run and indicators that could not be computed.
        not_run_in_counties: those that say nothing of single counties of a city in parts.
        left_out: what the bureau wrote and the night could not use.
        diff: what changed since the publication before; None where there is none.
        passed_over: publications before that are damaged, and so not compared with; None where there are none.
        ask_lives: gives `lives`; asked by who first wants them, for they take a while and not everybody does.
        let_go: is called after each piece of a long table that is looked at.
    """

    as_of: date
    run_id: str
    product_version: str
    parameters_version: str
    inputs: tuple[Input, ...]
    tables: Mapping[str, pl.DataFrame]
    checks: Mapping[str, CheckTitle]
    indicators: Mapping[str, IndicatorTitle]
    fallbacks: tuple[Fallback, ...] = ()
    not_run: tuple[NotRun, ...] = ()
    not_run_in_counties: tuple[NotRun, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    diff: Diff | None = None
    passed_over: PassedOver | None = None
    ask_lives: Callable[[], pl.DataFrame] = no_lives
    let_go: Callable[[], None] = _nothing

    def __post_init__(self) -> None:
        """Refuses frames that are not in the declared form, and rows that no list would show.

        Raises:
            ValueError: a table is missing, lacks a declared column or has it in another dtype; a check or indicator
                has no title.
        """
        if missing := [name for name, table in OUTPUTS.items() if name not in self.tables and not table.optional]:
            raise ValueError(f"tables missing: {', '.join(missing)}")
        for table in self.published:
            require_form(self.frame(table), table)
        _require_titles(self.findings["check_id"], self.checks)
        _require_titles(self.frame(COVERAGE)["kpi"], self.indicators)
        _require_titles(self.frame(COVERAGE_GAPS)["kpi"], self.indicators)

    @cached_property
    def lives(self) -> pl.DataFrame:
        """What nights said of clues and people entered about them, as `reports.life.lives_of` gives it."""
        return self.ask_lives()

    @cached_property
    def published(self) -> tuple[Table, ...]:
        """The tables that there are, in the order of the declarations."""
        return tuple(table for name, table in OUTPUTS.items() if name in self.tables)

    def frame(self, table: Table) -> pl.DataFrame:
        """The frame published as `table`; without rows where it is optional and not published."""
        return self.tables.get(table.name, table.empty())

    @cached_property
    def findings(self) -> pl.DataFrame:
        """Findings of all families: columns of `mismatch`."""
        return pl.concat([self.frame(table).select(tuple(MISMATCH.dtypes)) for table in FINDINGS])

    @cached_property
    def not_linked(self) -> pl.DataFrame:
        """The rows of `links` that are linked to nobody: few of millions, of which a piece is looked at at a time."""
        links, those = self.frame(LINKS), pl.col("outcome") != Outcome.LINKED.value
        found = [links.clear()]
        for piece in links.iter_slices(_PIECE):
            found.append(piece.filter(those))
            self.let_go()
        return pl.concat(found)

    @cached_property
    def funnel(self) -> Funnel:
        """Rows read down to persons who differ."""
        return count_funnel(self.inputs, self.frame(LINKS), self.findings, self.frame(HOUSEHOLDS))

    @property
    def whole(self) -> str:
        """What the area that it speaks of is called: a city where its extracts come in parts by county."""
        return CITY if any(one.county for one in self.inputs) else AreaLevel.DISTRICT.label

    @cached_property
    def silent_on(self) -> tuple[str, ...]:
        """Of each county of which some rules say nothing, and for want of what: a line."""
        lacking: dict[tuple[str, str], list[str]] = {}
        for one in self.not_run_in_counties:
            lacking.setdefault((one.county, one.reason), []).append(one.id)
        without = {one.county for one in self.not_run_in_counties if REGISTRY in one.missing}
        whole = tuple(f"{county} 缺少 {SOURCE_TITLES[REGISTRY]}:全部未核对" for county in sorted(without))
        told = (
            f"{county} {why}:{'、'.join(ids)} 未核对" for (county, why), ids in lacking.items() if county not in without
        )
        return (*whole, *told)

    @property
    def checks_not_run(self) -> tuple[NotRun, ...]:
        """Checks that could not be run."""
        return tuple(one for one in self.not_run if one.id not in self.indicators)

    @property
    def check_titles(self) -> dict[str, str]:
        """Check id -> title."""
        return {check_id: check.title for check_id, check in self.checks.items()}

    def checks_of(self, family: Family) -> dict[str, CheckTitle]:
        """The checks of one family, in order."""
        return {check_id: title for check_id, title in self.checks.items() if Family.of(check_id) is family}

    @property
    def families(self) -> tuple[Family, ...]:
        """Families that have a check, in the order of the reports."""
        return tuple(family for family in Family if self.checks_of(family))


def require_form(frame: pl.DataFrame, table: Table) -> None:
    """Refuses a frame without the declared columns in their dtypes.

    Raises:
        ValueError: it names each column at fault.
    """
    wrong = [name for name, dtype in table.dtypes.items() if frame.schema.get(name) != dtype]
    if wrong:
        raise ValueError(f"{table.name}: columns missing or of another dtype: {', '.join(wrong)}")


def _require_titles(ids: pl.Series, titled: Mapping[str, object]) -> None:
    untitled = sorted(set(ids.unique()) - set(titled))
    if untitled:
        raise ValueError(f"no title for {', '.join(map(str, untitled))}")
