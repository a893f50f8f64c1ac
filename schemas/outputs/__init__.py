"""The published tables; a table declared in a module here is a published table of the product."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from schemas.flow import Flow
from schemas.output import Table


def _declared() -> Iterator[Table]:
    for info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        yield from (value for value in vars(module).values() if isinstance(value, Table))


def _discover() -> dict[str, Table]:
    return {table.name: table for table in sorted(_declared(), key=lambda table: (table.place, table.name))}


OUTPUTS: dict[str, Table] = _discover()
"""Name -> table, in the order of their places."""


def tables_of(flow: Flow) -> tuple[Table, ...]:
    """The tables that a flow makes, in order."""
    return tuple(table for table in OUTPUTS.values() if table.flow is flow)
