"""What a line of the review workbook is about, sealed so that nobody can change it on the way out and back."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import review_key

_SEAL_LENGTH = 32
_PURPOSE = b"review workbook\x00"


class Link(StrEnum):
    """Where the row was linked when the workbook was written."""

    THIS = "this"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True)
class PairKey:
    """One row and one person.

    Attributes:
        source: of the row.
        role: husband or wife of a marriages row.
        place: file and row number, for people who look it up.
        mention_key: what the row says.
        name: the row's name in normal form.
        person_key: who the person is.
        registry_name: the person's name in normal form.
        link: where the row was linked.
    """

    source: str
    role: str | None
    place: str
    mention_key: str
    name: str | None
    person_key: str
    registry_name: str | None
    link: Link


def seal(key: PairKey, workspace: Workspace) -> str:
    """The key as text, with a seal that only this workspace can make."""
    text = json.dumps(asdict(key), ensure_ascii=False, sort_keys=True)
    return _seal(text, workspace) + text


def unseal(text: str, workspace: Workspace) -> PairKey | None:
    """What a sealed text says; None where it was changed or is another workspace's."""
    claimed, content = text[:_SEAL_LENGTH], text[_SEAL_LENGTH:]
    if not hmac.compare_digest(claimed.encode(), _seal(content, workspace).encode()):
        return None
    said = json.loads(content)
    return PairKey(**{field.name: said[field.name] for field in fields(PairKey)} | {"link": Link(said["link"])})


def _seal(text: str, workspace: Workspace) -> str:
    return hmac.new(review_key(workspace), _PURPOSE + text.encode(), hashlib.sha256).hexdigest()[:_SEAL_LENGTH]
