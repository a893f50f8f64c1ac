"""Which accepted extracts are recent enough to be used, what stands in for refused ones, and when a night must stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.run.judging import Judged, Used
from policies.lateness import lateness
from schemas.errors import InputRefusedError
from schemas.extracts import REGISTRY
from schemas.fallback import Fallback
from schemas.feed import Feed
from schemas.masking import mask_numbers
from schemas.parameter import Parameters
from schemas.terms import RegisterState


@dataclass(frozen=True)
class Usable:
    """What a night uses.

    Attributes:
        used: feed -> its extract.
        too_old: feed -> cut-off date of an accepted extract that is left out, being too old.
        fallbacks: extracts that were refused, and what is used in their place.
    """

    used: dict[Feed, Used]
    too_old: dict[Feed, date]
    fallbacks: tuple[Fallback, ...]


def usable(judged: Mapping[Feed, Judged], as_of: date, parameters: Parameters) -> Usable:
    """Leaves out what is too old.

    Args:
        judged: feed -> what became of its extracts.
        as_of: the date for which everything is computed.
        parameters: the policy in force on it.

    Raises:
        InputRefusedError: a register is past its allowed age and its policy is `refuse`, or the civil registry cannot
            be used, of a city in parts that of no county, and nothing can take its place.
    """
    accepted = {feed: one.used for feed, one in judged.items() if one.used is not None}
    old = {
        feed: one.landed.cut_off
        for feed, one in accepted.items()
        if lateness(as_of, parameters, feed.source, one.landed.cut_off) is RegisterState.TOO_OLD
    }
    used = {feed: one for feed, one in accepted.items() if feed not in old}
    if REGISTRY not in {feed.source for feed in used}:
        raise _without_registry(judged, old, as_of)
    return Usable(used, old, tuple(_fallbacks(judged, used)))


def require_nothing_refused(judged: Mapping[Feed, Judged]) -> None:
    """Stops a strict night.

    Raises:
        InputRefusedError: an extract was refused; it names each.
    """
    whys = [refused.why for one in judged.values() for refused in one.refused]
    if whys:
        raise InputRefusedError("; ".join(why.message for why in whys), hint=whys[0].hint)


def _fallbacks(judged: Mapping[Feed, Judged], used: Mapping[Feed, Used]) -> list[Fallback]:
    return [
        Fallback(
            source=feed.source,
            files=_shown(refused.landed.files),
            cut_off=refused.landed.cut_off,
            reason=mask_numbers(refused.why.message),
            hint=refused.why.hint,
            used_instead=_shown(used[feed].landed.files) if feed in used else (),
            used_cut_off=used[feed].landed.cut_off if feed in used else None,
            county=feed.county,
        )
        for feed, one in judged.items()
        for refused in one.refused
    ]


def _shown(files: tuple[str, ...]) -> tuple[str, ...]:
    """Names of files as they may stand on page and terminal: somebody may have put a resident id into one."""
    return tuple(mask_numbers(file) for file in files)


def _without_registry(judged: Mapping[Feed, Judged], too_old: Mapping[Feed, date], as_of: date) -> InputRefusedError:
    refused = [one.why for feed, of in judged.items() if feed.source == REGISTRY for one in of.refused]
    whys = [why.message for why in refused]
    for feed, day in too_old.items():
        if feed.source == REGISTRY:
            whys.append(f"{feed.title}数据截止 {day},距 {as_of} 已 {(as_of - day).days} 天,超过允许时效")
    return InputRefusedError("; ".join(whys), hint=refused[0].hint if refused else "请向公安部门索取新的户籍人口数据")
