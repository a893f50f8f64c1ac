"""The typed report of a publication: its tables beside what the policies say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import polars as pl

from pipelines.ingest.read import ExtractRead
from policies.checks import CHECKS
from policies.economy.registers import register_ages
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from reports.diff import compare, published
from reports.inputs import Input
from reports.report import CheckTitle, IndicatorTitle, Report
from schemas.not_run import NotRun
from schemas.parameter import Parameters
from schemas.terms import RegisterState


@dataclass(frozen=True, eq=False)
class Content:
    """What a report is made from.

    Attributes:
        as_of: the date for which everything was computed.
        run_id: the run that makes it.
        parameters: the policy in force on that date.
        extracts: source -> extract as read.
        ever_landed: sources of which any file was ever seen.
        not_run: checks and indicators that lack a source.
        tables: all published tables that there are, by name.
        before: as-of date and tables (`reports.diff.COMPARED`) of the publication before; None where there is none.
    """

    as_of: date
    run_id: str
    parameters: Parameters
    extracts: Mapping[str, ExtractRead]
    ever_landed: frozenset[str]
    not_run: tuple[NotRun, ...]
    tables: Mapping[str, pl.DataFrame]
    before: tuple[date, Mapping[str, pl.DataFrame]] | None = None


def build_report(content: Content) -> Report:
    """Puts the report together; it computes nothing of its own."""
    return Report(
        as_of=content.as_of,
        run_id=content.run_id,
        product_version=version("hedui"),
        parameters_version=content.parameters.version,
        inputs=_inputs(content),
        tables=content.tables,
        checks={check_id: CheckTitle(check.title, check.basis, check.texts) for check_id, check in CHECKS.items()},
        indicators={kpi: indicator_title(one, content.parameters) for kpi, one in INDICATORS.items()},
        not_run=content.not_run,
        diff=None
        if content.before is None
        else compare(published(*content.before), published(content.as_of, content.tables)),
    )


def _inputs(content: Content) -> tuple[Input, ...]:
    cut_offs = {source: extract.cut_off for source, extract in content.extracts.items()}
    states = register_ages(content.as_of, content.parameters, cut_offs, content.ever_landed)
    return tuple(
        _input(source, RegisterState(state), content.extracts.get(source))
        for source, state in states.select("source", "state").iter_rows()
    )


def _input(source: str, state: RegisterState, extract: ExtractRead | None) -> Input:
    if extract is None:
        return Input(source, (), None, 0, 0, 0, state)
    rows = sum(one.rows for one in extract.files)
    accepted = extract.split.accepted.height
    files = tuple(one.file for one in extract.files)
    return Input(source, files, extract.cut_off, rows, accepted, rows - accepted, state)


def indicator_title(one: Indicator, parameters: Parameters) -> IndicatorTitle:
    """What people read of an indicator; all of it stands in its declaration."""
    return IndicatorTitle(one.title, one.measure, one.bar(parameters), one.note or one.basis)
