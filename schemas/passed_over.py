"""What a night says of publications before it that it could not go by, and of the one it went by instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PassedOver:
    """Publications of earlier dates whose manifest is damaged.

    Attributes:
        days: their dates, oldest first; all newer than the one that is used instead.
        instead: date of the publication that the night is compared with; None where there is none.
    """

    days: tuple[date, ...]
    instead: date | None

    @property
    def text(self) -> str:
        """What people read: which manifests are damaged, and what the night is compared with."""
        used = f"改与 {self.instead} 的发布相比" if self.instead else "没有可以相比的上期"
        return f"{'、'.join(map(str, self.days))} 的发布清单 manifest.json 缺失或已损坏,本期{used}"

    @property
    def hint(self) -> str:
        """How to have them again."""
        commands = "、".join(f"hedui run nightly --as-of {day}" for day in self.days)
        return f"请运行 {commands} 重建,再重新运行本期"

    @property
    def facts(self) -> dict[str, object]:
        """As the manifest says it."""
        return {
            "dates": [day.isoformat() for day in self.days],
            "compared_with": self.instead.isoformat() if self.instead else None,
        }
