"""What lies in the landing folder for the night, how old it is, and what can be seen to be unusable at a glance."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from data.parameters import declared_parameters, load_parameters
from pipelines.checkup.checked import Checked, attention, fails, well
from pipelines.ingest.landing import LandedExtract, Landing, require_registry, scan
from pipelines.ingest.unclaimed import unclaimed
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import Settings
from policies.lateness import lateness
from schemas.errors import InputRefusedError, ParameterError
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.feed import Feed
from schemas.parameter import Parameters
from schemas.system import system_words
from schemas.terms import RegisterState

_LANDING = "数据文件"
_PARQUET = b"PAR1"
_NAME_IT = "请在数据截止日后写明县(市、区),如 来源_YYYYMMDD_某某县.csv"
_MEND = "请报送单位重新报送,或重新复制该文件"


def check_landing(workspace: Workspace, as_of: date, settings: Settings) -> Iterator[Checked]:
    """Whether the night has its files: the registry, each source's newest extract and its age, names nobody knows.

    Args:
        workspace: where.
        as_of: the date of the night.
        settings: whether a refused file stops it, and whether extracts come in parts by county.
    """
    try:
        landing = scan(workspace.landing)
        feeds = landing.feeds(as_of, by_county=settings.by_county)
        extracts = {feed: of for feed, of in feeds.items() if feed.county or not settings.by_county}
        require_registry({feed.source for feed in extracts}, workspace.landing, as_of)
    except InputRefusedError as error:
        yield fails(_LANDING, error)
        return
    parameters = _policy(workspace, as_of)
    for feed, candidates in extracts.items():
        yield _feed(feed, candidates, as_of, parameters, strict=settings.strict)
    for feed in feeds.keys() - extracts.keys():
        files = "、".join(name for one in feeds[feed] for name in one.files)
        yield attention(f"{_LANDING} {feed.title}", f"{files} 的文件名中没有县(市、区)名,将被拒收(退出码 7)", _NAME_IT)
    yield from _names(landing)


def _policy(workspace: Workspace, as_of: date) -> Parameters | None:
    """The policy of the date, or of the last one that is confirmed; None where no file of it can be read."""
    try:
        declared = declared_parameters(workspace.parameters).values()
        confirmed = min((one.verified_until for one in declared if one.values), default=as_of)
        return load_parameters(min(as_of, confirmed), workspace.parameters)
    except ParameterError:  # `check_parameters` says so
        return None


def _feed(
    feed: Feed, candidates: Sequence[LandedExtract], as_of: date, parameters: Parameters | None, *, strict: bool
) -> Checked:
    """What a night would make of the extracts of a feed, the newest first."""
    topic = f"{_LANDING} {feed.title}"
    problem = _problem(candidates[0])
    usable = next((one for one in candidates if _problem(one) is None), None)
    if problem and (strict or (usable is None and _is_needed(feed))):
        return fails(topic, InputRefusedError(problem, hint=_MEND))
    if usable is None:
        return attention(topic, f"{problem};没有可沿用的数据,将按未提供处理(退出码 7)", _MEND)
    try:
        checked = _aged(topic, feed, usable, as_of, parameters)
    except (InputRefusedError, ParameterError) as error:
        return fails(topic, error)
    if problem and not checked.exit_code:
        return attention(topic, f"{problem};将沿用数据截止日 {usable.cut_off} 的一份(退出码 7)", _MEND)
    return checked


def _is_needed(feed: Feed) -> bool:
    """Whether no night runs without it: the civil registry, but that of one county of several."""
    return feed == Feed(REGISTRY)


def _aged(topic: str, feed: Feed, extract: LandedExtract, as_of: date, parameters: Parameters | None) -> Checked:
    age = (as_of - extract.cut_off).days
    found = f"数据截止日 {extract.cut_off},{age} 天"
    if parameters is None:
        return well(topic, found)
    found += f"(允许 {parameters.of_source('allowed_age_days', feed.source)} 天)"
    ask = "请向来源单位索取新数据"
    match lateness(as_of, parameters, feed.source, extract.cut_off):
        case RegisterState.TOO_OLD if _is_needed(feed):
            return fails(topic, InputRefusedError(f"{found},过旧,不能运行", hint=ask))
        case RegisterState.TOO_OLD:
            return attention(topic, f"{found},过旧,将视同未提供", ask)
        case RegisterState.CARRIED:
            return attention(topic, f"{found},过期,延用中", ask)
        case _:
            return well(topic, found)


def _names(landing: Landing) -> Iterator[Checked]:
    if landing.unclaimed:
        told = "、".join(f"{one.name}({one.why})" for one in map(unclaimed, landing.unclaimed))
        found = f"{len(landing.unclaimed)} 个文件不会被读取: {told}"
        yield attention(_LANDING, found, "文件名应为 来源_YYYYMMDD.csv、.xlsx 或 .parquet;不是数据的请移走")
    never = [extract.title for source, extract in EXTRACTS.items() if source not in landing.sources]
    if never:
        yield well(_LANDING, f"从未报送: {'、'.join(never)}")


def _problem(extract: LandedExtract) -> str | None:
    """Why an extract would be refused, as far as a glance can tell; None where it looks well."""
    return next((problem for part in extract.parts if (problem := _glance(part.path))), None)


def _glance(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_PARQUET))
            file.seek(-min(len(_PARQUET), path.stat().st_size), 2)
            tail = file.read()
    except OSError as error:
        return f"{path.name} 无法读取({system_words(error)})"
    if not head:
        return f"{path.name} 是空文件"
    is_whole = {".xlsx": lambda: zipfile.is_zipfile(path), ".parquet": lambda: head == tail == _PARQUET}
    whole = is_whole.get(path.suffix.lower())
    return f"{path.name} 不完整或不是 {path.suffix} 文件" if whole and not whole() else None
