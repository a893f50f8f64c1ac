"""Writes to the warehouse beside the work of the night, which need not wait for them until it publishes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType

from pipelines.warehouse.connection import Warehouse


class Background:
    """One writer, first come first served; use it in a `with` block, at whose end nothing is under way."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Opens a connection of its own to the warehouse."""
        self._warehouse = warehouse.beside()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="hedui-warehouse")
        self._pending: list[Future[int]] = []

    def __enter__(self) -> Background:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for what is under way; what has not begun is given up."""
        self._writer.shutdown(cancel_futures=True)
        self._warehouse.close()

    def write(self, work: Callable[[Warehouse], int]) -> None:
        """Lets the writer do `work`, which hands back how many rows it wrote."""
        self._pending.append(self._writer.submit(work, self._warehouse))

    def wait(self) -> None:
        """Waits until all is written and out of memory, which is wanted for something large."""
        wait(self._pending)
        self._warehouse.let_go()

    def finish(self) -> int:
        """Waits until all is written; how many rows that was.

        Raises:
            Exception: what went wrong in the writing.
        """
        rows = sum(future.result() for future in self._pending)
        self._pending.clear()
        return rows
