"""How old each register is, and what is done with one that is older than it may be: unknown is never zero."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from policies.evidence import Evidence, view
from policies.lateness import lateness
from schemas.extracts import EXTRACTS
from schemas.feed import Feed
from schemas.parameter import Parameters
from schemas.terms import RegisterState

ITEMS = "economic_items"
EXPENSES = "rigid_expenses"
_AGES = {
    "source": pl.String(),
    "county": pl.String(),
    "title": pl.String(),
    "cut_off": pl.Date(),
    "age_days": pl.Int64(),
    "allowed_age_days": pl.Int64(),
    "state": pl.String(),
    "policy": pl.String(),
}


@view
def register_states(evidence: Evidence) -> pl.DataFrame:
    """`register_ages` of the evidence's extracts."""
    cut_offs = {Feed(source): day for source, day in {**evidence.too_old, **evidence.cut_offs}.items()}
    return register_ages(evidence.as_of, evidence.parameters, cut_offs, frozenset(map(Feed, evidence.ever_landed)))


@view
def feed_states(evidence: Evidence) -> pl.DataFrame:
    """`register_ages` of every supplier's extract: of a city in parts, of every county's."""
    counties = evidence.counties
    if counties is None:
        return register_states(evidence)
    cut_offs = {**counties.too_old, **counties.cut_offs}
    return register_ages(evidence.as_of, evidence.parameters, cut_offs, counties.landed)


def register_ages(
    as_of: date, parameters: Parameters, cut_offs: Mapping[Feed, date], ever_landed: frozenset[Feed]
) -> pl.DataFrame:
    """What there is of every extract on a date; of a city in parts, of every county's.

    Args:
        as_of: the date.
        parameters: the policy in force on it.
        cut_offs: feed -> cut-off date of its extract, used or too old.
        ever_landed: feeds of which any file was ever seen.

    Returns:
        source, county, title (String), cut_off (Date), age_days, allowed_age_days (Int64), state (`RegisterState`),
        policy (`LateRegister`), one row an extract.

    Raises:
        InputRefusedError: a register is older than its allowed age and its policy is `refuse`.
    """
    counties = sorted({feed.county for feed in cut_offs if feed.county}) or [""]
    lines = [
        (
            *feed,
            feed.title,
            cut_offs.get(feed),
            (as_of - cut_offs[feed]).days if feed in cut_offs else None,
            int(parameters.of_source("allowed_age_days", feed.source)),
            _state(as_of, parameters, feed.source, cut_offs.get(feed), landed=feed in ever_landed).value,
            parameters.word("late_register", feed.source),
        )
        for feed in (Feed(source, county) for source in sorted(EXTRACTS) for county in counties)
    ]
    return pl.DataFrame(lines, schema=_AGES, orient="row")


def state_of(evidence: Evidence, source: str) -> str:
    """The `RegisterState` of one extract."""
    return str(register_states(evidence).filter(pl.col("source") == source)["state"].item())


def is_readable(evidence: Evidence, source: str) -> bool:
    """Whether there are rows of a register: it has a usable extract."""
    return source in evidence.rows


def _state(as_of: date, parameters: Parameters, source: str, cut_off: date | None, *, landed: bool) -> RegisterState:
    if cut_off is None:
        return RegisterState.ABSENT if landed else RegisterState.NEVER_LANDED
    return lateness(as_of, parameters, source, cut_off)
