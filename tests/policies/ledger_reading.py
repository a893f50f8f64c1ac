"""The contract of the ledger read a second time, night by night in plain Python, as slow and simple as can be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Clue = str
"""Its check, a colon, and what tells it from the others of that check."""
OPEN_AGAIN = ("closed", "confirmed", "partly")


@dataclass
class Told:
    """What one night says: which checks ran, what it raises with which facts, and of what it could not say."""

    day: date
    ran: set[str]
    raised: dict[Clue, frozenset[str]]
    unanswered: set[Clue]


@dataclass
class Read:
    """One clue as the contract has it."""

    check_id: str
    first_seen: date
    last_seen: date
    gone_since: date | None = None
    data_status: str = "new"
    state: str = "open"
    state_since: date | None = None
    recurrences: int = 0
    facts: frozenset[str] = frozenset()
    refuted_with: frozenset[str] = frozenset()
    gone_by_day: dict[date, bool] = field(default_factory=dict)
    latest_result: str | None = None
    found_true: bool = False
    round: dict[str, Any] = field(default_factory=dict)
    results: list[date] = field(default_factory=list)


def read(
    nights: list[Told], entries: list[dict[str, Any]], as_of: date, cut_off: Callable[[Clue], date | None]
) -> dict[Clue, dict[str, Any]]:
    """Every clue of the ledger of `as_of`; `cut_off` tells the date of the extract of a clue's source that night."""
    clues: dict[Clue, Read] = {}
    entries = standing([one for one in entries if one["date"] <= as_of])
    days = sorted({night.day for night in nights if night.day <= as_of} | {one["date"] for one in entries})
    waiting: list[dict[str, Any]] = []
    for day in days:
        for night in nights:
            if night.day == day:
                let_night_speak(clues, night)
        waiting += [one for one in entries if one["date"] == day]
        for entry in [one for one in waiting if one["clue"] in clues]:
            enter(clues[entry["clue"]], entry)
            waiting.remove(entry)
    return {name: told(clue, as_of, cut_off(name)) for name, clue in clues.items()}


def standing(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without those that were withdrawn, in the order in which they count.

    The record is played as it was written: a withdrawal finds only what had been imported by then, and of that the
    last by date, then import, that was not of a later day than itself.
    """
    kept: list[dict[str, Any]] = []
    for entry in sorted(entries, key=lambda one: one["number"]):
        if entry["kind"] != "withdrawal":
            kept.append(entry)
            kept.sort(key=lambda one: (one["date"], one["number"]))
            continue
        own = [one for one in kept if one["clue"] == entry["clue"] and one["date"] <= entry["date"]]
        if own:
            kept.remove(own[-1])
    return kept


def let_night_speak(clues: dict[Clue, Read], night: Told) -> None:
    for name, facts in night.raised.items():
        if name not in clues:
            clues[name] = Read(name.partition(":")[0], night.day, night.day, state_since=night.day, facts=facts)
        else:
            come(clues[name], night.day, facts)
    for name, clue in clues.items():
        if name not in night.raised:
            miss(clue, night, name)
        clue.gone_by_day[night.day] = clue.gone_since is not None


def come(clue: Read, day: date, facts: frozenset[str]) -> None:
    clue.data_status = "standing" if clue.gone_since is None else "reopened"
    if clue.gone_since is not None and clue.state in OPEN_AGAIN:
        clue.recurrences += 1
        open_again(clue, day)
    if clue.state == "refuted" and not facts <= clue.refuted_with:
        open_again(clue, day)
    clue.last_seen, clue.gone_since, clue.facts = day, None, facts


def open_again(clue: Read, day: date) -> None:
    clue.state, clue.state_since, clue.round, clue.results = "open", day, {}, []
    clue.found_true = False


def miss(clue: Read, night: Told, name: Clue) -> None:
    if clue.gone_since is not None:
        return
    if clue.check_id in night.ran and name not in night.unanswered:
        clue.gone_since, clue.data_status = night.day, "gone"
    else:
        clue.data_status = "not_run"


def enter(clue: Read, entry: dict[str, Any]) -> None:
    day = entry["date"]
    if entry["kind"] == "assignment":
        clue.state, clue.state_since, clue.results = "assigned", day, []
        clue.round = {"assigned_to": entry["unit"], "assigned_on": day, "due_on": entry["due_on"]}
    elif entry["kind"] == "result":
        clue.state, clue.state_since, clue.refuted_with = entry["result"], day, clue.facts
        clue.latest_result, clue.found_true = entry["result"], entry["result"] in ("confirmed", "partly")
        clue.results.append(day)
        clue.round |= {"result_on": day, "prepared_by": entry["by"], "reviewed_by": entry["reviewed_by"]}
        clue.round |= {"note": entry["note"]}
    elif clue.found_true:
        clue.state, clue.state_since = "closed", day
        clue.round |= {"disposal": entry["disposal"], "disposed_on": day}


def told(clue: Read, as_of: date, cut_off: date | None) -> dict[str, Any]:
    raised = clue.data_status in ("new", "standing", "reopened")
    due, disposed = clue.round.get("due_on"), clue.round.get("disposed_on")
    up_to_due = [day for day in sorted(clue.gone_by_day) if due and day <= due]
    return {
        "check_id": clue.check_id,
        "first_seen": clue.first_seen,
        "last_seen": clue.last_seen,
        "gone_since": clue.gone_since,
        "data_status": clue.data_status,
        "state": clue.state,
        "state_since": clue.state_since,
        "recurrences": clue.recurrences,
        "latest_result": clue.latest_result,
        "found_true": clue.found_true,
        "overdue": bool(due and due < as_of and not clue.results and clue.gone_since is None),
        "still_raised": bool(clue.state == "closed" and raised and disposed and cut_off and cut_off > disposed),
        "first_result_on": clue.results[0] if clue.results else None,
        "gone_when_due": bool(due and due <= as_of and up_to_due and clue.gone_by_day[up_to_due[-1]]),
        **{name: clue.round.get(name) for name in ROUND},
    }


ROUND = (
    "assigned_to",
    "assigned_on",
    "due_on",
    "result_on",
    "prepared_by",
    "reviewed_by",
    "note",
    "disposal",
    "disposed_on",
)
