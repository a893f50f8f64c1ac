"""Secrets of a workspace: made once, kept where only the bureau reads, and never handed over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import blake2b, sha256
from pathlib import Path

import polars as pl

from pipelines.workspace.folders import PRIVATE_UMASK, Workspace, private_folder, write_once
from schemas.errors import KeyFileError
from schemas.system import system_words

_BYTES = 32
_ROWS = 250_000
"""Rows of the civil registry at a time: written out as lines, those of a city would take a GB."""
LEAST_LENGTH = 32
"""Characters that a key file holds at least: hex digits of 128 bits."""
# The person of the hash: the same rows hashed for anything else give another secret.
_HANDOVER, _CLUES = b"hedui handover", b"hedui clue ids"
DRAWN_FROM = ("id_no", "name")
"""The columns of the civil registry that keys are drawn from."""


def supervision_key(workspace: Workspace, registry: pl.DataFrame) -> bytes:
    """The secret under which persons appear in the hand-over to the supervision campaign.

    It is drawn from the first civil registry that a workspace meets, so that the same inputs give the same bytes
    wherever they are worked on, and whoever has not got the whole registry cannot know it. A bureau that wants another
    puts its own into `keys/supervision.key`.

    Args:
        workspace: where.
        registry: accepted rows of the civil registry.

    Raises:
        KeyFileError: the key file is too short, or open to others.
    """
    return _kept(workspace, "supervision", lambda: _drawn_from(registry, _HANDOVER))


def clue_key(workspace: Workspace, draw: Callable[[], str]) -> bytes:
    """The secret under which clues are numbered; drawn like the other, and never changed once it is drawn.

    It is drawn from the rows, not from the hash of the file: that stands in every manifest and control file.

    Args:
        workspace: where.
        draw: draws it from the civil registry (`drawn_clue_key`), where there is none yet.

    Raises:
        KeyFileError: the key file is too short, or open to others.
    """
    return _kept(workspace, "clues", draw)


def drawn_clue_key(registry: pl.DataFrame) -> str:
    """What is drawn from a registry for it."""
    return _drawn_from(registry, _CLUES)


def kept_clue_key(workspace: Workspace) -> bytes | None:
    """The same, None where no night has drawn it yet.

    Raises:
        KeyFileError: the key file is too short, or open to others.
    """
    path = key_file(workspace, "clues")
    return _read(path) if path.exists() else None


def key_name(key: bytes) -> str:
    """What a key is called where it must be told from others; it tells nothing of the key."""
    return sha256(b"name of a key\x00" + key).hexdigest()[:16]


def review_key(workspace: Workspace) -> bytes:
    """The secret that seals what a review workbook brings back.

    Raises:
        KeyFileError: the key file is too short, or open to others.
    """
    return _kept(workspace, "review", _random)


def record_key(workspace: Workspace, *, make: bool) -> bytes:
    """The secret that chains the record.

    Args:
        workspace: where.
        make: the record begins now; else the key was there before, or the record is nobody's.

    Raises:
        KeyFileError: it is not there, too short, or open to others.
    """
    return _kept(workspace, "record", _random) if make else _read(key_file(workspace, "record"))


def kept_supervision_key(workspace: Workspace) -> bytes | None:
    """The secret of hand-overs, None where nothing was ever handed over.

    Raises:
        KeyFileError: the key file is too short, or open to others.
    """
    path = key_file(workspace, "supervision")
    return _read(path) if path.is_file() else None


def require_usable_keys(workspace: Workspace) -> list[str]:
    """Names of the secrets that there are.

    Raises:
        KeyFileError: one of them is too short, or open to others.
    """
    paths = sorted(workspace.keys.glob(key_file(workspace, "*").name)) if workspace.keys.is_dir() else []
    for path in paths:
        _read(path)
    return [path.stem for path in paths]


def key_file(workspace: Workspace, name: str) -> Path:
    """Where a secret lies."""
    return workspace.keys / f"{name}.key"


def _kept(workspace: Workspace, name: str, make: Callable[[], str]) -> bytes:
    private_folder(workspace.keys)
    path = key_file(workspace, name)
    if not path.exists():
        write_once(path, make().encode())
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        mode, key = path.stat().st_mode, path.read_bytes().strip()
    except OSError as error:
        raise KeyFileError(f"密钥文件 {path} 无法读取({system_words(error)})") from error
    if mode & PRIVATE_UMASK:
        raise KeyFileError(f"密钥文件 {path} 可被他人读取", hint=f"请核实未外泄后运行 chmod 600 {path};已外泄则须更换")
    if len(key) < LEAST_LENGTH:
        raise KeyFileError(f"密钥文件 {path} 太短: 只有 {len(key)} 个字符,至少应有 {LEAST_LENGTH} 个")
    return key


def _random() -> str:
    return secrets.token_hex(_BYTES)


def _drawn_from(registry: pl.DataFrame, purpose: bytes) -> str:
    drawn = blake2b(digest_size=_BYTES, person=purpose)
    for start in range(0, max(registry.height, 1), _ROWS):
        line = pl.concat_str(pl.col(*DRAWN_FROM).cast(pl.String).fill_null(""), separator="\x1f")
        lines = registry.slice(start, _ROWS).select(line).to_series()
        drawn.update(b"\n" if start else b"")
        drawn.update(lines.str.join("\n").cast(pl.Binary).item())
    return drawn.hexdigest()
