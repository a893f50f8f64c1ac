"""How carelessly each source is written, relative to a usual roster."""

from __future__ import annotations

from data.district.damage import Care

_CARE: dict[str, Care] = {
    "deaths": Care(1.0),
    "marriages": Care(0.75),
    "low_income": Care(1.0, certificate=0.02, kin=True),
    "low_income_payments": Care(0.9),
    "extreme_poverty": Care(1.0),
    "orphans": Care(1.0, kin=True),
    "poverty_register": Care(1.1, certificate=0.5, kin=True),
    "disability": Care(0.8, kin=True, unnamed=False),
    "disability_allowances": Care(0.8, certificate=0.03, unnamed=False),
    "applications": Care(1.0, kin=True),
    "reviews": Care(0.9),
    "economic_items": Care(0.5),
    "rigid_expenses": Care(0.5),
    "dossiers": Care(0.9, certificate=0.1),
}


def care_of(source: str, dirt: float) -> Care:
    """The care of a source at a given dirt (1 = as real rosters show)."""
    usual = _CARE[source]
    return Care(usual.dirt * dirt, usual.certificate, usual.kin, usual.unnamed)
