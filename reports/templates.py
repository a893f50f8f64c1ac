"""The Jinja environment of the pages: what comes from data is escaped and made visible, a missing value an error."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from schemas.masking import mask_id
from schemas.money import in_yuan
from schemas.visible import visible, visible_in_line

_FOLDER = Path(__file__).parent / "templates"
_NOT_KNOWN = "—"


def template(name: str) -> Template:
    """A template of this package."""
    return _environment().get_template(name)


def inline(name: str) -> Markup:
    """A style sheet or script of this package, to stand in a page as it is."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))


def number(value: int) -> str:
    """`1234567` -> `1,234,567`."""
    return f"{value:,}"


def known(value: object) -> object:
    """The value, or a dash where it is unknown; zero is known."""
    return _NOT_KNOWN if value is None else value


def yuan(value: int | None) -> str:
    """Fen as yuan: `123456` -> `1,234.56`; unknown is said to be unknown."""
    return "未知" if value is None else f"{in_yuan(value):,}"


def masked_id(value: str | None) -> str:
    """A resident id as it may be shown."""
    return _NOT_KNOWN if value is None else mask_id(value)


def css_text(value: str) -> Markup:
    """A text as a string of a style sheet: whatever is no letter or digit is escaped, so that nothing ends it."""
    escaped = "".join(sign if sign.isalnum() else f"\\{ord(sign):x} " for sign in visible_in_line(value))
    return Markup(f'"{escaped}"')


def day(value: date) -> str:
    """`2019年6月30日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def _shown(value: object) -> object:
    """Whatever a template prints: characters that nobody sees are shown as what they are."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {"number": number, "known": known, "day": day, "yuan": yuan, "masked_id": masked_id}
    environment.filters["css_text"] = css_text
    return environment
