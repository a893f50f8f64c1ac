"""Which clues a list shows: the work that is left, narrowed by place, check, state, theme and what the data say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from data.themes import load_themes
from pipelines.findings.names import handed_over
from pipelines.findings.standing import Standing
from pipelines.findings.towns import in_county, in_town
from pipelines.warehouse import Warehouse
from pipelines.warehouse.themes import numbered_clues
from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from schemas.errors import ArgumentError, UnknownIdError
from schemas.terms import TRUE, DataStatus, FindingState
from schemas.terms.term import Term

SEQ = "seq"
"""Number of a clue within a theme."""
_GONE = DataStatus.GONE.value
_DONE = (FindingState.REFUTED.value, FindingState.CLOSED.value)
_TO_DISPOSE = frozenset(one.value for one in TRUE)


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for; what is empty narrows nothing.

    Attributes:
        town: town, as written in the rosters.
        check: id of a check.
        state: a state, as word or in Chinese; empty: all that are not done with.
        statuses: what the data say, as words or in Chinese; empty: all but what is gone.
        overdue: only what is overdue.
        theme: name of a campaign theme.
        county: the county that sent the roll, of a city in parts.
    """

    town: str = ""
    check: str = ""
    state: str = ""
    statuses: Sequence[str] = ()
    overdue: bool = False
    theme: str = ""
    county: str = ""


def chosen(workspace: Workspace, warehouse: Warehouse, standing: Standing, wanted: Wanted) -> pl.DataFrame:
    """The clues that somebody asks for.

    What is gone is no work, save where a disposal is due after a result that was true: these are listed by their
    state, gone or not.

    Returns:
        Columns of the ledger, and `seq` where a theme is asked for.

    Raises:
        ArgumentError: a town, county, check, state or status is unknown.
        UnknownIdError: there is no such theme.
    """
    state = word_of(FindingState, wanted.state, "办理状态") if wanted.state else ""
    statuses = [word_of(DataStatus, one, "数据状态") for one in wanted.statuses]
    found = standing.clues.filter(_in_state(state), _of_status(statuses, state))
    if wanted.overdue:
        found = found.filter("overdue")
    if wanted.town:
        found = found.filter(in_town(warehouse, standing.clues, wanted.town))
    if wanted.county:
        found = found.filter(in_county(warehouse, standing.clues, wanted.county))
    if wanted.check:
        found = found.filter(pl.col("check_id") == _known_check(wanted.check))
    if wanted.theme:
        found = found.join(
            _of_theme(workspace, warehouse, standing, wanted.theme), on="finding_id", maintain_order="left"
        )
    return found


def word_of(vocabulary: type[Term], said: str, what: str) -> str:
    """The word of a vocabulary that somebody says, also in Chinese.

    Raises:
        ArgumentError: it is none.
    """
    by_label = {label: word for word, label in vocabulary.labels().items()}
    word = by_label.get(said, said.lower())
    if word not in vocabulary.labels():
        told = "、".join(f"{one}({label})" for one, label in vocabulary.labels().items())
        raise ArgumentError(f"没有{what} {said}", hint=f"可用: {told}")
    return word


def _in_state(state: str) -> pl.Expr:
    return pl.col("state") == state if state else ~pl.col("state").is_in(_DONE)


def _of_status(statuses: list[str], state: str) -> pl.Expr:
    if statuses:
        return pl.col("data_status").is_in(statuses)
    return pl.lit(value=True) if state in _TO_DISPOSE else pl.col("data_status") != _GONE


def _known_check(said: str) -> str:
    known = {one.lower(): one for one in CHECKS}
    if said.lower() not in known:
        raise ArgumentError(f"没有检查项 {said}", hint=f"可用: {'、'.join(sorted(CHECKS))}")
    return known[said.lower()]


def _of_theme(workspace: Workspace, warehouse: Warehouse, standing: Standing, theme: str) -> pl.DataFrame:
    """finding_id and seq of the clues of a theme."""
    given = numbered_clues(warehouse, theme)
    usable = load_themes(standing.as_of, workspace.themes, CHECKS.keys()).usable
    if given.is_empty() and theme not in {one.name for one in usable}:
        raise UnknownIdError(f"没有专题 {theme}", hint="可用的专题见 hedui themes list")
    own = handed_over(workspace, warehouse, standing.clues["finding_id"])
    numbers: dict[str, int] = {}
    for handed, seq in given.select("finding_id", "seq").iter_rows():
        if handed in own:
            numbers.setdefault(own[handed], seq)  # the first, where two clues have turned out to be one
    return pl.DataFrame([*numbers.items()], schema={"finding_id": pl.String(), SEQ: pl.Int64()}, orient="row")
