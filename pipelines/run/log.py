"""The log of a run: one JSON object a line, so that a machine can count what a person can read."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from schemas.masking import mask_numbers
from schemas.visible import visible

_FACTS = "facts"


class JsonLines(logging.Formatter):
    """Writes time, level, run, stage, event, and whatever facts the event has; every long number is masked."""

    def __init__(self, run_id: str) -> None:
        """Says whose log it is."""
        super().__init__()
        self._run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        facts: dict[str, object] = getattr(record, _FACTS, {})
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "run": self._run_id,
            "stage": None,
            "event": _shown(record.getMessage()),
            **{name: _shown(value) if isinstance(value, str) else value for name, value in facts.items()},
        }
        return json.dumps(line, ensure_ascii=False, default=lambda value: _shown(str(value)))


def _shown(text: str) -> str:
    """Long numbers masked, unseen characters shown, also in tracebacks: whatever they are, they may be somebody's."""
    return visible(mask_numbers(text))


def write_line(log: logging.Logger, level: int, event: str, facts: dict[str, object]) -> None:
    """Logs an event with its facts: numbers, or texts, in which long numbers are masked."""
    log.log(level, event, extra={_FACTS: facts})
