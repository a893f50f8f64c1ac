"""Secrets of a workspace: made once, kept where only the bureau reads, and never handed over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

import polars as pl

from pipelines.workspace.folders import Workspace, private_folder, write_private
from reports.supervision import KEY_LENGTH, keyed_texts

_BYTES = 32
_PURPOSE = b"hedui handover"  # person of the hash: the same rows hashed for anything else give another secret
_SAID = ("id_no", "name")


def supervision_key(workspace: Workspace, registry: pl.DataFrame) -> bytes:
    """The secret under which persons appear in the hand-over to the supervision campaign.

    It is drawn from the first civil registry that a workspace meets, so that the same inputs give the same bytes
    wherever they are worked on, and whoever has not got the whole registry cannot know it. A bureau that wants another
    puts its own into `keys/supervision.key`.

    Args:
        workspace: where.
        registry: accepted rows of the civil registry.
    """
    return _kept(workspace, "supervision", lambda: _drawn_from(registry))


def review_key(workspace: Workspace) -> bytes:
    """The secret that seals what a review workbook brings back."""
    return _kept(workspace, "review", lambda: secrets.token_hex(_BYTES))


def known_as(workspace: Workspace, handed_over: str, ids: pl.Series) -> str:
    """The bureau's own id of a clue that the supervision campaign quotes; what is no such id stays as it is.

    Args:
        workspace: where.
        handed_over: an id, perhaps one of a hand-over.
        ids: the bureau's ids that it may be one of.
    """
    path = _file(workspace, "supervision")
    if not path.is_file() or len(handed_over) != KEY_LENGTH:
        return handed_over
    own = ids.filter(keyed_texts(ids, path.read_bytes().strip()) == handed_over.lower())
    return str(own[0]) if own.len() else handed_over


def _file(workspace: Workspace, name: str) -> Path:
    return workspace.keys / f"{name}.key"


def _kept(workspace: Workspace, name: str, make: Callable[[], str]) -> bytes:
    private_folder(workspace.keys)
    path = _file(workspace, name)
    if not path.exists():
        write_private(path, make().encode())
    return path.read_bytes().strip()


def _drawn_from(registry: pl.DataFrame) -> str:
    lines = registry.select(pl.concat_str(pl.col(*_SAID).cast(pl.String).fill_null(""), separator="\x1f")).to_series()
    drawn = blake2b(digest_size=_BYTES, person=_PURPOSE)
    drawn.update(lines.str.join("\n").item().encode())
    return drawn.hexdigest()
