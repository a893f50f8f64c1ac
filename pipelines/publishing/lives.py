"""The life of each clue up to the date of a publication, in words, for whatever people read of it."""

from __future__ import annotations

import polars as pl

from pipelines.publishing.said import says_of
from pipelines.run.context import Context
from pipelines.run.lived import with_answers
from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, all_aliases
from policies.clues.history import with_night
from policies.clues.renaming import entries_under, renamed
from policies.clues.spans import NOT_RUN, SPANS, spans_of, turned
from reports.life import lives_of, nights_of
from schemas.terms import Answer


def lives(context: Context, ledger: pl.DataFrame, ran: frozenset[str]) -> pl.DataFrame:
    """What became of every clue that is raised, gone tonight or overdue.

    Args:
        context: what every step needs; later nights and entries than of its date are not seen.
        ledger: the published ledger of the date.
        ran: the checks that ran for it.

    Returns:
        finding_id, life, as `reports.life.lives_of` gives them.
    """
    as_of = context.run.as_of
    is_shown = (pl.col("answer") == Answer.RAISED.value) | (pl.col("gone_since") == as_of) | pl.col("overdue")
    shown = ledger.filter(is_shown.fill_null(value=False))
    with context.warehouse.beside() as warehouse:  # the page is made in a thread of its own
        aliases = all_aliases(warehouse)
        others = pl.concat([aliases["was"], aliases["finding_id"]]).unique()
        anew = shown.filter(_from_the_beginning(context, others) | pl.lit(not ran))
        spans = _reckoned(context, warehouse, anew, others, ran)
    rest = shown.join(anew, on="finding_id", how="anti")
    tonight = rest.select("finding_id", pl.col("answer").fill_null(NOT_RUN))
    same = context.lived.going_on.join(tonight, on=["finding_id", "answer"], how="semi")
    other = tonight.join(same, on="finding_id", how="anti")
    before = context.lived.spans.join(other, on="finding_id", how="semi")
    nights = nights_of(pl.concat([spans, turned(before, other, as_of)]))
    entered = entries_under(context.entries, ledger["finding_id"], aliases)
    is_seen = (pl.col("date") <= as_of) & pl.col("finding_id").is_in(shown["finding_id"].implode())
    together = pl.concat([same.select("finding_id", "nights"), nights])
    return lives_of(together, entered.filter(is_seen).sort("date", "number"))


def _from_the_beginning(context: Context, others: pl.Series) -> pl.Expr:
    """Clues whose lives cannot go on with what was made ready: under other ids before, or back after they were gone."""
    known, ready = (frame["finding_id"].implode() for frame in (context.before.stood, context.lived.going_on))
    clue = pl.col("finding_id")
    return clue.is_in(others.implode()) | (clue.is_in(known) & ~clue.is_in(ready))


def _reckoned(
    context: Context, warehouse: Warehouse, clues: pl.DataFrame, others: pl.Series, ran: frozenset[str]
) -> pl.DataFrame:
    """The nights of clues (rows of the ledger) from the first that knew each on, by whichever id: columns `SPANS`."""
    if clues.is_empty():
        return pl.DataFrame(schema=SPANS)
    as_of, ids = context.run.as_of, pl.concat([clues["finding_id"], others])
    before = context.before.of_clues(pl.col("finding_id").is_in(ids.unique().implode()))
    history = renamed(with_answers(warehouse, before, as_of), aliases_of(warehouse, as_of))
    return spans_of(with_night(history, says_of(clues, ran), as_of), clues["finding_id"])
