"""The moment in which a publication is in no place, where a file system cannot swap two names: readers wait it out."""

from __future__ import annotations

import time
from pathlib import Path

from pipelines.workspace.flock import is_held

_LOOK_SECONDS, _MOST_SECONDS = 0.01, 5.0
ASIDE = "replaced-"
"""What stands before the date in the name of a publication that is set aside for that moment."""


def await_exchange(folder: Path, aside: Path, lock_file: Path) -> None:
    """Waits while a run at work has set a publication aside, and has not put the other in its place yet.

    Nobody waits for a run that was killed in that moment: the next one puts back what it had set aside.

    Args:
        folder: where the publication stands.
        aside: where it stands for that moment.
        lock_file: held by the run at work.
    """
    end = time.monotonic() + _MOST_SECONDS
    while aside.exists() and not folder.exists() and is_held(lock_file) and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)
