"""How a run gets on, stage by stage: one line each, a moving one only where a person looks on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.cli import console
from schemas.flow import Stage

if TYPE_CHECKING:
    from pipelines.run.stages import StageRecord


class Progress:
    """Says of each stage that it has begun and how it ended."""

    def begun(self, stage: Stage) -> None:
        """Shows the stage at work."""
        console.moving(f"… {stage.label}")

    def looked_at(self, stage: Stage, parts: int, of: int) -> None:
        """Shows how far the stage has come."""
        console.moving(f"… {stage.label} {parts}/{of} 部分")

    def ended(self, record: StageRecord) -> None:
        """Leaves one line of a stage."""
        console.moving("")
        console.note(f"· {record.stage.label}: {record.rows:,} 行,{record.seconds:.1f} 秒")
