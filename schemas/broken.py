"""Where a text that a parser refuses goes wrong: the parsers' own words are English."""

from __future__ import annotations

import re

_TOML_LINE = re.compile(r"at line ([0-9]+)")
_HOW = "请检查引号、括号、等号或冒号、缩进,以及是否有一项写了两次"


def where_broken(error: Exception) -> str:
    """What people read of a text that is no TOML or no YAML: the line, and what to look at.

    Args:
        error: what the parser raised.
    """
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码,请另存为 UTF-8"
    mark = getattr(error, "problem_mark", None)  # of YAML, from 0
    found = _TOML_LINE.search(str(error))
    line = mark.line + 1 if mark else int(found[1]) if found else None
    return f"第 {line} 行附近有误,{_HOW}" if line else f"文件末尾有误,{_HOW}"
