"""`hedui doctor`: what would fail tonight, said while somebody is awake to mend it."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command
from pipelines.cli.values import whole
from pipelines.workspace.folders import Workspace

if TYPE_CHECKING:
    from pipelines.checkup.checkup import Checkup

_PORT, _LAST_PORT = 4200, 65_535
PORT = argument(
    "--port", type=whole(0, _LAST_PORT), default=_PORT, metavar="端口", help=f"本机服务的端口(默认 {_PORT})"
)


@command(
    "doctor",
    Use.NIGHT,
    "今夜会不会失败: 查设置、参数、数据文件、磁盘、占用、时钟、密钥、记录、数据仓库和 Prefect,不改动任何东西",
    "what would fail tonight: settings, parameters, files, disk, lock, clock, keys, record, warehouse, Prefect; "
    "exits 0 where tonight would publish (also what would be 7), else in the code in which it would fail",
    as_of("今夜的数据日期,默认按设置", default=None),
    PORT,
)
def doctor(arguments: argparse.Namespace) -> int:
    """Looks at everything that a night needs, and says what to do."""
    from pipelines.checkup.checkup import check_up

    workspace = Workspace(arguments.workspace.resolve())
    workspace.require()
    found = check_up(workspace, datetime.now(UTC), arguments.as_of, arguments.port)
    if arguments.json:
        console.data_json(_facts(found))
    else:
        for one in found.checked:
            console.data(f"{one.outlook.label}  {one.topic}: {one.found}")
            if one.remedy:
                console.data(f"      处理: {one.remedy}")
    if found.exit_code:
        console.error(f"今夜将以退出码 {found.exit_code} 失败")
    console.next_step("按上列处理后再查" if found.exit_code else f"hedui serve --workspace {arguments.workspace}")
    return found.exit_code


def say_what_would_fail(workspace: Workspace, as_of: date | None, port: int) -> None:
    """Says what is not as it should be, before nights are left alone with it."""
    from pipelines.checkup.checkup import check_up

    for one in check_up(workspace, datetime.now(UTC), as_of, port).troubles:
        console.note(f"{one.outlook.label} {one.topic}: {one.found}")
        console.hint(one.remedy)


def _facts(found: Checkup) -> dict[str, object]:
    return {
        "as_of": found.as_of,
        "exit_code": found.exit_code,
        "checks": [
            {
                "topic": one.topic,
                "outlook": one.outlook.value,
                "found": one.found,
                "remedy": one.remedy or None,
                "exit_code": one.exit_code,
            }
            for one in found.checked
        ],
    }
