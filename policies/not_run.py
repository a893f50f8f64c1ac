"""Which checks and indicators lack a source tonight: told once, for the page, the workbook and the manifest alike."""

from __future__ import annotations

from collections.abc import Iterable

from policies.checks import CHECKS
from policies.checks.declaration import Check
from policies.counties import Counties
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from schemas.not_run import NotRun

_ALL: tuple[Check | Indicator, ...] = (*CHECKS.values(), *INDICATORS.values())


def not_run_in_counties(counties: Counties, rules: Iterable[Check | Indicator] = _ALL) -> tuple[NotRun, ...]:
    """The rules that say nothing of some county of a city in parts, each with the county and what it lacks there."""
    return tuple(
        NotRun(rule.id, rule.title, missing, county)
        for rule in rules
        if isinstance(rule, Check) or rule.needs
        for county, missing in counties.missing(rule).items()
    )


def not_run(
    usable: frozenset[str], ever_landed: frozenset[str], rules: Iterable[Check | Indicator] = _ALL
) -> tuple[NotRun, ...]:
    """The checks that cannot be run, then the indicators that cannot be computed, each with what it lacks.

    Args:
        usable: sources with a usable extract.
        ever_landed: sources of which any file was ever seen.
        rules: what is asked about; everything by default.
    """
    lacking = ((rule, rule.missing(usable, ever_landed)) for rule in rules)
    return tuple(NotRun(rule.id, rule.title, missing) for rule, missing in lacking if missing)
