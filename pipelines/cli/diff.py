"""`hedui diff`: what changed between two publications, by check and by indicator."""

from __future__ import annotations

import argparse
from datetime import date

from pipelines.cli import console
from pipelines.publishing.published import published_tables
from pipelines.workspace.folders import Workspace
from reports.diff import COMPARED, Published, compare, published
from schemas.errors import NothingPublishedError


def diff(arguments: argparse.Namespace) -> int:
    """Compares the publications of two dates."""
    workspace = Workspace(arguments.workspace)
    found = compare(_side(workspace, arguments.before), _side(workspace, arguments.after))
    counts = found.by_check()
    indicators = found.indicators
    if arguments.json:
        console.data_json({"checks": counts.to_dicts(), "indicators": indicators.to_dicts()})
    else:
        console.table(("检查项", "新增", "消除", "延续", "内容变化"), counts.iter_rows())
        console.data("")
        districts = indicators.filter(indicators["area_level"] == "district")
        console.table(
            ("指标", "分子(前)", "分子(后)", "分母(前)", "分母(后)"),
            districts.select(
                "kpi", "numerator_before", "numerator_after", "denominator_before", "denominator_after"
            ).iter_rows(),
        )
    console.next_step(f"打开 {workspace.publication(arguments.after) / 'index.html'} 看新增线索")
    return 0


def _side(workspace: Workspace, day: date) -> Published:
    tables = published_tables(workspace, day, COMPARED)
    if len(tables) < len(COMPARED):
        dates = "、".join(str(one) for one in workspace.published_dates()) or "无"
        raise NothingPublishedError(f"{day} 没有完整的发布", hint=f"已发布的日期: {dates}")
    return published(day, tables)
