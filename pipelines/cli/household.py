"""`hedui report household`: the verification report of households, one page each, to be printed."""

from __future__ import annotations

import argparse

import polars as pl

from pipelines.cli import console
from pipelines.cli.asked import words_or_read
from pipelines.explaining.recall import published_day, recall_evidence
from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace, private_folder
from policies.checks import CHECKS
from policies.terms.rows import rows
from policies.verification import household_economy
from reports.files import file_name
from reports.household import HouseholdReport, write_household
from reports.household_content import Material, household_reports
from schemas.errors import NothingPublishedError, UnknownIdError
from schemas.outputs.findings import FINDINGS, MISMATCH


def household(arguments: argparse.Namespace) -> int:
    """Writes the reports of the households asked for."""
    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    tables = published_tables(workspace, day, FINDINGS)
    if not tables:
        raise NothingPublishedError(
            f"{day} 的报表未齐", hint=f"请先运行 hedui run nightly --as-of {day},或用 --as-of 指定另一次发布"
        )
    evidence = recall_evidence(workspace, day)
    material = Material(
        as_of=day,
        parameters_version=evidence.parameters.version,
        economy=household_economy(evidence),
        findings=pl.concat([frame.select(MISMATCH.dtypes.keys()) for frame in tables.values()]),
        applications=rows(evidence, "applications"),
        titles={check_id: check.title for check_id, check in CHECKS.items()},
    )
    numbers = words_or_read(arguments.number, "家庭编号或申请编号,每行一个")
    reports = list(household_reports(material, numbers))
    _refuse_unknown(numbers, reports)
    folder = private_folder(arguments.out or workspace.root / "reports" / str(day), keep_existing=bool(arguments.out))
    written = {report.household_no: folder / file_name(report.household_no, ".html") for report in reports}
    for report in reports:
        write_household(report, written[report.household_no])
    if arguments.json:
        console.data_json({number: str(path) for number, path in written.items()})
    else:
        console.data("\n".join(str(path) for path in written.values()))
    console.next_step("在浏览器中打开并打印;依据见 hedui explain 家庭编号")
    return 0


def _refuse_unknown(numbers: list[str], reports: list[HouseholdReport]) -> None:
    missing = sorted(set(numbers) - {report.household_no for report in reports})
    if missing:
        raise UnknownIdError(
            f"没有编号为 {'、'.join(missing)} 的在保家庭或本年申请",
            hint="请核对家庭编号或申请编号,或用 --as-of 指定发布",
        )
