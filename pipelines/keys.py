"""Secrets of a workspace: made once, kept where only the bureau reads, and never handed over."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import blake2b

import polars as pl

from pipelines.workspace import Workspace, private_folder, write_private

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


def _kept(workspace: Workspace, name: str, make: Callable[[], str]) -> bytes:
    path = private_folder(workspace.keys) / f"{name}.key"
    if not path.exists():
        write_private(path, make().encode())
    return path.read_bytes().strip()


def _drawn_from(registry: pl.DataFrame) -> str:
    lines = registry.select(pl.concat_str(pl.col(*_SAID).cast(pl.String).fill_null(""), separator="\x1f")).to_series()
    drawn = blake2b(digest_size=_BYTES, person=_PURPOSE)
    drawn.update(lines.str.join("\n").item().encode())
    return drawn.hexdigest()
