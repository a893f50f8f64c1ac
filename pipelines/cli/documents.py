"""The parts of the documents that say what is declared elsewhere: `python -m pipelines.cli.documents [--check]`.

A document marks such a part by `<!-- generated: NAME -->` and `<!-- end -->`; what lies between is written anew.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.cli.command import Command, commands, groups
from schemas.errors import EXIT_CODES
from schemas.markdown import markdown_table

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).parents[2]
_PART = re.compile(r"(<!-- generated: ([a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_REMEDY = "make docs"


def documents(root: Path) -> Iterator[Path]:
    """The documents that may hold generated parts."""
    yield from sorted(root.glob("README*.md"))
    yield from sorted((root / "docs").rglob("*.md"))


def written_anew(text: str) -> str:
    """The text with its generated parts as the declarations have them.

    Raises:
        KeyError: it marks a part that nobody writes.
    """
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part[2]]()}{part[3]}", text)


def _commands() -> str:
    return markdown_table(("command", "what it does"), ([f"`hedui {one.name}`", one.english] for one in commands()))


def _commands_in_chinese() -> str:
    return markdown_table(("命令", "做什么"), ([f"`{one.usage}`", one.text] for one in commands()))


def _options() -> str:
    takers: dict[tuple[str, str], list[Command]] = {}
    for one in commands():
        for argument in one.all_arguments:
            if argument.is_option:
                takers.setdefault((argument.shown, str(argument.options["help"])), []).append(one)
    rows = ([f"`{shown}`", text, _names(those)] for (shown, text), those in takers.items())
    return markdown_table(("选项", "含义", "命令"), rows)


def _names(those: list[Command]) -> str:
    """Names of commands; a group of which all are there stands for them."""
    names = [one.name for one in those]
    for group in groups():
        inside = [one.name for one in commands() if one.name.startswith(f"{group} ")]
        if len(inside) > 1 and set(inside) <= set(names):
            names = [f"{group} …", *(name for name in names if name not in inside)]
    return "、".join(f"`{name}`" for name in names)


def _exit_codes() -> str:
    return markdown_table(("code", "meaning"), ([str(code), one.english] for code, one in EXIT_CODES.items()))


def _exit_codes_in_chinese() -> str:
    return markdown_table(("退出码", "含义"), ([str(code), one.chinese] for code, one in EXIT_CODES.items()))


def _remedies() -> str:
    rows = ([str(code), one.english, one.remedy] for code, one in EXIT_CODES.items())
    return markdown_table(("code", "what happened", "what to do"), rows)


def _remedies_in_chinese() -> str:
    rows = ([str(code), one.chinese, one.what_to_do] for code, one in EXIT_CODES.items())
    return markdown_table(("退出码", "含义", "怎样处理"), rows)


def _checks() -> str:
    from policies.checks import CHECKS

    rows = ([one.id, one.title, _needed(one.needs, one.any_of, one.if_landed), one.citation] for one in CHECKS.values())
    return markdown_table(("编号", "检查项", "需要的数据", "依据"), rows)


def _texts() -> str:
    from policies.checks import CHECKS
    from schemas.outputs.findings import MISMATCH

    labels = (MISMATCH.labels[column] for column in ("declared", "observed", "limit"))
    said = ((one.id, one.title, one.meanings) for one in CHECKS.values())
    rows = ([name, title, texts.declared, texts.observed, texts.limit] for name, title, texts in said)
    return markdown_table(("编号", "检查项", *labels), rows)


def _needed(all_of: tuple[str, ...], any_of: tuple[str, ...], if_landed: tuple[str, ...]) -> str:
    parts = [_sources(all_of)] if all_of else []
    parts += [f"{_sources(any_of)}中至少一项"] if any_of else []
    parts += [f"曾提供过的{_sources(if_landed)}"] if if_landed else []
    return ";".join(parts)


def _indicators() -> str:
    from policies.indicators import INDICATORS

    rows = ([one.id, one.title, _needed(one.needs, (), one.if_landed), one.citation] for one in INDICATORS.values())
    return markdown_table(("编号", "指标", "需要的数据", "依据"), rows)


def _sources(names: tuple[str, ...]) -> str:
    from schemas.extracts import EXTRACTS

    return "、".join(EXTRACTS[name].title for name in names)


PARTS: dict[str, Callable[[], str]] = {
    "commands": _commands,
    "commands in chinese": _commands_in_chinese,
    "options": _options,
    "exit codes": _exit_codes,
    "exit codes in chinese": _exit_codes_in_chinese,
    "remedies": _remedies,
    "remedies in chinese": _remedies_in_chinese,
    "checks": _checks,
    "texts of findings": _texts,
    "indicators": _indicators,
}
"""Name of a part -> what writes it."""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Writes the documents anew, or checks them; 1 where a check fails."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.cli.documents", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    checks = parser.parse_args(arguments).check
    drift = [line for file in documents(root) for line in _renew(file, write=not checks)]
    if checks and drift:
        sys.stderr.write("\n".join([*drift, f"documents are out of date; run: {_REMEDY}"]) + "\n")
    return 1 if checks and drift else 0


def _renew(file: Path, *, write: bool) -> list[str]:
    """Lines in which a file differs from the declarations; it is written where asked."""
    there = file.read_text(encoding="utf-8")
    anew = written_anew(there)
    if write and anew != there:
        file.write_text(anew, encoding="utf-8")
    return list(unified_diff(there.splitlines(), anew.splitlines(), str(file), "declarations", lineterm="", n=0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
