"""Settings, the date of the night, and whether the parameters hold on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from data.parameters import declared_parameters
from pipelines.checkup.checked import Checked, attention, fails, well
from pipelines.corrections.folder import read_corrections
from pipelines.delivery.target import target_of
from pipelines.night.day import night_date
from pipelines.publishing.themes import themes_of
from pipelines.run.context import parameters_of
from pipelines.run.unconfirmed import changed_since_confirmed
from pipelines.telling.settings import load_metrics, load_notify
from pipelines.workspace.folders import Workspace
from pipelines.workspace.settings import load_settings, usable_settings
from schemas.errors import (
    ArgumentError,
    ConfigurationError,
    InputRefusedError,
    KeyFileError,
    ParameterError,
    SettingError,
    TamperedRecordError,
)
from schemas.parameter import ParameterStatus, how_to_confirm

_SETTINGS, _TELLING, _PARAMETERS = "设置", "通知和监控", "政策参数"
_DELIVERY, _CORRECTIONS, _THEMES = "送达", "更正文件", "督查专题"
_SOON = timedelta(days=30)


def check_settings(workspace: Workspace, moment: datetime, as_of: date | None) -> Iterator[Checked]:
    """Whether the settings can be read and give a date, and whether those who are to be told can be named."""
    try:
        load_settings(workspace)
        day = as_of or night_date(workspace, moment)
    except (SettingError, InputRefusedError) as error:
        yield fails(_SETTINGS, error)
    else:
        yield well(_SETTINGS, f"今夜的数据日期 {day}")
    try:
        notify, _ = load_notify(workspace), load_metrics(workspace)
    except SettingError as error:
        yield attention(_TELLING, error.message, error.hint)
        return
    file = workspace.root / notify.file
    if notify.file and not (file.is_relative_to(workspace.root) or file.parent.is_dir()):
        yield attention(_TELLING, f"通知文件 {file} 的文件夹不存在", "请建立该文件夹,否则通知不会送达")
    else:
        targets = len(notify.urls) + bool(notify.file)
        yield well(_TELLING, f"通知对象 {targets} 个" if targets else "未设置通知对象")


def check_delivery(workspace: Workspace) -> Iterator[Checked]:
    """Whether the hand-overs can be brought to where the settings say; a night is published all the same."""
    address = usable_settings(workspace).deliver_to
    if not address:
        return
    try:
        target = target_of(address)
    except ArgumentError as error:
        yield attention(_DELIVERY, f"交换文件不会送达: {error.message}", "请改正 hedui.toml 的 deliver_to")
        return
    try:
        target.require_secrets()
    except ConfigurationError as error:
        yield attention(_DELIVERY, f"交换文件不会送达: {error.message}", error.hint)
    else:
        yield well(_DELIVERY, target.name)


def check_corrections(workspace: Workspace, moment: datetime, timezone: str) -> Iterator[Checked]:
    """Whether the bureau's corrections of suppliers' rows can be used."""
    found = read_corrections(workspace.corrections, moment.astimezone(ZoneInfo(timezone)).date())
    for left in found.left_out:
        yield attention(_CORRECTIONS, f"{left.reason}(退出码 7)", left.hint)
    if found.lines:
        yield well(_CORRECTIONS, f"{len(found.lines)} 条更正可用")


def check_themes(workspace: Workspace, as_of: date) -> Iterator[Checked]:
    """Whether the bureau's own campaign themes can be used."""
    for left in themes_of(workspace, as_of).left_out:
        yield attention(_THEMES, f"{left.reason}(退出码 7)", left.hint)


def check_parameters(workspace: Workspace, as_of: date) -> Iterator[Checked]:
    """Whether every parameter holds on the date, and whether one soon will not."""
    try:
        parameters_of(workspace, as_of)
    except ParameterError as error:
        yield fails(_PARAMETERS, error)
        return
    if changed := _changed(workspace):
        found = f"{'、'.join(sorted(changed))} 在两人确认之后又有改动"
        yield attention(_PARAMETERS, found, "请由两人核对后运行 hedui params confirm,或改回确认时的内容")
    valued = [one for one in declared_parameters(workspace.parameters).values() if one.values]
    until = min(one.verified_until for one in valued)
    open_ones = sum(one.status is ParameterStatus.TO_BE_CONFIRMED for one in valued)
    found = f"核实至 {until}" + (f",{open_ones} 个待确认" if open_ones else "")
    if until - as_of < _SOON:
        yield attention(
            _PARAMETERS, f"{found},只剩 {(until - as_of).days} 天", how_to_confirm(until, str(workspace.root))
        )
    else:
        yield well(_PARAMETERS, found)


def _changed(workspace: Workspace) -> frozenset[str]:
    try:
        return changed_since_confirmed(workspace)
    except (TamperedRecordError, KeyFileError):  # `check_kept` says so
        return frozenset()
