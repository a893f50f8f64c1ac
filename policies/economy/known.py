"""Whether what a register says of a household is known: of a city in parts a county may have sent nothing usable.

A household is its county's, and its members may be known to others: what these have of them is as unknown.
"""

from __future__ import annotations

import polars as pl

from policies.counties import Counties
from policies.economy.exact import HOUSEHOLD
from policies.economy.members import counted_members
from policies.economy.registers import ITEMS, is_readable, state_of
from policies.evidence import Evidence, view
from policies.terms.lacking_counties import known_to
from schemas.extracts import MANDATORY, REGISTRY
from schemas.feed import Feed
from schemas.linked import PERSON
from schemas.terms import Insufficient, RegisterState


def is_known(evidence: Evidence, source: str) -> pl.Expr:
    """True for a household whose county, and those of its members, have a usable extract of a register.

    This and the others speak of frames with kind, household_no and the `file` of the household's first row.
    """
    told = pl.lit(is_readable(evidence, source))
    return told if evidence.counties is None else told & ~_is_of(evidence, evidence.counties.without(source))


def is_known_if_landed(evidence: Evidence, source: str) -> pl.Expr:
    """The same, or that nobody ever sent it: a district, or a county, may have no such feed."""
    never = pl.lit(state_of(evidence, source) == RegisterState.NEVER_LANDED)
    if evidence.counties is None:
        return is_known(evidence, source) | never
    return never | ~_is_of(evidence, evidence.counties.without(source, landed=True))


def shortfalls(evidence: Evidence) -> list[pl.Expr]:
    """What makes the data of a household insufficient, each null where it does not.

    The words are `register_absent:<source>` and `register_stale:<source>`. economic_items is always mandatory;
    rigid_expenses only where it ever landed, for a district may have no such feed. Of a city in parts each county
    lacks for itself.
    """
    counties = evidence.counties
    if counties is None:
        return [pl.lit(word) for word in _lacking(evidence)]
    return [
        pl.when(_is_of(evidence, some)).then(pl.lit(f"{word}:{source}"))
        for source in MANDATORY
        if source != REGISTRY
        for word, some in _lacking_counties(counties, source).items()
    ]


def _lacking(evidence: Evidence) -> list[str]:
    words = {
        RegisterState.ABSENT.value: Insufficient.REGISTER_ABSENT.value,
        RegisterState.TOO_OLD.value: Insufficient.REGISTER_STALE.value,
    }
    states = {source: state_of(evidence, source) for source in MANDATORY if source != REGISTRY}
    found = [f"{words[state]}:{source}" for source, state in states.items() if state in words]
    if states[ITEMS] == RegisterState.NEVER_LANDED:
        found.append(f"{Insufficient.REGISTER_ABSENT.value}:{ITEMS}")
    return found


def _lacking_counties(counties: Counties, source: str) -> dict[str, list[str]]:
    old = [one for one in counties.names if Feed(source, one) in counties.too_old]
    gone = [one for one in counties.without(source, landed=source != ITEMS) if one not in old]
    return {Insufficient.REGISTER_ABSENT.value: gone, Insufficient.REGISTER_STALE.value: old}


def _is_of(evidence: Evidence, some: list[str]) -> pl.Expr:
    """True for a household of any of these counties, or of somebody whom any of them knows."""
    if evidence.counties is None or not some:
        return pl.lit(value=False)
    own = evidence.counties.of_row().is_in(some).fill_null(value=False)
    return own | pl.struct(HOUSEHOLD).is_in(_with_members_known_to(evidence, tuple(some)).to_struct().implode())


@view
def _with_members_known_to(evidence: Evidence, some: tuple[str, ...]) -> pl.DataFrame:
    """kind, household_no of the households of a counted member whom any of these counties knows."""
    known = counted_members(evidence).join(known_to(evidence, some), on=PERSON, how="semi")
    return known.select(HOUSEHOLD).unique()
