"""The typed report of a publication: its tables beside what the policies say of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Any

import polars as pl

from pipelines.ingest.read import ExtractRead
from pipelines.workspace.mapped import let_go
from policies.checks import CHECKS
from policies.economy.registers import register_ages
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from reports.diff import compare, published
from reports.inputs import Input
from reports.report import CheckTitle, IndicatorTitle, Report, no_lives
from schemas.fallback import Fallback
from schemas.feed import Feed
from schemas.masking import mask_resident_ids
from schemas.not_run import NotRun
from schemas.parameter import Parameters
from schemas.passed_over import PassedOver
from schemas.terms import RegisterState
from schemas.theme import LeftOut


@dataclass(frozen=True, eq=False)
class Content:
    """What a report is made from.

    Attributes:
        as_of: the date for which everything was computed.
        run_id: the run that makes it.
        parameters: the policy in force on that date.
        extracts: source -> extract as read.
        cut_offs: feed -> cut-off date of its extract, used or too old.
        ever_landed: feeds of which any file was ever seen.
        fallbacks: extracts that were refused.
        not_run: checks and indicators that lack a source.
        not_run_in_counties: the same of single counties of a city in parts.
        left_out: what the bureau wrote and the night could not use.
        tables: all published tables that there are, by name.
        before: as-of date and tables (`reports.diff.COMPARED`) of the publication before; None where there is none.
        passed_over: publications before that are damaged; None where there are none.
        ask_lives: gives what nights and people said of clues, as `reports.life.lives_of` does.
    """

    as_of: date
    run_id: str
    parameters: Parameters
    extracts: Mapping[str, ExtractRead]
    cut_offs: Mapping[Feed, date]
    ever_landed: frozenset[Feed]
    fallbacks: tuple[Fallback, ...]
    not_run: tuple[NotRun, ...]
    left_out: tuple[LeftOut, ...]
    tables: Mapping[str, pl.DataFrame]
    not_run_in_counties: tuple[NotRun, ...] = ()
    before: tuple[date, Mapping[str, pl.DataFrame]] | None = None
    passed_over: PassedOver | None = None
    ask_lives: Callable[[], pl.DataFrame] = no_lives


def build_report(content: Content) -> Report:
    """Puts the report together; it computes nothing of its own."""
    return Report(
        as_of=content.as_of,
        run_id=content.run_id,
        product_version=version("hedui"),
        parameters_version=content.parameters.version,
        inputs=_inputs(content),
        tables=content.tables,
        checks={
            check_id: CheckTitle(check.title, check.citation, check.texts, check.meanings)
            for check_id, check in CHECKS.items()
        },
        indicators={kpi: indicator_title(one, content.parameters) for kpi, one in INDICATORS.items()},
        fallbacks=content.fallbacks,
        not_run=content.not_run,
        not_run_in_counties=content.not_run_in_counties,
        left_out=content.left_out,
        diff=None
        if content.before is None
        else compare(published(*content.before), published(content.as_of, content.tables)),
        passed_over=content.passed_over,
        ask_lives=content.ask_lives,
        let_go=let_go,
    )


def _inputs(content: Content) -> tuple[Input, ...]:
    states = register_ages(content.as_of, content.parameters, content.cut_offs, content.ever_landed)
    return tuple(_input(row, content.extracts.get(row["source"])) for row in states.iter_rows(named=True))


def _input(age: Mapping[str, Any], extract: ExtractRead | None) -> Input:
    files = tuple(one for one in extract.files if one.county == age["county"]) if extract else ()
    rows, accepted = sum(one.rows for one in files), sum(one.accepted for one in files)
    return Input(
        source=age["source"],
        county=age["county"],
        files=tuple(mask_resident_ids(one.file) for one in files),
        cut_off=age["cut_off"],
        rows=rows,
        accepted=accepted,
        quarantined=rows - accepted,
        state=RegisterState(age["state"]),
        allowed_age_days=age["allowed_age_days"],
    )


def indicator_title(one: Indicator, parameters: Parameters) -> IndicatorTitle:
    """What people read of an indicator; all of it stands in its declaration."""
    return IndicatorTitle(one.title, one.measure, one.bar(parameters), one.note or one.citation)
