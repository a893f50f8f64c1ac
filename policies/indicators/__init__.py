"""All indicators, one module a topic; a function declared in a module here is an indicator of the product."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

from policies.indicators.declaration import DECLARED, Indicator


def _contract_order(indicator: Indicator) -> tuple[int, str]:
    number = re.fullmatch(r"K([0-9]+)(.*)", indicator.id)
    if number is None:
        raise ValueError(f"{indicator.id} is no id of an indicator")
    return int(number[1]), number[2]


def _discover() -> dict[str, Indicator]:
    for info in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{info.name}")
    return {indicator.id: indicator for indicator in sorted(DECLARED.values(), key=_contract_order)}


INDICATORS: dict[str, Indicator] = _discover()
