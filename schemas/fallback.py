"""What a night says of an extract that it refused, and of what it used in its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Fallback:
    """An extract that was refused.

    Attributes:
        source: its English name.
        files: its files.
        cut_off: its cut-off date.
        reason: why it was refused, in Chinese, naming the file at fault.
        hint: what its supplier should do.
        used_instead: files of the extract that was used in its place; none where there was none, and the source is as
            if it had not landed.
        used_cut_off: that extract's cut-off date.
        county: the county whose extract it was, of a city in parts; empty elsewhere, and of files that name none.
    """

    source: str
    files: tuple[str, ...]
    cut_off: date
    reason: str
    hint: str
    used_instead: tuple[str, ...] = ()
    used_cut_off: date | None = None
    county: str = ""

    @property
    def text(self) -> str:
        """What people read: what was refused and why, and what was used in its place."""
        used = (
            f"沿用 {'、'.join(self.used_instead)}(数据截止日 {self.used_cut_off})"
            if self.used_instead
            else "没有可沿用的数据,按未提供处理"
        )
        return f"{self.reason};{used}"

    @property
    def facts(self) -> dict[str, object]:
        """As the manifest says it."""
        return {
            "source": self.source,
            "refused_file": "、".join(self.files),
            "files": list(self.files),
            "cut_off": self.cut_off.isoformat(),
            "reason": self.reason,
            "hint": self.hint,
            "used_instead": "、".join(self.used_instead) or None,
            "used_files": list(self.used_instead),
            "used_cut_off": self.used_cut_off.isoformat() if self.used_cut_off else None,
            **({"county": self.county} if self.county else {}),
        }

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Fallback:
        """From the manifest."""
        used = facts["used_cut_off"]
        return cls(
            source=facts["source"],
            files=tuple(facts["files"]),
            cut_off=date.fromisoformat(facts["cut_off"]),
            reason=facts["reason"],
            hint=facts["hint"],
            used_instead=tuple(facts["used_files"]),
            used_cut_off=date.fromisoformat(used) if used else None,
            county=facts.get("county", ""),
        )
