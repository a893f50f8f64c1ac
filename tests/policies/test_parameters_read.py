"""What is shipped is read, what is read is shipped, and nobody reads past the error that a missing value is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from data.parameters import declared_parameters
from policies.economy.expenses import THRESHOLD
from policies.economy.members import household_members
from policies.indicators import INDICATORS
from policies.indicators.declaration import WHOLE
from schemas.errors import MissingParameterError
from schemas.parameter import Parameters
from tests.policies.district import PARAMETERS
from tests.policies.economy_case import evidence_of

FILES = sorted((Path(__file__).parents[2] / "policies").rglob("*.py"))
_READERS = {"of_source", "word"}
# The bureau has to give it, though no check looks at 照料护理费 yet.
_AWAITED = {"extreme_poverty_care_fee_fen"}


def _trees() -> Iterator[ast.AST]:
    for file in FILES:
        yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def _is_parameters(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "parameters"


def _key(node: ast.AST) -> ast.expr | None:
    """What a parameter is asked for by, where the node asks for one."""
    match node:
        case ast.Subscript(value=value, slice=key) if _is_parameters(value):
            return key
        case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[key, *_]) if _is_parameters(value):
            return key if attr in _READERS else None
    return None


def _read() -> set[str]:
    keys = [key.value for node in _trees() if isinstance(key := _key(node), ast.Constant)]
    targets = {one.target for one in INDICATORS.values() if one.target not in (None, WHOLE)}
    return {str(key) for key in (*keys, *targets)} | set(THRESHOLD.values())


def test_every_shipped_parameter_is_read_and_every_one_read_is_shipped() -> None:
    assert _read() | _AWAITED == declared_parameters().keys()
    assert not _read() & _AWAITED


def test_only_thresholds_and_targets_are_read_by_a_name_that_is_not_written_there() -> None:
    hidden = [ast.unparse(node) for node in _trees() if (key := _key(node)) and not isinstance(key, ast.Constant)]
    assert set(hidden) == {"parameters[name]", "parameters[self.target]"}


def test_no_policy_reads_past_the_error_of_a_missing_value() -> None:
    past = [
        ast.unparse(node)
        for node in _trees()
        if isinstance(node, ast.Attribute) and node.attr in {"values", "words"} and _is_parameters(node.value)
    ]
    assert past == []


def test_the_district_of_the_tests_has_every_parameter() -> None:
    assert PARAMETERS.values.keys() | PARAMETERS.words.keys() | _AWAITED == declared_parameters().keys()


@pytest.mark.parametrize("name", ["students_away_counted", "own_scheme_excluded"])
def test_a_missing_parameter_is_an_error_that_names_it(name: str) -> None:
    evidence = evidence_of(people=[{"姓名": "甲"}], rows={})
    ours = evidence.parameters
    without = Parameters({key: value for key, value in ours.values.items() if key != name}, "less", ours.words)
    with pytest.raises(MissingParameterError, match=name):
        household_members(replace(evidence, parameters=without))
