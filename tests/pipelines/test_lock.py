"""Whoever wants a lock is refused by who holds it, and by nobody else."""

import fcntl
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from pipelines.workspace.flock import is_held
from pipelines.workspace.lock import hold


def test_who_only_looks_whether_it_is_held_keeps_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    looking = os.open(lock, os.O_RDONLY | os.O_CREAT)
    fcntl.flock(looking, fcntl.LOCK_SH)  # as `is_held` does, for as long as it looks
    looked = threading.Timer(0.1, os.close, (looking,))
    looked.start()
    with hold(lock, datetime(2019, 6, 30, 2, tzinfo=UTC)):
        assert is_held(lock)
    looked.join()
    assert not is_held(lock)
