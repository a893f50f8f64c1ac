"""How each published table is made, one module a flow; a function under `makes` in a module here is all it takes."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from pipelines.night.making import MAKERS, Making, Tables
from schemas.flow import Flow
from schemas.outputs import OUTPUTS, tables_of


def made_by(making: Making, flow: Flow) -> Tables:
    """The tables of one of a run's flows, by name."""
    return {table.name: making.table(table) for table in tables_of(flow)}


def _discover() -> None:
    for info in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{info.name}")
    if nobody := sorted(OUTPUTS.keys() - MAKERS.keys()):
        raise LookupError(f"no function makes {', '.join(nobody)}")


_discover()
