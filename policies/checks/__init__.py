"""All checks, one module a family or topic; a function declared in a module here is a check of the product."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

from policies.checks.declaration import DECLARED, Check
from schemas.terms import Family


def _contract_order(check: Check) -> tuple[int, int, str]:
    number = re.fullmatch(r"([0-9]+)(.*)", check.id[1:])
    if number is None:
        raise ValueError(f"{check.id} is no id of a check")
    return list(Family).index(check.family), int(number[1]), number[2]


def _discover() -> dict[str, Check]:
    for info in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{info.name}")
    return {check.id: check for check in sorted(DECLARED.values(), key=_contract_order)}


CHECKS: dict[str, Check] = _discover()
