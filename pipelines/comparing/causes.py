"""Why clues came and went between two publications: what differs between them, and which of it each clue took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.comparing.attribution import Raised, attributed
from pipelines.comparing.cause import Cause, Row, RowChange, Told
from pipelines.comparing.concerned import concerned
from pipelines.comparing.corrections import Mended, mended
from pipelines.comparing.decided import decided_between
from pipelines.comparing.made_from import MadeFrom
from pipelines.comparing.policy import changed_parameters, mixed, parameter_words
from pipelines.comparing.rows import Moved, by_clue, moved_rows
from pipelines.comparing.worlds import Worlds
from pipelines.workspace.program import PUBLISHING, program_fingerprint
from policies.checks import CHECKS
from policies.checks.declaration import Check
from schemas.errors import NothingLeftError
from schemas.extracts import EXTRACTS, REGISTRY

_SEPARATOR = ","
_WHO_LIVES = frozenset({REGISTRY, "deaths"})
"""Sources that say who is alive and who he is: any clue may rest on them, whatever its check declares."""
Causes = dict[str, tuple[Told, ...]]


@dataclass(frozen=True, eq=False)
class Movement:
    """The clues that came or went between two sides.

    Attributes:
        before: what the earlier side was made from.
        after: what the later side was made from.
        clues: a row each (columns of `mismatch`), by their ids on the later side.
        came: those that the later side raises.
    """

    before: MadeFrom
    after: MadeFrom
    clues: pl.DataFrame
    came: Raised

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.clues["finding_id"])

    @cached_property
    def worlds(self) -> Worlds:
        """Nights that never were, asked for the checks of these clues."""
        checks = tuple(CHECKS[one] for one in self.clues["check_id"].unique().sort() if one in CHECKS)
        return Worlds(self.before, self.after, checks)

    @cached_property
    def mended(self) -> Mended:
        """The cells that one side mends and the other does not."""
        return mended(self.before.side, self.after.side)

    @cached_property
    def differing(self) -> tuple[Cause, ...]:
        """What differs between the two sides, the program apart; corrections count as data, whose rows they change."""
        before, after = self.before, self.after
        differs = {
            Cause.DATA: before.side.inputs != after.side.inputs or not self.mended.is_empty,
            Cause.DECISION: not before.decisions.equals(after.decisions),
            Cause.PARAMETER: _hash(before) != _hash(after),
            Cause.CALENDAR: before.as_of != after.as_of,
        }
        return tuple(cause for cause, so in differs.items() if so)

    @property
    def other_program(self) -> bool:
        """Different programs made the two."""
        return self.before.side.manifest.get("code") != self.after.side.manifest.get("code")

    @property
    def by_this_program(self) -> bool:
        """This very program made both."""
        today = program_fingerprint(PUBLISHING)
        return all(one.side.manifest.get("code") == today for one in (self.before, self.after))


def causes(movement: Movement) -> Causes:
    """Clue -> what it took; of every clue at least one cause, which may be that nobody can say."""
    if not movement.ids:
        return {}
    try:
        return _causes(movement)
    except NothingLeftError as error:
        return _without_rows(movement, error.message)


def _without_rows(movement: Movement, why: str) -> Causes:
    """What the manifests alone tell: where only one thing differs, it was that."""
    differing = movement.differing
    if len(differing) == 1 and not movement.other_program:
        return dict.fromkeys(movement.ids, (Told(differing[0], why),))
    maybe = "、".join(one.label for one in (*differing, *((Cause.PROGRAM,) if movement.other_program else ())))
    return dict.fromkeys(movement.ids, (Told(Cause.UNKNOWN, f"{why};有变化的是 {maybe or '无'}"),))


def _causes(movement: Movement) -> Causes:
    programs, rest = _by_program(movement)
    took = attributed(rest, movement.came, movement.differing, movement.worlds.raised) if rest else {}
    told: dict[Cause, Mapping[str, tuple[Told, ...]]] = {
        Cause.DATA: _by_rows(movement, _of(took, Cause.DATA)),
        Cause.DECISION: _by_decisions(movement, _of(took, Cause.DECISION)),
        Cause.PARAMETER: _by_parameters(movement, _of(took, Cause.PARAMETER)),
        Cause.CALENDAR: dict.fromkeys(_of(took, Cause.CALENDAR), (Told(Cause.CALENDAR, _days(movement)),)),
    }
    return programs | {clue: tuple(one for cause in of for one in told[cause][clue]) for clue, of in took.items()}


def _by_program(movement: Movement) -> tuple[Causes, list[str]]:
    """Clues that the program accounts for, or nobody can account for; and those that something else does."""
    if movement.by_this_program and len(movement.differing) == 1:
        return {}, list(movement.ids)
    if not movement.differing:
        return dict.fromkeys(movement.ids, (_program(movement),)), []
    first, last = (movement.worlds.raised(later) for later in (frozenset[Cause](), frozenset(Cause)))
    rest = [clue for clue in movement.ids if (clue in last) == (clue in movement.came) != (clue in first)]
    return {clue: (_program(movement),) for clue in movement.ids if clue not in set(rest)}, rest


def _program(movement: Movement) -> Told:
    if movement.other_program:
        versions = (str(one.side.manifest.get("version")) for one in (movement.before, movement.after))
        return Told(Cause.PROGRAM, "程序 {} → {},两次的程序不同".format(*versions))
    return Told(Cause.UNKNOWN, "按现在的程序重算,与发布时的结果不一致")


def _by_rows(movement: Movement, clues: list[str]) -> Causes:
    """The rows that clues came or went with; where those of several sources moved, of the ones that it took."""
    if not clues:
        return {}
    frame = movement.clues.filter(pl.col("finding_id").is_in(clues))
    before, after = movement.worlds.earlier, movement.worlds.later
    keys = concerned(frame, before, after, movement.came)
    wanted = frozenset(key for of in keys.values() for key in of)
    looked = {clue: _looked_at(CHECKS.get(check), said) for clue, check, *said in _sources(frame)}
    asked = sorted({source for of in looked.values() for source in of})
    moved = {
        clue: [one for one in rows if one.row.source in looked[clue]]
        for clue, rows in by_clue(
            (row for source in asked for row in moved_rows(source, before, after, wanted)), keys
        ).items()
    }
    several = {clue: rows for clue, rows in moved.items() if len({one.row.source for one in rows}) > 1}
    took = _sources_it_took(movement, several)
    kept = {
        clue: [one for one in rows if one.row.source in took.get(clue, (one.row.source,))]
        for clue, rows in moved.items()
    }
    lost = _lost(movement, frame, looked)
    return {clue: _told_rows(movement, rows or lost.get(clue, [])) for clue, rows in kept.items()}


def _lost(movement: Movement, frame: pl.DataFrame, looked: Mapping[str, frozenset[str]]) -> Mapping[str, list[Moved]]:
    """Of a city in parts: clue -> what its own county did not send any more."""
    before, after = movement.worlds.earlier.counties, movement.worlds.later.counties
    if before is None or after is None:
        return {}
    feeds = before.cut_offs.keys() - after.cut_offs.keys()
    return {
        clue: [
            Moved(Row(one.source, RowChange.NO_EXTRACT, county=county), None, None, frozenset())
            for one in sorted(feeds)
            if one.county == county and one.source in looked[clue]
        ]
        for clue, county in frame.select("finding_id", "county").iter_rows()
    }


def _sources(frame: pl.DataFrame) -> Iterable[tuple[str, ...]]:
    return frame.select("finding_id", "check_id", "source", "observed_source").iter_rows()


def _looked_at(check: Check | None, said: Iterable[str | None]) -> frozenset[str]:
    """The sources whose rows can bear a clue."""
    own = {one for text in said for one in (text or "").split(_SEPARATOR)}
    declared = {*check.needs, *check.any_of, *check.if_landed} if check else set()
    return frozenset((own | declared | _WHO_LIVES) & EXTRACTS.keys())


def _sources_it_took(movement: Movement, moved: Mapping[str, list[Moved]]) -> Mapping[str, tuple[str, ...]]:
    sources = tuple(sorted({one.row.source for rows in moved.values() for one in rows}))
    others = frozenset(EXTRACTS) - frozenset(sources)
    found = attributed(moved, movement.came, sources, lambda later: movement.worlds.with_sources(later | others))
    # Where no source alone would have done, all that moved are named.
    return {clue: of for clue, of in found.items() if {one.row.source for one in moved[clue]} & set(of)}


def _told_rows(movement: Movement, moved: list[Moved]) -> tuple[Told, ...]:
    if movement.before.side.inputs == movement.after.side.inputs:
        rows = tuple(one.row for one in moved)
        return (Told(Cause.CORRECTION, "、".join(movement.mended.explain(moved)[2]), rows),)
    by_hand, supplied, bases = movement.mended.explain(moved)
    told = []
    if by_hand:
        told.append(Told(Cause.CORRECTION, "、".join(bases), tuple(by_hand)))
    if supplied or not by_hand:
        told.append(Told(Cause.DATA, "" if supplied else "没有直接涉及此人或该户的行变化", tuple(supplied)))
    return tuple(told)


def _by_decisions(movement: Movement, clues: list[str]) -> Causes:
    if not clues:
        return {}
    frame = movement.clues.filter(pl.col("finding_id").is_in(clues))
    told = decided_between(movement.before, movement.after, movement.worlds, frame, movement.came)
    return {clue: (Told(Cause.DECISION, told[clue]),) for clue in clues}


def _by_parameters(movement: Movement, clues: list[str]) -> Causes:
    before, after = movement.before.parameters, movement.after.parameters
    if not clues or before is None or after is None:
        return dict.fromkeys(clues, (Told(Cause.PARAMETER, "当时的参数值没有记录"),))
    names = changed_parameters(before, after)

    def raised_with(later: frozenset[str]) -> Raised:
        return movement.worlds.with_parameters(mixed(before, after, later))

    took = attributed(clues, movement.came, names, raised_with)
    words = {name: parameter_words(movement.after.workspace, name, before, after) for name in names}
    return {clue: (Told(Cause.PARAMETER, ";".join(words[name] for name in took[clue])),) for clue in clues}


def _of(took: Mapping[str, tuple[Cause, ...]], cause: Cause) -> list[str]:
    return [clue for clue, of in took.items() if cause in of]


def _days(movement: Movement) -> str:
    return f"数据时点 {movement.before.as_of} → {movement.after.as_of}(年龄、月份、时限)"


def _hash(of: MadeFrom) -> object:
    facts = of.side.manifest.get("parameters")
    return facts.get("hash") if isinstance(facts, dict) else None
