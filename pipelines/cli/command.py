"""How a command is declared: by its name, what it does, its arguments, and the function that does it.

A declaration stands beside its function in a module of this package, and nothing else lists it. What such a module
imports at its head is light. Whatever reads tables is imported in the function, so that help need not wait for it.
"""

from __future__ import annotations

import argparse
import os
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from pipelines.cli.values import as_of_day, folder
from schemas.terms import Term

WORKSPACE_VARIABLE = "HEDUI_WORKSPACE"
_DEFAULT_WORKSPACE = "workspace"
Function = Callable[[argparse.Namespace], int]


class Use(Term):
    """What a command is for; commands are listed in this order."""

    NIGHT = "night", "夜间运行"
    LOOK = "look", "查看和解释"
    DECIDE = "decide", "复核和参数"
    PRACTISE = "practise", "演练和维护"


@dataclass(frozen=True)
class Argument:
    """One argument: its names, and what else argparse is told of it."""

    names: tuple[str, ...]
    options: Mapping[str, Any]

    @property
    def is_option(self) -> bool:
        """It goes by its name, not by its place."""
        return self.names[0].startswith("-")

    @property
    def takes_value(self) -> bool:
        """A word of its own says what it is."""
        return self.options.get("action") in {None, "append"}

    @property
    def shown(self) -> str:
        """How it is written: an option with what follows it."""
        value = str(self.options.get("metavar", ""))
        return f"{self.names[0]} {value}".rstrip() if self.is_option else value

    @property
    def usage(self) -> str:
        """How it is shown where a command is shown short; empty where it may be left out."""
        if self.is_option:
            return self.shown if self.options.get("required") else ""
        return f"[{self.shown}]" if self.options.get("nargs") in {"?", "*"} else self.shown


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        name: its words after `hedui`.
        use: what it is for.
        text: what it does, in Chinese.
        english: the same in English.
        arguments: its own arguments.
        function: takes the arguments and hands back the exit code.
        fixed: what else the function finds among its arguments.
        in_workspace: it takes `--workspace`.
        as_json: it takes `--json`.
    """

    name: str
    use: Use
    text: str
    english: str
    arguments: tuple[Argument, ...]
    function: Function
    fixed: Mapping[str, object] = field(default_factory=dict)
    in_workspace: bool = True
    as_json: bool = True

    @property
    def all_arguments(self) -> tuple[Argument, ...]:
        """Its own arguments and those that most commands share."""
        shared = ([_WORKSPACE] if self.in_workspace else []) + ([_JSON] if self.as_json else [])
        return (*self.arguments, *shared)

    @property
    def usage(self) -> str:
        """Its words with all that must follow them."""
        return " ".join(filter(None, ["hedui", self.name, *(one.usage for one in self.arguments)]))


@dataclass(frozen=True)
class Group:
    """The first word of commands of two words: what it stands for, and what the second word is called."""

    name: str
    text: str
    second: str


_WORKSPACE = Argument(
    ("--workspace",),
    {
        "type": folder,
        "metavar": "文件夹",
        "help": f"工作区(默认环境变量 {WORKSPACE_VARIABLE} 或 ./{_DEFAULT_WORKSPACE})",
    },
)
_JSON = Argument(("--json",), {"action": "store_true", "help": "结果以 JSON 输出到标准输出"})
_DECLARED: dict[str, Command] = {}
_GROUPS: dict[str, Group] = {}


def argument(*names: str, **options: Any) -> Argument:
    """Declares an argument in the words of `ArgumentParser.add_argument`."""
    return Argument(names, options)


def as_of(text: str = "数据日期,默认今天", *, default: str | None = "today") -> Argument:
    """Declares `--as-of`."""
    return argument("--as-of", type=as_of_day, default=default, metavar="YYYY-MM-DD", help=text)


def command(
    name: str,
    use: Use,
    text: str,
    english: str,
    *arguments: Argument,
    **more: Any,
) -> Callable[[Function], Function]:
    """Declares the function below as a command.

    Args:
        name: its words after `hedui`: one, or that of a group and a second.
        use: what it is for.
        text: what it does, in Chinese.
        english: the same in English.
        arguments: its own arguments.
        more: other attributes of `Command`.
    """

    def declare(function: Function) -> Function:
        _DECLARED[name] = Command(name, use, text, english, arguments, function, **more)
        return function

    return declare


def group(name: str, text: str, second: str) -> None:
    """Declares the first word of commands of two words."""
    _GROUPS[name] = Group(name, text, second)


def default_workspace() -> Path:
    """The workspace where none is named."""
    return Path(os.environ.get(WORKSPACE_VARIABLE, _DEFAULT_WORKSPACE))


def groups() -> Mapping[str, Group]:
    """First words of commands of two words."""
    _discover()
    return _GROUPS


def commands() -> list[Command]:
    """All commands by use, then as they are declared."""
    _discover()
    return sorted(_DECLARED.values(), key=lambda one: list(Use).index(one.use))


def _discover() -> None:
    package = import_module(__package__ or "")
    for info in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{info.name}")
