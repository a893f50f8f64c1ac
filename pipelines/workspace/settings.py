"""What a bureau may set in `hedui.toml` or by environment variables, read strictly."""

from __future__ import annotations

import json
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.workspace.folders import Workspace
from pipelines.workspace.timezone import LOCAL_TIME, is_timezone
from schemas.broken import where_broken
from schemas.errors import SettingError
from schemas.extracts import EXTRACTS
from schemas.system import system_words
from schemas.terms import CityMode

ENVIRONMENT_PREFIX = "HEDUI_"
Value = bool | int | float | str | Mapping[str, float]
_AFTERWARDS: Mapping[str, object] = {"decides": False}
_WRITTEN_AS: Mapping[type, tuple[type, ...]] = {bool: (), int: (int,), float: (int, float)}
_KINDS: Mapping[type, str] = {
    bool: "true 或 false",
    int: "整数",
    float: "数",
    str: "加引号的文字",
    tuple: "加引号的文字的列表",
}
TABLES = ("notify", "metrics")
"""Tables of the file that others read: they say who is told of a night, and change nothing of what it publishes."""
_ADDRESSES = ("deliver_to", "shared")
COUNTY = "county"
TODAY, DATA = "today", "data"
_LEAST: Mapping[str, float] = {"memory": 0.001}
_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


@dataclass(frozen=True)
class Settings:
    """The settings, each also an environment variable (`HEDUI_CONTROL_STRICT=1`).

    Attributes:
        strict: a refused file stops the night.
        control_strict: a control file that disagrees stops the publication.
        max_refused_share: largest share of the rows of a file that may be refused, from 200 rows on.
        min_linked_share: smallest share of a roster's rows that must be linked.
        max_findings_growth: how many times the findings of the last publication tonight's may be.
        breaker_min_rows: extracts and publications with fewer rows than this trip no breaker of shares or growth.
        min_share: source -> smallest share of the rows of its last accepted extract, where the declared one is not
            wanted; written as one number, it is that of every source.
        as_of: the date of a night that nobody gives one: `today`, or `data`, the newest cut-off date that the mandatory
            sources share.
        timezone: in which a day begins.
        keep_publications: days before the newest publication for which publications are kept; 0: for ever.
        keep_month_ends: the last publication of every month is kept for ever all the same.
        keep_extracts: days before the newest publication for which the rows behind publications are kept, so that
            `hedui explain` can tell of them; 0: as long as the publication.
        keep_runs: days for which logs of runs are kept; 0: for ever.
        city_mode: what a batch for the city platform holds: `full`, or `incremental`.
        city_next_batch: lowest number that a new batch may have: where a workspace was restored from an older backup,
            one more than the last that the platform has had.
        sender: the bureau's name, as recipients of hand-overs see it.
        deliver_to: where hand-overs are brought at the end of a night; empty: nowhere.
        parts: `county` where a city's extracts come in parts, each file naming its county behind the date; empty where
            they come whole.
        memory: gigabytes that what the rules look at may take, with what they reckon of it; what would take more is
            looked at in parts.
        scheduler: address of the Dask scheduler whose workers look at the parts; empty: this machine alone.
        shared: the place where the parts lie while they are looked at, which all who look see: a folder, or an address
            of fsspec (`s3://bucket/prefix`); empty: the workspace's own.
    """

    strict: bool = False
    control_strict: bool = False
    max_refused_share: float = 0.5
    min_linked_share: float = 0.3
    max_findings_growth: float = 5.0
    breaker_min_rows: int = 200
    min_share: Mapping[str, float] = field(default_factory=dict)
    as_of: str = TODAY
    timezone: str = LOCAL_TIME
    keep_publications: int = field(default=0, metadata=_AFTERWARDS)
    keep_month_ends: bool = field(default=True, metadata=_AFTERWARDS)
    keep_extracts: int = field(default=0, metadata=_AFTERWARDS)
    keep_runs: int = field(default=0, metadata=_AFTERWARDS)
    city_mode: str = CityMode.FULL.value
    city_next_batch: int = 1
    sender: str = ""
    parts: str = ""
    deliver_to: str = field(default="", metadata=_AFTERWARDS)
    memory: float = field(default=3.0, metadata=_AFTERWARDS)
    scheduler: str = field(default="", metadata=_AFTERWARDS)
    shared: str = field(default="", metadata=_AFTERWARDS)

    @property
    def by_county(self) -> bool:
        """Whether it is a city whose extracts come in parts by county."""
        return self.parts == COUNTY

    @property
    def deciding(self) -> dict[str, object]:
        """Those that a publication can depend on: how long it is kept and where it is brought changes nothing in it."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.metadata.get("decides", True)}


def load_settings(workspace: Workspace, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings of a workspace: the environment goes before the file, the file before the defaults.

    Raises:
        SettingError: a key nobody knows, or a value of the wrong kind.
    """
    written = {name: value for name, value in read_settings_file(workspace).items() if name not in TABLES}
    known = {one.name: type(getattr(Settings(), one.name)) for one in fields(Settings)}
    unknown = sorted(written.keys() - known.keys())
    if unknown:
        raise _error(workspace.settings_file, f"不认识的设置 {'、'.join(unknown)}", f"可用的设置:{'、'.join(known)}")
    values: dict[str, Any] = {
        name: _value(written[name], known[name], name, workspace.settings_file) for name in written
    }
    for name, kind in known.items():
        text = environment.get(ENVIRONMENT_PREFIX + name.upper())
        if text is not None:
            values[name] = _from_text(text, kind, ENVIRONMENT_PREFIX + name.upper())
    return replace(Settings(), **values)


