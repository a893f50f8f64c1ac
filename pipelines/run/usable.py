"""Which accepted extracts are recent enough to be used, what stands in for refused ones, and when a night must stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipelines.run.judging import Judged, Used
from policies.lateness import lateness
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.fallback import Fallback
from schemas.parameter import Parameters
from schemas.terms import RegisterState


@dataclass(frozen=True)
class Usable:
    """What a night uses.

    Attributes:
        used: source -> its extract.
        too_old: source -> cut-off date of an accepted extract that is left out, being too old.
        fallbacks: extracts that were refused, and what is used in their place.
    """

    used: dict[str, Used]
    too_old: dict[str, date]
    fallbacks: tuple[Fallback, ...]


def usable(judged: Mapping[str, Judged], as_of: date, parameters: Parameters) -> Usable:
    """Leaves out what is too old.

    Args:
        judged: source -> what became of its extracts.
        as_of: the date for which everything is computed.
        parameters: the policy in force on it.

    Raises:
        InputRefusedError: a register is past its allowed age and its policy is `refuse`, or the civil registry cannot
            be used and nothing can take its place.
    """
    accepted = {source: one.used for source, one in judged.items() if one.used is not None}
    old = {
        source: one.landed.cut_off
        for source, one in accepted.items()
        if lateness(as_of, parameters, source, one.landed.cut_off) is RegisterState.TOO_OLD
    }
    used = {source: one for source, one in accepted.items() if source not in old}
    if REGISTRY not in used:
        raise _without_registry(judged[REGISTRY], old.get(REGISTRY), as_of)
    return Usable(used, old, tuple(_fallbacks(judged, used)))


def require_nothing_refused(judged: Mapping[str, Judged]) -> None:
    """Stops a strict night.

    Raises:
        InputRefusedError: an extract was refused; it names each.
    """
    whys = [refused.why for one in judged.values() for refused in one.refused]
    if whys:
        raise InputRefusedError("; ".join(why.message for why in whys), hint=whys[0].hint)


def _fallbacks(judged: Mapping[str, Judged], used: Mapping[str, Used]) -> list[Fallback]:
    return [
        Fallback(
            source=source,
            files=refused.landed.files,
            cut_off=refused.landed.cut_off,
            reason=refused.why.message,
            hint=refused.why.hint,
            used_instead=used[source].landed.files if source in used else (),
            used_cut_off=used[source].landed.cut_off if source in used else None,
        )
        for source, one in judged.items()
        for refused in one.refused
    ]


def _without_registry(judged: Judged, too_old: date | None, as_of: date) -> InputRefusedError:
    title = EXTRACTS[REGISTRY].title
    whys = [refused.why.message for refused in judged.refused]
    if too_old is not None:
        whys.append(f"{title}数据截止 {too_old},距 {as_of} 已 {(as_of - too_old).days} 天,超过允许时效")
    return InputRefusedError(
        "; ".join(whys), hint=judged.refused[0].why.hint if judged.refused else "请向公安部门索取新的户籍人口数据"
    )
