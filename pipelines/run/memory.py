"""Memory that a stage has used and nobody needs any more, given back to the system before the next one."""

from __future__ import annotations

import ctypes
import gc

from pipelines.workspace.mapped import let_go


def give_back() -> None:
    """Lets go of rows that only point at each other, and of what the C library keeps for the next request.

    Python looks for the former when many objects have come, and knows nothing of how large they are; the latter stays
    with the process where a library has taken much in small pieces. Without the GNU C library only the former is done.
    Of rows that lie aside nothing is held either.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    let_go()
