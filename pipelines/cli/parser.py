"""The commands and their arguments; a command's module is imported only when it is called."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from pipelines.cli.values import as_of_day, cron, factor, folder, new_file, timezone, whole
from schemas.errors import ConfigurationError, NotInstalledError
from schemas.flow import Flow

WORKSPACE_VARIABLE = "HEDUI_WORKSPACE"
_DEFAULT_WORKSPACE = "workspace"
_EPILOG = """退出码: 0 已发布 · 1 已算完但未发布(某项核查或限值未通过) · 2 用法或配置有误
        3 数据文件被拒绝 · 4 内部错误 · 5 另一次运行正占用工作区

例: hedui demo --people 20000
    hedui run nightly --workspace workspace --as-of 2019-06-30
    hedui explain 432902199001011234 --workspace workspace"""
_FLOWS = {
    Flow.NIGHTLY: "整夜核对: 读取、关联、核对、比对、发布",
    Flow.INGEST: "只读取校验数据文件,重发退回数据清单",
    Flow.LINK: "只重做人员关联,重发关联结果",
    Flow.VERIFY: "只重做家庭经济状况核对",
    Flow.MISMATCH: "只重做数据比对(Q D R P M)",
    Flow.MUTUAL_INCLUSION: "只重做互相纳入比对(B)",
    Flow.COVERAGE: "只重算核对指标和未达标名单(K)",
    Flow.DELIVER: "只重新生成督查与市平台交换文件",
}
_ONE_DAY_CRON = "0 2 * * *"
_DEMO_PEOPLE = 500_000
_FEWEST = 20
_DEMO_MODULES = ("faker", "pypinyin")
"""What the extra `demo` installs."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(ConfigurationError.exit_code, f"用法有误: {message}\n详见 {self.prog} --help\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Reads the arguments; `command` of what it returns is to be called with it."""
    return _root().parse_args(argv)


def _root() -> argparse.ArgumentParser:
    root = _Parser(
        prog="hedui",
        description="核对: 区县民政夜间数据比对(居民家庭经济状况核对)。只列疑似线索,不作认定。",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    root.add_argument("--version", action="version", version=f"%(prog)s {version('hedui')}")
    commands = root.add_subparsers(metavar="命令", required=True)
    _demo(commands)
    _run(commands)
    _check_inputs(commands)
    _explain(commands)
    _diff(commands)
    _review(commands)
    _status(commands)
    _report(commands)
    _params(commands)
    _serve(commands)
    _new_district(commands)
    _train(commands)
    return root


def _command(
    commands: argparse._SubParsersAction[_Parser], name: str, text: str, *, function: str, workspace: bool = True
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=_lazily(function))
    if workspace:
        default = os.environ.get(WORKSPACE_VARIABLE, _DEFAULT_WORKSPACE)
        parser.add_argument(
            "--workspace", type=folder, default=Path(default), metavar="文件夹", help=f"工作区(默认 {default})"
        )
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出到标准输出")
    return parser


def _lazily(function: str) -> Callable[[argparse.Namespace], int]:
    module, _, name = function.partition(":")

    def call(arguments: argparse.Namespace) -> int:
        try:
            code: int = getattr(import_module(f"pipelines.cli.{module}"), name)(arguments)
        except ModuleNotFoundError as error:
            if error.name not in _DEMO_MODULES:
                raise
            hint = "请安装后重试: pip install 'hedui[demo]'"
            raise NotInstalledError(f"没有安装虚构区所需的程序包 {error.name}", hint=hint) from error
        return code

    return call


def _as_of(parser: argparse.ArgumentParser, *, default: str | None = "today", text: str = "数据日期,默认今天") -> None:
    parser.add_argument("--as-of", type=as_of_day, default=default, metavar="YYYY-MM-DD", help=text)


def _demo(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "demo", "生成一个虚构区并跑一夜", function="demo:demo", workspace=False)
    parser.add_argument("--workspace", type=folder, default=Path("workspace-demo"), metavar="文件夹", help="新工作区")
    parser.add_argument("--people", type=whole(_FEWEST), default=_DEMO_PEOPLE, help=f"人口(默认 {_DEMO_PEOPLE})")
    parser.add_argument("--seed", type=whole(0), default=1, help="随机种子")


def _run(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "运行一个流程"
    parser = commands.add_parser("run", help=text, description=text)
    flows = parser.add_subparsers(metavar="流程", required=True)
    for flow, purpose in _FLOWS.items():
        command = _command(flows, flow.command, purpose, function="run:run")
        command.set_defaults(flow=flow)
        _as_of(command, default=None, text="数据日期,默认今天(设置 as_of 可改为数据截止日)")
        command.add_argument("--no-prefect", action="store_true", help="即使有 Prefect 服务也直接运行")


def _check_inputs(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "报送前自查: 读数据文件,不写任何东西"
    parser = _command(commands, "check-inputs", text, function="check_inputs:check_inputs")
    parser.add_argument("path", nargs="?", type=Path, metavar="路径", help="文件或文件夹(默认工作区的 landing)")


def _explain(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "解释一条线索、一个人、一户或一行数据的全部依据"
    parser = _command(commands, "explain", text, function="explain:explain")
    parser.add_argument("id", metavar="编号", help="线索编号、证件号码、家庭或申请编号,或 文件:行号")
    parser.add_argument("--full", action="store_true", help="证件号码不打码(仅限有权查看的人)")
    _as_of(parser, default=None, text="哪一次发布,默认最新")


def _diff(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "diff", "比较两次发布", function="diff:diff")
    parser.add_argument("before", type=as_of_day, metavar="日期")
    parser.add_argument("after", type=as_of_day, metavar="日期")


def _review(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "人工复核: 导出待复核的关联,导入判定"
    parser = commands.add_parser("review", help=text, description=text)
    actions = parser.add_subparsers(metavar="动作", required=True)
    export = _command(actions, "export", "导出复核工作簿", function="review:export")
    export.add_argument("file", type=new_file, metavar="文件.xlsx", help="要写的工作簿")
    export.add_argument("--source", action="append", default=[], metavar="来源", help="只复核某来源(可多次)")
    export.add_argument("--linked", type=whole(0), default=0, metavar="组数", help="另抽查多少组已关联的行(默认 0)")
    _as_of(export, default=None, text="哪一次关联,默认最近一次")
    take = _command(actions, "import", "导入填好的工作簿,全部无误才登记", function="review:take")
    take.add_argument("file", type=Path, metavar="文件.xlsx", help="填好的工作簿")
    take.add_argument("--decided-on", type=as_of_day, default="today", metavar="YYYY-MM-DD", help="判定日期,默认今天")


def _status(commands: argparse._SubParsersAction[_Parser]) -> None:
    _command(commands, "status", "工作区现状: 发布、运行、数据文件", function="status:status")


def _report(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "打印核对报告"
    parser = commands.add_parser("report", help=text, description=text)
    kinds = parser.add_subparsers(metavar="种类", required=True)
    household = _command(kinds, "household", "一户的核对报告(HTML,可打印)", function="household:household")
    household.add_argument("number", nargs="+", metavar="编号", help="家庭编号或申请编号")
    household.add_argument("--out", type=folder, metavar="文件夹", help="写到哪里(默认工作区的 reports)")
    _as_of(household, default=None, text="哪一次发布,默认最新")


def _params(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "政策参数"
    parser = commands.add_parser("params", help=text, description=text)
    actions = parser.add_subparsers(metavar="动作", required=True)
    _as_of(_command(actions, "show", "某日施行的参数", function="params:show"))
    diff = _command(actions, "diff", "两个日期之间变化的参数", function="params:diff")
    diff.add_argument("before", type=as_of_day, metavar="日期")
    diff.add_argument("after", type=as_of_day, metavar="日期")


def _serve(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = _command(commands, "serve", "按时间表每夜运行(Prefect,只监听本机)", function="serve:serve")
    parser.add_argument("--cron", type=cron, default=_ONE_DAY_CRON, help=f"时间表(默认 {_ONE_DAY_CRON!r})")
    parser.add_argument("--timezone", type=timezone, help="时间表的时区(默认为设置 timezone,即 Asia/Shanghai)")
    _as_of(parser, default=None, text="固定的数据日期(演练用),默认为应运行当天(设置 as_of 可改为数据截止日)")
    parser.add_argument("--port", type=whole(0), default=4200, help="没有 Prefect 服务时,本机服务的端口")


def _new_district(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "生成虚构区的数据文件及其真值"
    parser = _command(commands, "new-district", text, function="district:new_district", workspace=False)
    parser.add_argument("folder", type=folder, metavar="文件夹")
    parser.add_argument("--people", type=whole(_FEWEST), required=True, help="人口")
    parser.add_argument("--seed", type=whole(0), required=True, help="随机种子")
    parser.add_argument("--dirt", type=factor, default=1.0, help="数据脏乱程度(1 为平常)")
    _as_of(parser, default="2019-06-30", text="数据日期")


def _train(commands: argparse._SubParsersAction[_Parser]) -> None:
    text = "用工作区的数据训练关联模型,写出模型文件供核对(夜间从不自动训练)"
    parser = _command(commands, "train", text, function="train:train")
    parser.add_argument("--out", type=new_file, required=True, metavar="文件", help="模型文件写到哪里")
    parser.add_argument("--seed", type=whole(0), default=1, help="随机种子")
    parser.add_argument("--truth", type=Path, metavar="文件夹", help="虚构区的真值: 列出各权重段的正确率")
    _as_of(parser, default=None, text="哪一次发布,默认最新")
