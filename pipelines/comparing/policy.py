"""The parameters that differ between two nights, one by one and in words."""

from __future__ import annotations

from data.parameters import declared_parameters, shown_value
from pipelines.workspace.folders import Workspace
from schemas.errors import ParameterError
from schemas.parameter import Parameters, Value


def changed_parameters(before: Parameters, after: Parameters) -> tuple[str, ...]:
    """Names of those that do not hold the same on both sides."""
    names = {*before.values, *before.words, *after.values, *after.words}
    return tuple(sorted(name for name in names if _value(before, name) != _value(after, name)))


def mixed(before: Parameters, after: Parameters, later: frozenset[str]) -> Parameters:
    """The earlier policy with these parameters as in the later one."""
    words = {name: after.words.get(name) if name in later else before.words.get(name) for name in _names(before, after)}
    values = {
        name: after.values.get(name) if name in later else before.values.get(name) for name in _names(before, after)
    }
    return Parameters(
        {name: value for name, value in values.items() if value is not None},
        after.version,
        {name: word for name, word in words.items() if word is not None},
    )


def parameter_words(workspace: Workspace, name: str, before: Parameters, after: Parameters) -> str:
    """What a parameter is called and what it was and is, in the unit in which people write it."""
    try:
        declared = declared_parameters(workspace.parameters).get(name)
    except ParameterError:
        declared = None
    values = [_value(side, name) for side in (before, after)]
    if declared is None:
        return f"{name} {values[0]} → {values[1]}"
    was, now = ("无" if value is None else shown_value(value, declared.unit) for value in values)
    return f"{declared.label}({name}) {was} → {now} {declared.unit.label}"


def _names(before: Parameters, after: Parameters) -> set[str]:
    return {*before.values, *before.words, *after.values, *after.words}


def _value(side: Parameters, name: str) -> Value | None:
    return side.values.get(name, side.words.get(name))
