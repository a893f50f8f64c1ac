"""Reads one parameter file strictly: what is unknown, missing or of another kind is an error that says what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import yaml

from data.parameters.strict_yaml import load_strictly
from schemas.broken import where_broken
from schemas.errors import ParameterError
from schemas.parameter import LateRegister, Parameter, ParameterStatus, Unit, Value
from schemas.terms import Term

_KEYS = frozenset({"name", "label", "unit", "reference", "status", "verified_until", "values"})
_REFERENCE_KEYS = frozenset({"document", "article"})
_VALUE_KEYS = frozenset({"from", "value"})
_YUAN = re.compile(r"[0-9]+(\.[0-9]{1,2})?")
_Word = TypeVar("_Word", bound=Term)


def read_parameter(path: Path, text: bytes) -> Parameter:
    """Parses the text of one parameter file.

    Args:
        path: the file, whose stem must be the parameter's name.
        text: its bytes, UTF-8 YAML.

    Raises:
        ParameterError: anything that is not exactly as declared; names the file and the key.
    """
    content = _mapping(_yaml(path, text), _KEYS, path, "文件")
    reference = _mapping(content["reference"], _REFERENCE_KEYS, path, "reference")
    name = _text(content["name"], path, "name")
    if name != path.stem:
        raise _error(path, f"name 是 {name},与文件名不一致")
    unit = _word(Unit, content["unit"], path, "unit")
    if unit.is_money != name.endswith("_fen"):
        raise _error(path, f"name {name} 与单位 {unit} 不符:金额参数(且只有金额参数)以 _fen 结尾")
    return Parameter(
        name=name,
        label=_text(content["label"], path, "label"),
        unit=unit,
        values=_values(content["values"], unit, path),
        document=_text(reference["document"], path, "document"),
        article=_text(reference["article"], path, "article"),
        status=_word(ParameterStatus, content["status"], path, "status"),
        verified_until=_date(content["verified_until"], path, "verified_until"),
        file=path.name,
    )


def _error(path: Path, what: str) -> ParameterError:
    return ParameterError(f"参数文件 {path.name}: {what}", hint=f"请改正 {path} 后重试")


def _yaml(path: Path, text: bytes) -> object:
    try:
        return load_strictly(text)
    except yaml.YAMLError as error:
        raise _error(path, f"不是有效的 YAML({where_broken(error)})") from error
    except ValueError as error:
        raise _error(path, str(error)) from error


def _mapping(content: object, keys: frozenset[str], path: Path, what: str) -> Mapping[str, object]:
    if not isinstance(content, dict):
        raise _error(path, f"{what} 应由 {'、'.join(sorted(keys))} 组成")
    if unknown := sorted(str(key) for key in content.keys() - keys):
        raise _error(path, f"{what} 中有不认识的键 {'、'.join(unknown)}")
    if missing := sorted(keys - content.keys()):
        raise _error(path, f"{what} 中缺少 {'、'.join(missing)}")
    return content


def _text(content: object, path: Path, key: str) -> str:
    if not isinstance(content, str) or not content.strip():
        raise _error(path, f"{key} 应为文字")
    return content.strip()


def _date(content: object, path: Path, key: str) -> date:
    if type(content) is not date:
        raise _error(path, f"{key} 应为日期,如 2019-01-01")
    return content


def _word(words: type[_Word], content: object, path: Path, key: str) -> _Word:
    known = {word.value: word for word in words}
    if not isinstance(content, str) or content not in known:
        raise _error(path, f"{key} 应为 {'、'.join(known)} 之一")
    return known[content]


def _values(content: object, unit: Unit, path: Path) -> tuple[tuple[date, Value], ...]:
    if not isinstance(content, list):
        raise _error(path, "values 应为 from/value 的列表(尚未确定的写 [])")
    pairs = [_mapping(entry, _VALUE_KEYS, path, "values") for entry in content]
    values = tuple((_date(pair["from"], path, "from"), _value(pair["value"], unit, path)) for pair in pairs)
    starts = [start for start, _ in values]
    if starts != sorted(set(starts)):
        raise _error(path, "values 的 from 应从早到晚,且不重复")
    return values


def _value(content: object, unit: Unit, path: Path) -> Value:
    if unit is Unit.LATE_REGISTER:
        return _word(LateRegister, content, path, "value").value
    if unit is Unit.YES_NO:
        if not isinstance(content, bool):
            raise _error(path, "value 应为 true 或 false")
        return content
    if unit.is_money:
        return _fen(content, path)
    if type(content) is not int or content < 0:
        raise _error(path, "value 应为不小于 0 的整数")
    return content


def _fen(content: object, path: Path) -> int:
    """Fen of an amount written in yuan: a whole number, or text with two decimals; a YAML float is refused."""
    yuan = str(content) if isinstance(content, str) or type(content) is int else ""
    if not _YUAN.fullmatch(yuan):
        raise _error(path, '金额应为整数元,或加引号的两位小数,如 "300.50"')
    return int(Decimal(yuan) * 100)
