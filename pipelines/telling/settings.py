"""Who is told of a night, and where its figures are left: the tables `[notify]` and `[metrics]` of `hedui.toml`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import as_written, of_another_kind, read_settings_file
from schemas.errors import SettingError
from schemas.terms import Term

URLS_VARIABLE = "HEDUI_NOTIFY_URLS"
T = TypeVar("T")


class When(Term):
    """After which nights somebody is told."""

    ALWAYS = "always", "每夜"
    CHANGES = "changes", "有新的发布或有问题"
    PROBLEMS = "problems", "有问题"


@dataclass(frozen=True)
class Notify:
    """Who is told of a night.

    Attributes:
        urls: addresses as apprise writes them (`mailtos://…`, `jsons://…`); they often hold a password, and then
            belong into `HEDUI_NOTIFY_URLS`, which takes their place.
        file: a file to which messages are added; empty: none. Relative to the workspace.
        when: after which nights.
        by_hand: also of nights that somebody runs by hand.
    """

    urls: tuple[str, ...] = ()
    file: str = ""
    when: When = When.ALWAYS
    by_hand: bool = False


@dataclass(frozen=True)
class Metrics:
    """Where figures are left for monitoring.

    Attributes:
        on: whether at all.
        file: the file, relative to the workspace.
        readable: everybody on the machine may read it; there is nobody's data in it.
    """

    on: bool = True
    file: str = "metrics/hedui.prom"
    readable: bool = False


def load_notify(workspace: Workspace, environment: Mapping[str, str] = os.environ) -> Notify:
    """Who is told of a night in a workspace.

    Raises:
        SettingError: a key nobody knows, or a value of the wrong kind.
    """
    written = _table(workspace, "notify", Notify)
    from_environment = environment.get(URLS_VARIABLE, "").split()
    if from_environment:
        written["urls"] = from_environment
    when = written.pop("when", When.ALWAYS.value)
    if when not in {one.value for one in When}:
        raise _error(workspace, f"notify.when = {as_written(when)} 应为 {'、'.join(When)} 之一")
    return Notify(**{**written, "urls": tuple(written.get("urls", ())), "when": When(when)})


def load_metrics(workspace: Workspace) -> Metrics:
    """Where a workspace's figures are left.

    Raises:
        SettingError: a key nobody knows, or a value of the wrong kind.
    """
    return Metrics(**_table(workspace, "metrics", Metrics))


def _table(workspace: Workspace, name: str, kind: type[Notify | Metrics]) -> dict[str, Any]:
    written = read_settings_file(workspace).get(name, {})
    if not isinstance(written, dict):
        raise _error(workspace, f"{name} 应为一节 [{name}]")
    known = {one.name: getattr(kind(), one.name) for one in fields(kind)}
    if unknown := sorted(written.keys() - known.keys()):
        raise _error(workspace, f"[{name}] 中有不认识的设置 {'、'.join(unknown)},可用: {'、'.join(known)}")
    for key, value in written.items():
        wanted = next(one for one in (bool, str, tuple) if isinstance(known[key], one))
        if not (_is_list_of_text(value) if wanted is tuple else isinstance(value, wanted)):
            raise of_another_kind(workspace.settings_file, f"{name}.{key}", value, wanted)
    return dict(written)


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _error(workspace: Workspace, problem: str) -> SettingError:
    return SettingError(f"{workspace.settings_file}: {problem}")
