"""`hedui status`: what lies in a workspace and how the last runs ended."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import duration
from pipelines.workspace.folders import Workspace, lying_in
from pipelines.workspace.manifest import MAKE_AGAIN, MANIFEST, is_damaged, is_unreadable, read_manifest
from schemas.errors import (
    WITHOUT_SOMETHING,
    HeduiError,
    NothingLeftError,
    NotPublishedError,
    OtherVersionError,
    WorkspaceBusyError,
)

if TYPE_CHECKING:
    from reports.hand_overs import HandOvers

_LAST_RUNS = 5
_UNREADABLE = "清单无法读取"


@command(
    "status",
    Use.LOOK,
    "工作区现状: 发布、运行、数据文件",
    "publications, last runs and newest extracts of a workspace; exit 1 where no night ended well for too long",
    argument("--expect", type=duration, metavar="时长", help="如 26h、2d:此时长内没有发布则退出码 1(供监控)"),
)
def status(arguments: argparse.Namespace) -> int:
    """Shows publications, last runs and the newest extract of each source."""
    from pipelines.publishing.last_night import last_published

    workspace = Workspace(arguments.workspace)
    workspace.require()
    publications = [_publication(workspace.publication(day)) for day in workspace.published_dates()]
    runs = [_run(folder) for folder in lying_in(workspace.runs)[: -_LAST_RUNS - 1 : -1]]
    extracts = _extracts(workspace)
    decisions = _decisions(workspace)
    hand_overs = _hand_overs(workspace)
    published = last_published(workspace)
    if arguments.json:
        facts: dict[str, object] = {
            "publications": publications,
            "runs": runs,
            "extracts": extracts,
            "decisions": decisions,
            "hand_overs": hand_overs.facts if hand_overs else None,
            "last_published": published.isoformat() if published else None,
        }
        console.data_json(facts)
    else:
        console.table(("发布日期", "运行", "报表", "发布编号"), (tuple(one.values()) for one in publications))
        console.data("")
        console.table(("运行", "流程", "数据日期", "结果", "说明"), map(_told, runs))
        console.data("")
        console.table(("来源", "名称", "数据截止日", "文件"), (tuple(one.values()) for one in extracts))
        if decisions:
            console.data("")
            console.table(("人工判定", "条数"), decisions.items())
        if hand_overs and hand_overs.lines:
            console.data("")
            console.data("\n".join(hand_overs.lines))
    _say_unreadable(workspace, publications, runs)
    late = arguments.expect is not None and _is_late(workspace, published, arguments.expect)
    console.next_step(f"hedui {'doctor' if late else 'run nightly'} --workspace {arguments.workspace}")
    return NotPublishedError.exit_code if late else 0


def _say_unreadable(
    workspace: Workspace, publications: Iterable[Mapping[str, object]], runs: Iterable[Mapping[str, object]]
) -> None:
    """What cannot be read of what is listed: when it ended is not known, and so the last time may be an earlier one."""
    published = [str(one["as_of"]) for one in publications if one["reports"] == _UNREADABLE]
    folders = [workspace.published / day for day in published]
    folders += [workspace.runs / str(one["run_id"]) for one in runs if one["status"] == _UNREADABLE]
    for folder in folders:
        console.note(f"警告 {folder / MANIFEST} 缺失或已损坏,最近一次发布的时间不计此次")
    for day in published:
        console.hint(MAKE_AGAIN.format(day))


def _is_late(workspace: Workspace, published: datetime | None, expected: timedelta) -> bool:
    """Whether no night has ended well for so long; said where it is so."""
    from pipelines.workspace.settings import local_time

    if published is None:
        console.error("从未发布")
        return True
    age = datetime.now(UTC) - published
    if age > expected:
        hours = age.total_seconds() / 3600
        local = local_time(workspace, published)
        console.error(f"最近一次发布(或核实未变)在 {local:%Y-%m-%d %H:%M},已过 {hours:.1f} 小时")
    return age > expected


def _publication(folder: Path) -> dict[str, object]:
    manifest = read_manifest(folder) or {}
    return {
        "as_of": folder.name,
        "run_id": manifest.get("run_id", "?"),
        "reports": _UNREADABLE if is_damaged(folder) else "齐全" if manifest.get("complete") else "未齐",
        "edition": manifest.get("edition", "?"),
    }


def _decisions(workspace: Workspace) -> dict[str, int]:
    """Decisions of reviewers by how they stand against the last night, where what that night left can be read now."""
    from pipelines.review.counts import decision_counts

    latest = workspace.latest()
    try:
        counts = decision_counts(workspace, latest) if latest else {}
    except (WorkspaceBusyError, OtherVersionError, NothingLeftError) as unknown:
        console.note(f"人工判定的效力暂不可知: {unknown.message}。{unknown.hint}")
        return {}
    return {state.label: count for state, count in counts.items()}


def _hand_overs(workspace: Workspace) -> HandOvers | None:
    """What became of what left the bureau, where what the last run left can be read."""
    from pipelines.publishing.hand_overs import standing_hand_overs

    try:
        return standing_hand_overs(workspace)
    except HeduiError as unknown:
        console.note(f"报送情况暂不可知: {unknown.message}。{unknown.hint}")
        return None


def _run(folder: Path) -> dict[str, object]:
    manifest = read_manifest(folder)
    if manifest is None:
        how = _UNREADABLE if is_unreadable(folder) else "进行中或中断"
        return {"run_id": folder.name, "flow": "?", "as_of": "?", "status": how, "error": "", "without": ""}
    without = manifest.get("exit_code") == WITHOUT_SOMETHING
    words = {"ok": "完成,有内容未用" if without else "完成", "failed": f"失败({manifest.get('exit_code')})"}
    return {
        "run_id": folder.name,
        "flow": manifest.get("flow"),
        "as_of": manifest.get("as_of"),
        "status": words.get(str(manifest.get("status")), "?"),
        "error": manifest.get("error", ""),
        "without": _without(manifest),
    }


def _told(run: Mapping[str, object]) -> tuple[object, ...]:
    return (run["run_id"], run["flow"], run["as_of"], run["status"], run["error"] or run["without"])


def _without(manifest: Mapping[str, object]) -> str:
    """What a run published without, in a few words; its first page says all of it."""
    from schemas.extracts import EXTRACTS

    refused, unused = (
        [one for one in listed if isinstance(one, Mapping)] if isinstance(listed := manifest.get(name), list) else []
        for name in ("fallbacks", "left_out")
    )
    titles = [extract.title for source, extract in EXTRACTS.items() if source in {one.get("source") for one in refused}]
    told = [f"拒收 {'、'.join(titles)}"] if titles else []
    return ";".join([*told, f"未用 {len(unused)} 个专题或更正文件"] if unused else told)


def _extracts(workspace: Workspace) -> list[dict[str, object]]:
    from pipelines.ingest.landing import scan
    from schemas.extracts import EXTRACTS

    landing = scan(workspace.landing)
    shown: list[dict[str, object]] = []
    for source, extract in EXTRACTS.items():
        dates = [file.cut_off for file in landing.files if file.source == source]
        files = sum(day == max(dates) for day in dates)
        shown.append({"source": source, "title": extract.title, "cut_off": max(dates, default=None), "files": files})
    return shown
