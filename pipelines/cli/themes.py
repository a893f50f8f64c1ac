"""`hedui themes`: the campaign themes of a workspace, one of them in full, and whether all can be used."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipelines.cli import console
from pipelines.cli.command import Use, argument, as_of, command, group
from pipelines.workspace.folders import Workspace
from schemas.errors import ConfigurationError, UnknownIdError

if TYPE_CHECKING:
    from data.themes import Themes
    from schemas.theme import Theme

_ALL = {"towns": "全部", "strengths": "全部"}
"""What a theme that leaves these open takes."""

group("themes", "督查专题(一季一专题)", "动作")


@command("themes list", Use.DECIDE, "列出督查专题", "the campaign themes on a date", as_of())
def list_themes(arguments: argparse.Namespace) -> int:
    """Lists the themes, and those that are left out."""
    found = _themes(arguments)
    facts = [_facts(theme) | {"published": theme.is_published(arguments.as_of)} for theme in found.usable]
    if arguments.json:
        console.data_json({"themes": facts, "left_out": [one.facts for one in found.left_out]})
    else:
        header = ["名称", "检查项", "起", "止", "发布", "来源"]
        rows = [
            (
                one["name"],
                "、".join(theme.checks),
                one["from"],
                one["to"],
                "是" if one["published"] else "否",
                one["file"],
            )
            for one, theme in zip(facts, found.usable, strict=True)
        ]
        console.table(header, iter(rows))
    for left in found.left_out:
        console.note(f"未用 {left.reason}")
        console.hint(left.hint)
    console.next_step("hedui themes show 名称")
    return 0


@command(
    "themes show",
    Use.DECIDE,
    "一个督查专题的全部设定",
    "one campaign theme in full",
    argument("name", metavar="名称", help="专题名称"),
    as_of(),
)
def show_theme(arguments: argparse.Namespace) -> int:
    """Shows one theme."""
    theme = next((one for one in _themes(arguments).usable if one.name == arguments.name), None)
    if theme is None:
        raise UnknownIdError(f"没有可用的专题 {arguments.name}", hint="可用的专题见 hedui themes list")
    facts = _facts(theme)
    if arguments.json:
        console.data_json(facts)
    else:
        console.table(["键", "值"], ((key, _text(value) or _ALL.get(key, "")) for key, value in facts.items()))
    return 0


@command("themes check", Use.DECIDE, "检查 themes 文件夹中的专题文件", "whether all theme files can be used", as_of())
def check_themes(arguments: argparse.Namespace) -> int:
    """Ends in 2 where a theme is left out, or there is no workspace to check."""
    Workspace(arguments.workspace).require()
    found = _themes(arguments)
    if found.left_out:
        raise ConfigurationError("; ".join(one.reason for one in found.left_out), hint=found.left_out[0].hint)
    if arguments.json:
        console.data_json({"themes": [_facts(theme) for theme in found.usable], "left_out": []})
    else:
        console.data(f"{len(found.usable)} 个专题均可用")
    return 0


def _themes(arguments: argparse.Namespace) -> Themes:
    from data.themes import load_themes
    from policies.checks import CHECKS

    return load_themes(arguments.as_of, Workspace(arguments.workspace).themes, CHECKS.keys())


def _facts(theme: Theme) -> dict[str, object]:
    return {
        "name": theme.name,
        "title": theme.title,
        "checks": list(theme.checks),
        "from": theme.since.isoformat(),
        "to": theme.until.isoformat(),
        "towns": list(theme.towns),
        "unit": theme.unit,
        "strengths": list(theme.strengths),
        "min_cell": theme.min_cell,
        "follow_up": theme.follow_up,
        "file": "随产品提供" if theme.shipped else theme.file,
    }


def _text(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
