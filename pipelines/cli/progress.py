"""How a run gets on, stage by stage: one line each, a moving one only where a person looks on."""

from __future__ import annotations

import sys

from pipelines.cli import console
from pipelines.run.record import StageRecord
from schemas.flow import Stage

_CLEAR = "\r\033[K"


class Progress:
    """Says of each stage that it has begun and how it ended."""

    def begun(self, stage: Stage) -> None:
        """Shows the stage at work."""
        if console.looked_at():
            sys.stderr.write(f"{_CLEAR}… {stage.label}")
            sys.stderr.flush()

    def ended(self, record: StageRecord) -> None:
        """Leaves one line of a stage."""
        if console.looked_at():
            sys.stderr.write(_CLEAR)
        console.note(f"· {record.stage.label}: {record.rows:,} 行,{record.seconds:.1f} 秒")
