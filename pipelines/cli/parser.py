"""The parser of the command line, put together from the commands as they are declared."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, NoReturn

from pipelines.cli.chinese import ChineseHelp, speak_chinese
from pipelines.cli.command import Command, commands, default_workspace, groups
from schemas.errors import EXIT_CODES, ConfigurationError

_EXAMPLES = """例: hedui demo --people 20000
    hedui run nightly --workspace workspace --as-of 2019-06-30
    hedui explain - --workspace workspace    (从标准输入读编号,不留在进程列表中)"""


class _Parser(argparse.ArgumentParser):
    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": ChineseHelp, **given})

    def error(self, message: str) -> NoReturn:
        from schemas.masking import mask_numbers  # whoever types well need not wait for it
        from schemas.visible import visible

        self.print_usage(sys.stderr)
        told = visible(mask_numbers(message))
        self.exit(ConfigurationError.exit_code, f"用法有误: {told}\n详见 {self.prog} --help\n")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Reads the arguments; `command` of what it returns is to be called with it."""
    speak_chinese()
    return _root().parse_args(argv)


def _root() -> argparse.ArgumentParser:
    root = _Parser(
        prog="hedui",
        description="核对: 区县民政夜间数据比对(居民家庭经济状况核对)。只列疑似线索,不作认定。",
        epilog=f"{_exit_codes()}\n\n{_EXAMPLES}",
    )
    root.add_argument("--version", action="version", version=f"%(prog)s {version('hedui')}", help="显示版本并退出")
    branches = {"": root.add_subparsers(metavar="命令", required=True)}
    for command in commands():
        first, _, name = command.name.rpartition(" ")
        if first not in branches:
            group = groups()[first]
            parent = branches[""].add_parser(first, help=group.text, description=group.text)
            branches[first] = parent.add_subparsers(metavar=group.second, required=True)
        _add(branches[first].add_parser(name, help=command.text, description=command.text), command)
    return root


def _add(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.set_defaults(command=command.function, **command.fixed)
    for one in command.all_arguments:
        parser.add_argument(*one.names, **one.options)
    if command.in_workspace:
        parser.set_defaults(workspace=default_workspace())


def _exit_codes() -> str:
    told = [f"{code} {meaning.chinese}" for code, meaning in EXIT_CODES.items()]
    lines = [" · ".join(told[start : start + 3]) for start in range(0, len(told), 3)]
    return "退出码: " + "\n        ".join(lines)
