"""What is declared once in the product and the truth takes from there: identities and needs of rules, parameters.

These are facts. How a check or an indicator is reckoned the truth does not know: nothing else here or beside it may be
imported from the policies (contract `direction` of pyproject.toml).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from data.parameters import declared_parameters
from policies.checks import CHECKS
from policies.checks.declaration import Check, Identity
from policies.indicators import INDICATORS
from policies.indicators.declaration import Indicator
from schemas.codes import ALLOWANCE, EXTREME_POVERTY_SCHEME, LOW_INCOME_SCHEME
from schemas.extracts import EXTRACTS
from schemas.parameter import Parameter, Parameters, in_force


def ids_of(*identities: Identity) -> tuple[str, ...]:
    """Ids of the checks whose findings are about one of these."""
    return tuple(check.id for check in CHECKS.values() if check.identity in identities)


OF_ROWS = ids_of(Identity.ROW)
OF_PERSONS = ids_of(Identity.PERSON, Identity.PERSON_AND_SOURCE)
OF_PERSONS_BY_SOURCE = ids_of(Identity.PERSON_AND_SOURCE)
OF_HOUSEHOLDS = ids_of(Identity.HOUSEHOLD)


def silent_without(absent: Iterable[str]) -> tuple[str, ...]:
    """Ids of the checks and indicators that say nothing where these sources, which once landed, cannot be used."""
    landed = frozenset(EXTRACTS)
    usable = landed.difference(absent)
    rules: tuple[Check | Indicator, ...] = (*CHECKS.values(), *INDICATORS.values())
    return tuple(rule.id for rule in rules if rule.missing(usable, landed))


def policy_on(as_of: date) -> Parameters:
    """The shipped parameters on a date; a district of another time lives by the nearest values that are known."""
    declared = declared_parameters()
    return in_force(declared, _within(as_of, declared.values()), "")


def _within(day: date, declared: Iterable[Parameter]) -> date:
    known = [parameter for parameter in declared if parameter.values]
    first = max(parameter.values[0][0] for parameter in known)
    last = min(parameter.verified_until for parameter in known)
    return min(max(day, first), last)


def low_income_standards(policy: Parameters) -> dict[str, int]:
    """救助类别 -> its standard in fen a person and month."""
    return _by_word(policy, LOW_INCOME_SCHEME.words, "urban_low_income_standard_fen", "rural_low_income_standard_fen")


def support_standards(policy: Parameters) -> dict[str, int]:
    """供养类别 -> its standard in fen a person and month."""
    names = ("extreme_poverty_urban_standard_fen", "extreme_poverty_rural_standard_fen")
    return _by_word(policy, EXTREME_POVERTY_SCHEME.words, *names)


def allowance_standards(policy: Parameters) -> dict[str, int]:
    """补贴类型 -> what it is a month, in fen."""
    return _by_word(policy, ALLOWANCE.words, "living_allowance_fen", "nursing_allowance_fen")


def _by_word(policy: Parameters, words: tuple[str, ...], *names: str) -> dict[str, int]:
    return {word: int(policy[name]) for word, name in zip(words, names, strict=True)}
