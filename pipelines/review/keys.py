"""What a line of the review workbook is about, sealed so that nobody can change it on the way out and back."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path

from pipelines.workspace.fingerprint import digest
from pipelines.workspace.folders import Workspace, lying_in, private_folder, write_private
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


class Offered:
    """The pairs that review workbooks ask about; a workbook itself bears a keyed code of each, and nothing else of it.

    What the linkage knows a row and a person by are unkeyed hashes of their numbers and names, which anybody could try
    out. They stay here; the code leads back to them.
    """

    def __init__(self, workspace: Workspace, known: Mapping[str, str]) -> None:
        """Takes what earlier workbooks asked: code -> pair as text."""
        self._workspace = workspace
        self._key = review_key(workspace)
        self._known = known
        self._new: dict[str, str] = {}

    @classmethod
    def of(cls, workspace: Workspace) -> Offered:
        """What all workbooks of a workspace asked.

        Raises:
            OSError: the folder or a file in it is closed.
        """
        files = [path for path in lying_in(_folder(workspace)) if path.suffix == ".json"]
        return cls(workspace, {code: text for file in files for code, text in _read(file).items()})

    def code(self, pair: PairKey) -> str:
        """The code of a pair, which is to be kept (`keep`) before the workbook goes out."""
        text = json.dumps(asdict(pair), ensure_ascii=False, sort_keys=True)
        self._new[_seal(text, self._key)] = text
        return _seal(text, self._key)

    def keep(self) -> None:
        """Keeps the pairs that codes were asked for."""
        if self._new:
            private_folder(self._workspace.record)
            content = json.dumps(self._new, ensure_ascii=False, sort_keys=True, indent=0).encode()
            write_private(private_folder(_folder(self._workspace)) / f"{digest(sorted(self._new))}.json", content)

    def pair(self, code: str) -> PairKey | None:
        """The pair of a code; None where no workbook of this workspace asked for it.

        Workbooks of the first version bear the pair itself behind its seal.
        """
        text = code[_SEAL_LENGTH:] or self._known.get(code, "")
        if not hmac.compare_digest(code[:_SEAL_LENGTH].encode(), _seal(text, self._key).encode()):
            return None
        said = json.loads(text)
        return PairKey(**{field.name: said[field.name] for field in fields(PairKey)} | {"link": Link(said["link"])})


def _folder(workspace: Workspace) -> Path:
    return workspace.record / "offered"


def _read(file: Path) -> dict[str, str]:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _seal(text: str, key: bytes) -> str:
    return hmac.new(key, _PURPOSE + text.encode(), hashlib.sha256).hexdigest()[:_SEAL_LENGTH]
