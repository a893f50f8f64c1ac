"""`hedui prune`, `backup`, `restore`, `upgrade`: a workspace over the years."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import new_file, whole
from pipelines.workspace.folders import Workspace
from schemas.errors import NothingLeftError

if TYPE_CHECKING:
    from pipelines.keeping.prune import Pruned

_MEGABYTE = 1_000_000


@command(
    "prune",
    Use.PRACTISE,
    "按设置清理过期的发布、运行日志和数据仓库中不再用到的数据",
    "lets go of what the settings (`keep_…`) no longer keep",
    argument("--dry-run", action="store_true", help="只列出将清理的内容,不作任何改动"),
)
def prune(arguments: argparse.Namespace) -> int:
    """Lets go of what the settings no longer keep."""
    from pipelines.keeping.prune import plan
    from pipelines.keeping.prune import prune as let_go

    workspace = Workspace(arguments.workspace)
    workspace.require()
    if not workspace.warehouse.is_file():
        raise NothingLeftError(f"工作区 {workspace.root} 还没有数据仓库")
    pruned = plan(workspace) if arguments.dry_run else let_go(workspace)
    if arguments.json:
        console.data_json(_facts(pruned, dry_run=arguments.dry_run))
    else:
        _tell(pruned, dry_run=arguments.dry_run)
    return 0


def _facts(pruned: Pruned, *, dry_run: bool) -> dict[str, object]:
    leaving = pruned.leaving
    return {
        "dry_run": dry_run,
        "publications": [str(day) for day in leaving.publications],
        "unrecorded": [str(day) for day in leaving.unrecorded],
        "extracts_of": [str(day) for day in leaving.chosen],
        "runs": [run.name for run in leaving.runs],
        "bytes": pruned.freed,
    }


def _tell(pruned: Pruned, *, dry_run: bool) -> None:
    leaving = pruned.leaving
    lists = {
        "发布(仍记为一期)": [str(day) for day in leaving.publications],
        "数据仓库中的数据": [str(day) for day in leaving.chosen],
        "运行日志": [run.name for run in leaving.runs],
    }
    console.table(
        ("将清理" if dry_run else "已清理", "数量", "从", "到"),
        ((what, len(names), names[0] if names else "", names[-1] if names else "") for what, names in lists.items()),
    )
    console.data(f"{'约可腾出' if dry_run else '已腾出'} {pruned.freed / _MEGABYTE:,.1f} MB")
    if leaving.unrecorded:
        days = "、".join(map(str, leaving.unrecorded))
        console.note(f"以下发布已损坏或未登记,没有清理: {days}")
    if not (leaving.publications or leaving.chosen or leaving.runs):
        console.next_step("保留期限在 hedui.toml 的 keep_publications、keep_extracts、keep_runs 中设置(0 为一直保留)")


@command(
    "backup",
    Use.PRACTISE,
    "备份工作区中无法重新生成的一切(夜间运行时也可以)",
    "backs up what cannot be made anew, also while a night is at work",
    argument("file", type=new_file, metavar="文件", help="新的备份文件(.tar.gz),在工作区以外"),
    argument("--landing", action="store_true", help="连同 landing 中各单位的数据文件"),
    argument("--publications", type=whole(0), metavar="期数", help="只带最新几期发布(默认全部)"),
)
def backup(arguments: argparse.Namespace) -> int:
    """Writes a backup."""
    from pipelines.keeping.backup import back_up

    workspace = Workspace(arguments.workspace)
    workspace.require()
    made = back_up(workspace, arguments.file, landing=arguments.landing, publications=arguments.publications)
    if arguments.json:
        facts = {"file": str(arguments.file), "files": made.files, "bytes": made.size}
        days = [str(day) for day in made.publications]
        console.data_json({**facts, "publications": days, "beside_a_run": made.beside_a_run})
    else:
        console.data(f"{arguments.file}: {made.files} 个文件,{made.size / _MEGABYTE:,.1f} MB")
        console.data(f"发布 {len(made.publications)} 期,landing {'已' if arguments.landing else '未'}包含")
    if made.beside_a_run:
        console.note("有运行正在进行: 数据仓库的历史取自上一次运行结束时")
    console.next_step("备份中有密钥和个人信息,请存放在只有本单位能读的地方;用 hedui restore 演练恢复")
    return 0


@command(
    "restore",
    Use.PRACTISE,
    "把备份恢复到空的工作区",
    "restores a backup into an empty workspace",
    argument("file", type=Path, metavar="文件", help="hedui backup 写出的文件"),
)
def restore(arguments: argparse.Namespace) -> int:
    """Restores a backup."""
    from pipelines.keeping.restore import restore as bring_back

    restored = bring_back(Workspace(arguments.workspace), arguments.file)
    if arguments.json:
        days = [str(day) for day in restored.publications]
        facts = {"files": restored.files, "publications": days, "entries": restored.entries}
        console.data_json({**facts, "landing": restored.landing})
    else:
        console.data(f"{arguments.workspace}: 已恢复 {restored.files} 个文件,发布 {len(restored.publications)} 期")
        console.data(f"人工判定等记录 {restored.entries} 条,首尾相连")
        console.data(f"landing {'已恢复' if restored.landing else '不在备份中'}")
    first = "放入备份之后收到的数据文件(如有)" if restored.landing else "补齐 landing 中的数据文件"
    console.next_step(f"{first}后运行 hedui run nightly --workspace {arguments.workspace}")
    return 0


@command(
    "upgrade",
    Use.PRACTISE,
    "把较早版本留下的工作区升级到本版本",
    "takes over a workspace that an older version left",
)
def upgrade(arguments: argparse.Namespace) -> int:
    """Takes over an older workspace."""
    from pipelines.keeping.upgrade import upgrade as take_over

    workspace = Workspace(arguments.workspace)
    workspace.require()
    done = take_over(workspace)
    if arguments.json:
        console.data_json({"before": done.before, "after": done.after, "entries": done.entries})
    elif done.before == done.after:
        console.data(f"{arguments.workspace} 已是本版本的结构({done.after}),无需升级")
    else:
        console.data(f"{arguments.workspace}: 结构版本 {done.before} → {done.after}")
        console.data(f"已接管人工判定等记录 {done.entries} 条、发布 {done.publications} 期")
    console.next_step(f"hedui run nightly --workspace {arguments.workspace}")
    return 0
