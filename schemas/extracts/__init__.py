"""The sixteen extracts, one module each; a module added here is an extract added to the product."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from schemas.extract import Extract


def _discover() -> dict[str, Extract]:
    modules = [import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    return {module.EXTRACT.source: module.EXTRACT for module in modules}


EXTRACTS: dict[str, Extract] = _discover()
EXTRACT_OF_NAME: dict[str, Extract] = {name: extract for extract in EXTRACTS.values() for name in extract.names}
ROSTERS = tuple(source for source, extract in EXTRACTS.items() if extract.roster)
REGISTRY = "civil_registry"
MANDATORY = (REGISTRY, "economic_items", "rigid_expenses")
"""Sources without which a household cannot be judged: the registry always, the others where they ever landed."""
