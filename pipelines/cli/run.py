"""`hedui run`: one flow by hand, as a Prefect run where a server is at hand, else directly."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.cli.progress import Progress
from pipelines.cli.values import as_of_day
from pipelines.flows.environment import settle
from pipelines.flows.server import reachable_server
from pipelines.workspace.folders import Workspace
from schemas.errors import ArgumentError
from schemas.flow import Flow

if TYPE_CHECKING:
    from pipelines.publishing.publications import RunOutcome
    from pipelines.run.record import Run

_FLOWS = {
    Flow.NIGHTLY: ("整夜核对: 读取、关联、核对、比对、发布", "the whole night"),
    Flow.INGEST: ("只读取校验数据文件,重发退回数据清单", "only reads files, and publishes what is refused"),
    Flow.LINK: ("只重做人员关联,重发关联结果", "only links"),
    Flow.VERIFY: ("只重做家庭经济状况核对", "only verifies households"),
    Flow.MISMATCH: ("只重做数据比对(Q D R P M)", "only the checks Q, D, R, P and M"),
    Flow.MUTUAL_INCLUSION: ("只重做互相纳入比对(B)", "only the checks B"),
    Flow.COVERAGE: ("只重算核对指标和未达标名单(K)", "only indicators and gaps"),
    Flow.HAND_OVER: ("只重新生成督查与市平台交换文件", "only writes the hand-overs anew"),
}

group("run", "运行一个流程", "流程")

_AT_A_TERMINAL = {
    # What Prefect has to say stands on its page; on the terminal it would stand beside what we say.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    # Each further attempt doubles the wait: with Prefect's own five, somebody would wait minutes for a dead server.
    "PREFECT_CLIENT_MAX_RETRIES": "2",
}


def run(arguments: argparse.Namespace) -> int:
    """Runs a flow and says where its publication lies."""
    from pipelines.night.day import night_date
    from pipelines.run.record import Run
    from pipelines.workspace.settings import bears_password

    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    as_of = arguments.as_of or night_date(workspace, datetime.now(UTC))
    _warn_of_a_date_to_come(as_of)
    if bears_password(arguments.shared):
        raise ArgumentError("--shared 的地址中写有口令", hint="请从地址中删去,口令只由环境变量给出")
    spread = {"scheduler": arguments.scheduler, "shared": arguments.shared}
    work = Run(workspace, arguments.flow, as_of, strict=arguments.strict, **spread)
    outcome = _told(work, lambda: _started(work, alone=arguments.no_prefect))
    with console.afterwards():
        if arguments.json:
            console.data_json(_facts(work, outcome))
        elif arguments.flow is Flow.NIGHTLY:
            console.data("\n".join(outcome.summary))
    say(work, outcome)
    return outcome.exit_code


def _warn_of_a_date_to_come(as_of: date) -> None:
    if as_of > (today := as_of_day("today")):
        console.note(f"警告 数据日期 {as_of} 晚于今天 {today}: 发布后到那一天为止它都是最新一期,线索清单以它为准")
        console.hint("其间各夜都算以往日期,不向市平台报送新的批次;如非有意,请按 Ctrl-C 停止,改用不晚于今天的 --as-of")


for _flow, (_text, _english) in _FLOWS.items():
    command(
        f"run {_flow.command}",
        Use.NIGHT,
        _text,
        _english,
        as_of("数据日期,默认今天(设置 as_of 可改为数据截止日)", default=None),
        argument("--strict", action="store_true", help="有文件被拒收时不发布(退出码 3)"),
        argument("--no-prefect", action="store_true", help="即使有 Prefect 服务也直接运行,也不用集群"),
        argument(
            "--scheduler",
            default="",
            metavar="地址",
            help="集群调度器(如 10.0.0.5:8786),由其各工作进程分部分比对;默认按设置",
        ),
        argument(
            "--shared",
            default="",
            metavar="位置",
            help="各部分存盘之处,各工作进程都须看得到(文件夹,或 s3://桶/前缀 等地址);默认按设置",
        ),
        fixed={"flow": _flow},
    )(run)


def _told(work: Run, start: Callable[[], RunOutcome]) -> RunOutcome:
    """Runs it, and tells of a night those who want to be told of nights by hand too."""
    from pipelines.telling.ended import Ended
    from pipelines.telling.notify import tell_and_say, tell_of

    try:
        outcome = start()
    except BaseException as error:
        tell_of(Ended(work.workspace, work, error=error), by_hand=True)
        raise
    tell_and_say(Ended(work.workspace, work, outcome), console.note, by_hand=True)
    return outcome


def _started(work: Run, *, alone: bool) -> RunOutcome:
    """Runs it through Prefect where a server is at hand, or the run takes one, else directly."""
    from pipelines.flows.scheduler import scheduler_of, seen_as

    server, scheduler = None if alone else reachable_server(work.workspace), "" if alone else scheduler_of(work)
    host = seen_as(scheduler) if scheduler else ""
    if server is None and not scheduler:
        console.note("未连接 Prefect 服务,直接运行")
        return _directly(work)
    if server is not None:
        return _through_prefect(work, server)
    from pipelines.flows.own_server import server_for_a_run

    with server_for_a_run(work.workspace, host) as (own, up):
        return _with_workers(work, own, up)


def _directly(work: Run) -> RunOutcome:
    work.listeners = (Progress(),)
    from pipelines.night.start import run_flow

    return run_flow(work)


def _through_prefect(work: Run, server: Mapping[str, str]) -> RunOutcome:
    from pipelines.workspace.settings import load_settings

    timezone = load_settings(work.workspace).timezone
    _settle(work, server)
    from pipelines.flows.by_hand import run_as_flow

    return run_as_flow(work, timezone, console.note)


def _with_workers(work: Run, server: Mapping[str, str], up: Callable[[], None]) -> RunOutcome:
    _settle(work, server)
    from pipelines.flows.by_hand import run_with_workers

    return run_with_workers(work, up)


def _settle(work: Run, server: Mapping[str, str]) -> None:
    work.listeners = (Progress(),)
    settle(work.workspace, {**_AT_A_TERMINAL, **server})


def say(work: Run, outcome: RunOutcome) -> None:
    """Says how a run ended and what one would do next."""
    if outcome.unchanged_since:
        console.note(f"输入、参数和程序均未变化,沿用 {outcome.unchanged_since} 的发布")
    elif outcome.complete:
        console.note(f"已发布 {outcome.folder}")
    else:
        console.note(f"已发布 {outcome.folder}(报表未齐,运行其余流程后补齐)")
    _say_what_lacks(work, outcome)
    if outcome.complete:
        console.next_step(
            f"打开 {outcome.folder / 'index.html'},或 hedui explain 线索编号 --workspace {work.workspace.root}"
        )
    else:
        console.next_step(f"hedui run nightly --workspace {work.workspace.root} --as-of {work.as_of}")


def _say_what_lacks(work: Run, outcome: RunOutcome) -> None:
    for why in dict.fromkeys(work.undone):
        console.note(f"发布是完整的,但运行记录未能写全: {why};处理后重新运行即可补上")
    if outcome.passed_over:
        console.note(f"警告 {outcome.passed_over.text}")
        console.hint(outcome.passed_over.hint)
    if outcome.made_again:
        console.note(f"警告 {outcome.made_again.text}")
        if outcome.made_again.hint:
            console.hint(outcome.made_again.hint)
    for one in outcome.fallbacks:
        console.note(f"拒收 {one.text}")
        console.hint(one.hint)
    if outcome.undelivered:
        console.note(f"警告 交换文件未送达: {outcome.undelivered}")
    for left in outcome.left_out:
        console.note(f"未用 {left.reason}")
        console.hint(left.hint)


def _facts(work: Run, outcome: RunOutcome) -> dict[str, object]:
    return {
        "status": "unchanged" if outcome.unchanged_since else "published",
        "exit_code": outcome.exit_code,
        "run_id": work.id,
        "flow": work.flow.value,
        "as_of": work.as_of.isoformat(),
        "published": str(outcome.folder),
        "complete": outcome.complete,
        "unchanged_since": outcome.unchanged_since,
        "fallbacks": [one.facts for one in outcome.fallbacks],
        "passed_over": outcome.passed_over.facts if outcome.passed_over else None,
        "made_again": outcome.made_again.facts if outcome.made_again else None,
        "undelivered": outcome.undelivered or None,
        "left_out": [one.facts for one in outcome.left_out],
        "stages": [{"stage": one.stage.value, "rows": one.rows, "seconds": one.seconds} for one in work.stages],
        "log": str(work.log_file),
    }
