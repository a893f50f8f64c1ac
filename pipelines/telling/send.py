"""Sends a message to those who want it, by apprise, and adds it to a file; whether it arrived is handed back."""

from __future__ import annotations

import os
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.telling.message import Message
from pipelines.telling.settings import Notify
from pipelines.workspace.folders import FILE_MODE, Workspace, private_folder
from pipelines.workspace.settings import local_time
from schemas.system import system_words


@dataclass(frozen=True)
class Sent:
    """What became of a message.

    Attributes:
        target: to whom it went; passwords are left out.
        problem: why it did not arrive; empty where it did.
    """

    target: str
    problem: str = ""


def send(workspace: Workspace, notify: Notify, message: Message) -> list[Sent]:
    """Sends a message to every address and file of the settings, whatever becomes of the others."""
    sent = [_by_apprise(number, url, message) for number, url in enumerate(notify.urls, 1)]
    if notify.file:
        sent.append(_to_file(workspace, notify.file, message))
    return sent


def _by_apprise(number: int, url: str, message: Message) -> Sent:
    target = f"第 {number} 个地址"
    # Whatever a service or the library does, a night is not the worse for it; its warnings are for its makers.
    with suppress(Exception), warnings.catch_warnings(action="ignore"):
        import apprise

        apprise.logger.disabled = True
        asset = apprise.AppriseAsset(app_id="hedui", app_desc="hedui", app_url="", async_mode=False)
        sender = apprise.Apprise(asset=asset)
        if not sender.add(url):
            return Sent(target, "地址写法不对(应为 mailtos://…、jsons://… 等)")
        target = f"{target} {sender[0].service_name or ''}".rstrip()
        if sender.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT):
            return Sent(target)
    return Sent(target, "未送达,请核对地址、口令和网络")


def _to_file(workspace: Workspace, name: str, message: Message) -> Sent:
    path = workspace.root / name
    text = f"{local_time(workspace, datetime.now(UTC)):%Y-%m-%d %H:%M} {message.title}\n{message.body}\n\n"
    try:
        if path.is_relative_to(workspace.root):  # a folder elsewhere is for whoever it belongs to
            private_folder(path.parent, keep_existing=True)
        # Whoever has put a pipe there would else let the night wait until he reads.
        how = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(path, how, FILE_MODE)
        with os.fdopen(descriptor, "ab") as file:
            file.write(text.encode())
    except OSError as error:
        return Sent(f"文件 {path}", system_words(error))
    return Sent(f"文件 {path}")
