"""YAML read strictly: no key twice at any depth, no number that reads as another one, no day that no calendar has.

What a parameter means belongs in `reading`.
"""

from __future__ import annotations

import re
from collections import Counter

import yaml

_WHOLE = re.compile(r"[+-]?(0|[1-9][0-9]*)")
"""YAML takes `0300` for an octal number, and `5:00` for one to the base of sixty."""


class _StrictLoader(yaml.CSafeLoader):
    """The safe loader, for which doubled keys and odd numbers are errors."""


def load_strictly(text: bytes) -> object:
    """What a YAML text of one document says.

    Raises:
        ValueError: it is not UTF-8, or says something twice or so that it reads otherwise than it looks.
        yaml.YAMLError: it is no YAML.
    """
    try:
        written = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("不是 UTF-8 编码,请另存为 UTF-8") from error
    loader = _StrictLoader(written)
    try:
        content: object = loader.get_single_data()
    finally:
        loader.dispose()
    return content


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> object:
    keys = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
    if twice := sorted(key for key, times in keys.items() if times > 1):
        raise ValueError(f"{'、'.join(twice)} 出现两次")  # of which YAML would keep the last in silence
    return loader.construct_mapping(node, deep=True)


def _integer(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    if not _WHOLE.fullmatch(node.value):
        raise ValueError(f"{node.value} 不是通常写法的整数,请只写数字,前面不加 0")
    return loader.construct_yaml_int(node)


def _day(loader: _StrictLoader, node: yaml.ScalarNode) -> object:
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise ValueError(f"{node.value} 不是日历上的日期") from error


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:int", _integer)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _day)
