"""`hedui report household`: the verification report of households, one page each, to be printed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.asked import words_or_read
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.values import folder as folder_path
from pipelines.workspace.folders import Workspace, private_folder
from pipelines.workspace.manifest import read_manifest
from schemas.errors import NothingPublishedError, UnknownIdError

if TYPE_CHECKING:
    from datetime import date

    from reports.household import HouseholdReport
    from reports.household_content import Material

group("report", "打印核对报告", "种类")


@command(
    "report household",
    Use.LOOK,
    "一户的核对报告,一页(HTML,可打印)",
    "the one-page verification report (核对报告) of a household, to print",
    argument("number", nargs="+", metavar="编号", help="家庭编号或申请编号;- 从标准输入读"),
    argument("--out", type=folder_path, metavar="文件夹", help="写到哪里(默认工作区的 reports)"),
    as_of("哪一次发布,默认最新", default=None),
)
def household(arguments: argparse.Namespace) -> int:
    """Writes the reports of the households asked for."""
    from pipelines.explaining.recall import published_day
    from reports.files import file_name
    from reports.household import report_names, write_household
    from reports.household_content import household_reports

    workspace = Workspace(arguments.workspace)
    day = published_day(workspace, arguments.as_of)
    material = _material(workspace, day)
    numbers = words_or_read(arguments.number, "家庭编号或申请编号,每行一个")
    reports = list(household_reports(material, numbers))
    _refuse_unknown(numbers, reports)
    folder = private_folder(arguments.out or workspace.root / "reports" / str(day), keep_existing=bool(arguments.out))
    named = list(zip(report_names(reports), reports, strict=True))
    written = {name: folder / file_name(name, ".html") for name, _ in named}
    for name, report in named:
        write_household(report, written[name])
    console.written(written, as_json=arguments.json)
    console.next_step("在浏览器中打开并打印;依据见 hedui explain 家庭编号")
    return 0


def _material(workspace: Workspace, day: date) -> Material:
    """What the reports say, as the publication of a date had it."""
    import polars as pl

    from pipelines.explaining.recall import recall_evidence
    from pipelines.publishing.published import published_tables
    from policies.checks import CHECKS
    from policies.terms.rows import rows
    from policies.verification import household_economy
    from reports.household_content import Material
    from schemas.outputs.findings import FINDINGS, MISMATCH

    tables = published_tables(workspace, day, FINDINGS)
    if not tables:
        raise NothingPublishedError(
            f"{day} 的报表未齐", hint=f"请先运行 hedui run nightly --as-of {day},或用 --as-of 指定另一次发布"
        )
    evidence, manifest = recall_evidence(workspace, day), read_manifest(workspace.publication(day)) or {}
    return Material(
        as_of=day,
        parameters_version=evidence.parameters.version,
        economy=household_economy(evidence),
        findings=pl.concat([frame.select(MISMATCH.dtypes.keys()) for frame in tables.values()]),
        applications=rows(evidence, "applications"),
        titles={check_id: check.title for check_id, check in CHECKS.items()},
        not_checked=_not_run(manifest.get("not_run")).get("", ()),
        not_checked_in=_not_run(manifest.get("not_run_in_counties")),
    )


def _not_run(facts: object) -> dict[str, tuple[str, ...]]:
    """County, empty for the whole -> the checks that the night did not run for want of data, as its manifest says."""
    from policies.checks import CHECKS

    idle: dict[str, tuple[str, ...]] = {}
    for one in facts if isinstance(facts, list) else []:
        if one["id"] in CHECKS:
            county = str(one.get("county", ""))
            idle[county] = (*idle.get(county, ()), str(one["id"]))
    return idle


def _refuse_unknown(numbers: list[str], reports: list[HouseholdReport]) -> None:
    missing = sorted(set(numbers) - {report.household_no for report in reports})
    if missing:
        raise UnknownIdError(
            f"没有编号为 {'、'.join(missing)} 的在保家庭或本年申请",
            hint="请核对家庭编号或申请编号,或用 --as-of 指定发布",
        )