def usable_settings(workspace: Workspace) -> Settings:
    """The settings; the defaults where they are wrong."""
    try:
        return load_settings(workspace)
    except SettingError:
        return Settings()


def local_time(workspace: Workspace, moment: datetime) -> datetime:
    """A moment as the bureau's clocks show it: people read no other time."""
    return moment.astimezone(ZoneInfo(usable_settings(workspace).timezone))


def read_settings_file(workspace: Workspace) -> dict[str, object]:
    """What `hedui.toml` says, key by key; nothing where there is no such file.

    Raises:
        SettingError: it cannot be read.
    """
    path = workspace.settings_file
    if not os.path.lexists(path):  # a link to nowhere is no file that nobody wrote
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # as an editor of Windows may begin it
    except OSError as error:
        raise _error(path, f"无法读取({system_words(error)})", "请核对该文件及其权限") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error(path, f"不是可读的 TOML({where_broken(error)})", "请改正后重新运行") from error


def _value(value: object, kind: type, name: str, path: Path) -> Value:
    if kind is dict:
        return _shares(value, name, path)
    if kind is str and isinstance(value, str):
        return _word(value, name, f"{path}: {name} = {as_written(value)}")
    return _plain(value, kind, name, path)


def _word(text: str, name: str, said: str) -> str:
    if name == "as_of" and text not in (TODAY, DATA):
        raise SettingError(f"{said} 不是 {TODAY} 或 {DATA}")
    if name in _ADDRESSES and bears_password(text):
        raise SettingError(f"{name} 的地址中写有口令", hint="请从地址中删去,口令只由环境变量给出")
    if name == "city_mode" and text not in CityMode.labels():
        raise SettingError(f"{said} 不是 {' 或 '.join(CityMode.labels())}")
    if name == "parts" and text not in ("", COUNTY):
        raise SettingError(f"{said} 不是 {COUNTY}", hint=f'数据按县(市、区)分文件报送时写 parts = "{COUNTY}",否则不写')
    if name == "timezone" and not is_timezone(text):
        raise SettingError(f"{said} 不是时区名(如 {LOCAL_TIME})")
    return text


def bears_password(address: str) -> bool:
    """Whether an address bears an account's password, which may hold any sign, or what may be one after `?`."""
    after = address.partition("://")[2]
    return ":" in after.rpartition("@")[0] or "?" in after


def _plain(value: object, kind: type, name: str, path: Path) -> bool | int | float:
    if isinstance(value, bool) and kind is bool:
        return value
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not isinstance(value, _WRITTEN_AS.get(kind, ()))
    ):
        raise of_another_kind(path, name, value, kind)
    number = float(value) if kind is float else int(value)
    if not _is_limit(number, name):
        said = f"{name} = {as_written(value)} 不能作限值"
        raise _error(path, said, f"限值应为不小于 {_least(name)} 的数,请改正后重新运行")
    return number


def of_another_kind(path: Path, name: str, value: object, kind: type) -> SettingError:
    """What is said of a value that is not of the kind that its key wants; an address may hold a password."""
    shown = name if name in (*_ADDRESSES, "notify.urls") else f"{name} = {as_written(value)}"
    return _error(path, f"{shown} 的写法不对", f"{name} 应为 {_KINDS[kind]},请改正后重新运行")


def as_written(value: object) -> str:
    """A value much as the file has it, not as the program holds it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _shares(value: object, name: str, path: Path) -> Mapping[str, float]:
    if not isinstance(value, dict):
        return dict.fromkeys(EXTRACTS, _plain(value, float, name, path))
    unknown = sorted(value.keys() - EXTRACTS.keys())
    if unknown:
        raise _error(path, f"{name} 中有不认识的来源 {'、'.join(unknown)}", f"可用的来源:{'、'.join(EXTRACTS)}")
    return {source: _plain(share, float, f"{name}.{source}", path) for source, share in value.items()}


def _from_text(text: str, kind: type, name: str) -> Value:
    try:
        if kind is str:
            return _word(text, name.removeprefix(ENVIRONMENT_PREFIX).lower(), f"环境变量 {name}={text}")
        if kind is bool:
            return _WORDS[text.strip().lower()]
        number = float(text) if kind is dict else kind(text)
    except (KeyError, ValueError, OverflowError) as error:
        wanted = _KINDS[float if kind is dict else kind]
        raise SettingError(f"环境变量 {name}={text} 应为 {wanted}") from error
    setting = name.removeprefix(ENVIRONMENT_PREFIX).lower()
    if not _is_limit(number, setting):
        raise SettingError(f"环境变量 {name}={text} 不能作限值,限值应为不小于 {_least(setting)} 的数")
    return dict.fromkeys(EXTRACTS, number) if kind is dict else number


def _is_limit(number: float, name: str) -> bool:
    """Whether something can be held against it: nothing is ever more or less than NaN."""
    return math.isfinite(number) and number >= _least(name)


def _least(name: str) -> float:
    return _LEAST.get(name, 0)


def _error(path: Path, problem: str, hint: str) -> SettingError:
    return SettingError(f"{path}: {problem}", hint=hint)
