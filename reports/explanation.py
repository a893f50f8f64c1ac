"""An explanation: headed lists of what is known, one below the other, as a terminal or a machine reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from schemas.masking import hide_digits, mask_numbers, mask_resident_ids
from schemas.visible import visible_in_line

_WIDE = 100_000
"""Columns where nobody looks on: every line is whole."""


@dataclass(frozen=True)
class Value:
    """A value.

    Attributes:
        text: what it says.
        plain: it is no personal number, however long (a household number, a finding, a file).
        birth: it is a birth date, which beside a masked number would give that back.
        told: what is shown where numbers are hidden, if more than a mask leaves: of two numbers what differs.
    """

    text: str
    plain: bool = False
    birth: bool = False
    told: str = ""


@dataclass(frozen=True)
class Section:
    """One part of an explanation.

    Attributes:
        title: heading, or the line itself.
        entries: label -> value, one mapping a thing.
        children: what it rests on.
        aligned: the entries have the same labels and are to be compared: a table.
    """

    title: Value
    entries: tuple[dict[str, Value], ...] = ()
    children: tuple[Section, ...] = ()
    aligned: bool = False

    @property
    def is_empty(self) -> bool:
        """There is nothing to show."""
        return not self.entries and not self.children


Hide = Callable[[Value], str]


def masked(value: Value) -> str:
    """A value as it may be shown: numbers masked, birth dates hidden."""
    if value.told:
        return value.told
    if value.plain:
        return mask_resident_ids(value.text)
    return mask_numbers(hide_digits(value.text) if value.birth else value.text)


def in_clear(value: Value) -> str:
    """A value as it is, for those who may see it."""
    return value.text


def as_data(section: Section, hide: Hide) -> dict[str, Any]:
    """What JSON holds of a section; numbers hidden."""
    return {
        "title": hide(section.title),
        "entries": [{label: hide(value) for label, value in entry.items()} for entry in section.entries],
        "children": [as_data(child, hide) for child in section.children],
    }


def show(sections: Iterable[Section], hide: Hide, stream: TextIO) -> None:
    """Prints sections as trees; numbers hidden, colours only where a person looks on."""
    width = None if stream.isatty() else _WIDE
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False)
    for section in sections:
        console.print(_tree(section, hide))


def _tree(section: Section, hide: Hide) -> Tree:
    tree = Tree(Text(_text(section.title, hide), style="bold"))
    for shown in _entries(section, hide):
        tree.add(shown)
    for child in section.children:
        tree.add(_branch(child, hide))
    return tree


def _branch(section: Section, hide: Hide) -> RenderableType:
    if section.is_empty:
        return Text(_text(section.title, hide))
    return Group(_tree(section, hide))


def _entries(section: Section, hide: Hide) -> list[RenderableType]:
    if section.aligned and section.entries:
        return [_table(section, hide)]
    return [
        Text("; ".join(f"{label}: {_text(value, hide)}" for label, value in entry.items())) for entry in section.entries
    ]


def _table(section: Section, hide: Hide) -> Table:
    labels = list(dict.fromkeys(label for entry in section.entries for label in entry))
    table = Table(*labels, box=None, pad_edge=False, header_style="dim")
    for entry in section.entries:
        table.add_row(*(Text(_text(entry[label], hide) if label in entry else "") for label in labels))
    return table


def _text(value: Value, hide: Hide) -> str:
    return visible_in_line(hide(value))
