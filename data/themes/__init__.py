"""Campaign themes: those that ship with the product, and how one is read, strictly."""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from schemas.broken import where_broken
from schemas.masking import mask_numbers
from schemas.system import system_words
from schemas.terms import Strength
from schemas.theme import FOLLOW_UP, MIN_CELL, LeftOut, Theme

_SHIPPED = Path(__file__).parent
_NAME = re.compile(r"[A-Za-z0-9\u3400-\u9fff_-]{1,64}")
_NEEDED = ("name", "title", "checks", "from", "to")
_KEYS = frozenset({*_NEEDED, "towns", "unit", "strengths", "min_cell", "follow_up"})
_ENDINGS = {".yaml", ".yml"}
_DATES = "日期应写成 2019-05-01 这样(YYYY-MM-DD)"
_LONGEST = 3660
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True)
class Themes:
    """The themes of a workspace: those that can be used, by name, and those that are left out, by file."""

    usable: tuple[Theme, ...]
    left_out: tuple[LeftOut, ...]


def load_themes(as_of: date, folder: Path, checks: Collection[str]) -> Themes:
    """All themes: the workspace's own, and the shipped ones of whose name it has none.

    Args:
        as_of: the date; the shipped ones run from the beginning of its year to the end of its quarter.
        folder: of the workspace's own; it need not be there.
        checks: ids of all checks that there are.
    """
    found, left_out = dict[Path, Theme](), list[LeftOut]()
    named = dict[Path, str]()
    try:
        files = _files(folder)
    except OSError as error:  # all of them are left out by the folder's name
        files = []
        left_out.append(_left_out(folder, _said(error)))
    for path in files:
        try:
            content = _content(path)
            named[path] = str(content.get("name"))
            found[path] = read_theme(path, content, checks)
        except (ValueError, OSError, yaml.YAMLError, RecursionError) as error:
            left_out.append(_left_out(path, _said(error)))
    times = Counter(named.values())
    left_out += [_left_out(path, f"name {one.name} 写了两次") for path, one in found.items() if times[one.name] > 1]
    own = [one for one in found.values() if times[one.name] == 1]
    shipped = [one for one in shipped_themes(as_of, checks) if one.name not in times]
    return Themes(
        tuple(sorted([*own, *shipped], key=lambda one: one.name)), tuple(sorted(left_out, key=lambda one: one.file))
    )


def shipped_themes(as_of: date, checks: Collection[str]) -> list[Theme]:
    """The themes that come with the product, for the quarter of a date."""
    last_month = -(-as_of.month // _MONTHS_A_QUARTER) * _MONTHS_A_QUARTER
    end = date(as_of.year, last_month, monthrange(as_of.year, last_month)[1])
    period = {"from": date(as_of.year, 1, 1), "to": end}
    return [read_theme(path, _content(path) | period, checks, shipped=True) for path in _files(_SHIPPED)]


def read_theme(path: Path, content: Mapping[str, object], checks: Collection[str], *, shipped: bool = False) -> Theme:
    """Reads one theme.

    Args:
        path: its file, for messages.
        content: what it says.
        checks: ids of all checks that there are.
        shipped: it comes with the product.

    Raises:
        ValueError: anything is not exactly as declared.
    """
    if unknown := sorted(map(str, content.keys() - _KEYS)):
        raise ValueError(f"不认识的键 {'、'.join(unknown)}")
    if missing := [key for key in _NEEDED if key not in content]:
        raise ValueError(f"缺少 {'、'.join(missing)}")
    name, title = _text(content, "name"), _text(content, "title")
    if not _NAME.fullmatch(name):
        raise ValueError("name 只能用字母、数字、汉字、- 和 _")
    since, until = _day(content, "from"), _day(content, "to")
    if until < since:
        raise ValueError(f"to {until} 早于 from {since}")
    listed = _texts(content, "checks")
    if not listed or (strange := sorted(set(listed) - set(checks))):
        raise ValueError(f"不认识的检查项 {'、'.join(strange)}" if listed else "checks 为空")
    strengths = _texts(content, "strengths")
    if odd := sorted(set(strengths) - set(Strength.labels())):
        raise ValueError(f"不认识的强度 {'、'.join(odd)}")
    return Theme(
        name=name,
        title=title,
        checks=listed,
        since=since,
        until=until,
        towns=_texts(content, "towns"),
        unit=_text(content, "unit") if content.get("unit") is not None else "",
        strengths=strengths,
        min_cell=_number(content, "min_cell", MIN_CELL, 1),
        follow_up=_number(content, "follow_up", FOLLOW_UP, 0),
        file=path.name,
        shipped=shipped,
    )


def _require_once(node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if twice := sorted(key for key, times in keys.items() if times > 1):
            raise ValueError(f"{'、'.join(twice)} 写了两次")


def _files(folder: Path) -> list[Path]:
    if not os.path.lexists(folder):
        return []
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and not path.name.startswith(".")
    )


def _content(path: Path) -> dict[str, object]:
    text = path.read_bytes()
    _require_once(yaml.compose(text, yaml.CSafeLoader))
    try:
        content = yaml.load(text, yaml.CSafeLoader)
    except ValueError as error:  # its form is right: a day that no calendar has
        raise ValueError(f"有读不出的日期,{_DATES}") from error
    if not isinstance(content, dict):
        content = {"文件": content}
    return content


def _text(content: Mapping[str, object], key: str) -> str:
    value = content[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} 不是文字")
    return value.strip()


def _texts(content: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = content.get(key)
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
        raise ValueError(f"{key} 不是文字的列表")
    if len(set(listed)) < len(listed):
        raise ValueError(f"{key} 中有重复")
    return tuple(one.strip() for one in listed)


def _day(content: Mapping[str, object], key: str) -> date:
    value = content[key]
    if isinstance(value, str):
        with suppress(ValueError):
            value = date.fromisoformat(value)
    if type(value) is not date:
        raise ValueError(f"{key} 不是日期: {value},{_DATES}")
    return value


def _number(content: Mapping[str, object], key: str, default: int, least: int) -> int:
    value = content.get(key, default)
    if type(value) is not int or not least <= value <= _LONGEST:
        raise ValueError(f"{key} 不是 {least} 到 {_LONGEST} 的整数")
    return value


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"无法读取({system_words(error)})"
    if isinstance(error, yaml.YAMLError):
        return f"不是有效的 YAML({where_broken(error)})"
    return str(error) if type(error) is ValueError else f"无法读取({type(error).__name__})"


def _left_out(path: Path, why: str) -> LeftOut:
    file = mask_numbers(path.name)
    hint = f"请改正 {path.parent.name}/{file} 后重新运行,可用 hedui themes check 检查"
    return LeftOut(file, mask_numbers(f"专题文件 {file}: {why}"), hint)
