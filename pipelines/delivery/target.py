"""Where hand-overs go, as it is written, and how one gets there: secrets come from the environment alone."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipelines.delivery.bring import FileSystem
from pipelines.workspace.folders import PRIVATE_UMASK
from schemas.errors import ArgumentError, ConfigurationError, NotDeliveredError

if TYPE_CHECKING:
    import asyncssh

_SFTP = re.compile(
    r"sftp://(?:(?P<user>[^@/]*)@)?(?P<host>\[[^\]]+\]|[^:/@\[\]]+)(?::(?P<port>[0-9]{1,5}))?(?P<path>/.*)", re.DOTALL
)
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_PORT = 22
_LOCAL, _SSH, _ASYNC = "fsspec.implementations.local", "sshfs", "fsspec.asyn"
"""None says what types it has."""
_CONNECT_SECONDS = 15
_ALIVE_SECONDS = 10
PASSWORD, PASSWORD_FILE, KEY_FILE, KNOWN_HOSTS = (
    f"HEDUI_SFTP_{name}" for name in ("PASSWORD", "PASSWORD_FILE", "KEY_FILE", "KNOWN_HOSTS")
)


@dataclass(frozen=True)
class Target:
    """Where hand-overs go.

    Attributes:
        path: the folder there, taken literally.
        host: of the SFTP server; empty for a folder of this machine.
        user: whose account there; empty: that of this process.
        port: of the server.
    """

    path: str
    host: str = ""
    user: str = ""
    port: int = _PORT

    @property
    def name(self) -> str:
        """By which it is told of and remembered; there is no secret in it."""
        if not self.host:
            return self.path
        return f"sftp://{f'{self.user}@' if self.user else ''}{self.host}:{self.port}{self.path}"

    def require_secrets(self, environment: Mapping[str, str] = os.environ) -> None:
        """Looks whether the files that getting there needs can be used; goes nowhere.

        Raises:
            ConfigurationError: one is not there, or open to others.
        """
        if self.host:
            _secrets(environment)
            _known_hosts(environment)

    def open(self, environment: Mapping[str, str] = os.environ) -> FileSystem:
        """Gets there.

        Raises:
            ConfigurationError: a file of secrets is not there, or open to others.
            NotDeliveredError: wrong host key, or refused login.
            OSError: it cannot be reached.
        """
        if self.host:
            return _open_sftp(self, environment)
        return cast("FileSystem", import_module(_LOCAL).LocalFileSystem(skip_instance_cache=True))


def target_of(text: str) -> Target:
    """Reads a target: the path of a folder, or `sftp://user@host:port/path`.

    Raises:
        ArgumentError: it is neither, or there is a password in it.
    """
    if not _SCHEME.match(text):
        return Target(str(Path(text).absolute())) if text.strip() else _refuse("没有写明目的地")
    found = _SFTP.fullmatch(text)
    if found is None:
        return _refuse("目的地不是文件夹,也不是 sftp://用户@主机:端口/路径")
    user = found["user"] or ""
    if ":" in user:
        return _refuse("目的地的地址中写有口令", f"请从地址中删去,口令只由环境变量 {PASSWORD} 或 {PASSWORD_FILE} 给出")
    port = int(found["port"] or _PORT)
    if not 0 < port < 1 << 16:
        return _refuse(f"端口 {port} 不存在")
    return Target(found["path"], found["host"].strip("[]"), user, port)


def _refuse(what: str, hint: str = "") -> Target:
    raise ArgumentError(what, hint=hint)


def _open_sftp(target: Target, environment: Mapping[str, str]) -> FileSystem:
    import asyncssh

    options: dict[str, Any] = {"username": target.user} if target.user else {}
    try:
        opened = import_module(_SSH).SSHFileSystem(
            target.host,
            port=target.port,
            **options,
            **_secrets(environment),
            known_hosts=_known_hosts(environment),
            config=None,
            agent_path=None,
            connect_timeout=_CONNECT_SECONDS,
            login_timeout=_CONNECT_SECONDS,
            keepalive_interval=_ALIVE_SECONDS,
            skip_instance_cache=True,
        )
        opened.mv = partial(_rename, opened)
        return cast("FileSystem", opened)
    except asyncssh.HostKeyNotVerifiable as error:
        hint = f"请向对方核对主机密钥后,写入 {KNOWN_HOSTS} 所指的文件或本账户的 known_hosts"
        raise NotDeliveredError(f"{target.name} 的主机密钥未登记或不符", hint=hint) from error
    except PermissionError as error:
        hint = f"请核对用户名、{KEY_FILE} 或 {PASSWORD_FILE}"
        raise NotDeliveredError(f"{target.name} 拒绝登录", hint=hint) from error
    except asyncssh.Error as error:
        raise OSError(error.reason) from error


def _rename(files: Any, path1: str, path2: str) -> None:
    """Gives a file another name; one that has that name goes.

    The library copies through a shell where a server cannot rename over a file, which most SFTP servers do not have.
    """
    import_module(_ASYNC).sync(files.loop, _renamed, files.client, path1, path2)


async def _renamed(client: asyncssh.SSHClientConnection, path1: str, path2: str) -> None:
    import asyncssh

    try:
        async with client.start_sftp_client() as there:
            try:
                await there.posix_rename(path1, path2)
            except asyncssh.SFTPOpUnsupported:
                if await there.exists(path2):
                    await there.remove(path2)
                await there.rename(path1, path2)
    except asyncssh.Error as error:
        raise OSError(error.reason) from error


def _secrets(environment: Mapping[str, str]) -> dict[str, Any]:
    key, file = environment.get(KEY_FILE), environment.get(PASSWORD_FILE)
    if key:
        _private(KEY_FILE, key)
    password = environment.get(PASSWORD) or (_private(PASSWORD_FILE, file).rstrip("\r\n") if file else None)
    return {"client_keys": [key] if key else None, "password": password}


def _known_hosts(environment: Mapping[str, str]) -> object:
    import asyncssh

    named = environment.get(KNOWN_HOSTS)
    path = Path(named) if named else Path.home() / ".ssh" / "known_hosts"
    try:
        return asyncssh.import_known_hosts(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if named:
            raise ConfigurationError(f"{KNOWN_HOSTS} 所指的文件 {path} 不存在") from None
        return asyncssh.import_known_hosts("")
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"主机密钥文件 {path} 无法读取") from error


def _private(variable: str, name: str) -> str:
    path = Path(name)
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{variable} 所指的文件 {path} 无法读取") from error
    if mode & PRIVATE_UMASK:
        raise ConfigurationError(f"{variable} 所指的文件 {path} 可被他人读取", hint=f"请运行 chmod 600 {path}")
    return text
