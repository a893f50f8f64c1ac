"""A child that is started again whenever it ends, each time a little later."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipelines.flows.bound import end

_LONGEST_WAIT = 60.0


@dataclass
class Kept:
    """A child that is started again whenever it ends.

    Attributes:
        start: starts it; None where it cannot be started now.
        deaths: how often it has ended, or could not be started, since it was last well.
    """

    start: Callable[[], subprocess.Popen[bytes] | None]
    deaths: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _not_before: float = field(default=0.0, init=False)
    _began: float = field(default=0.0, init=False)

    @property
    def age(self) -> float:
        """Seconds since it was started; 0 where it does not run."""
        return time.monotonic() - self._began if self.runs else 0.0

    @property
    def runs(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def keep(self) -> None:
        """Starts it where it does not run and it is time to."""
        if self.runs:
            return
        if self._process is not None:
            self._process = None
            self._died()
        elif time.monotonic() >= self._not_before:
            self._began = time.monotonic()
            self._process = self.start()
            if self._process is None:
                self._died()

    def well(self) -> None:
        """Says that it does its work."""
        self.deaths = 0

    def end(self, seconds: float) -> None:
        """Ends it: asked first, and by force after so many seconds."""
        if self._process is not None and self.runs:
            end(self._process, seconds)

    def _died(self) -> None:
        self._not_before = time.monotonic() + min(2.0**self.deaths, _LONGEST_WAIT)
        self.deaths += 1
