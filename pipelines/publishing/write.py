"""Write: the published tables as Parquet, into a folder that nobody sees yet, as early as they are there."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import polars as pl

from pipelines.workspace.folders import private_folder
from reports.parquet import write_table
from schemas.outputs import OUTPUTS


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Writes published tables, each as its declared file."""
    for name, frame in tables.items():
        write_table(frame, OUTPUTS[name], folder / OUTPUTS[name].file)


class EarlyTables:
    """Tables that are written while others are being made, which leaves a core idle; use it in a `with` block."""

    def __init__(self, folder: Path) -> None:
        """Says where they are written; the folder is made."""
        self._folder = private_folder(folder)
        self._writer = ThreadPoolExecutor(1)
        self._under_way: dict[str, Future[None]] = {}

    def __enter__(self) -> EarlyTables:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for what is under way; what has not begun is given up."""
        self._writer.shutdown(cancel_futures=True)

    def begin(self, tables: Mapping[str, pl.DataFrame]) -> Mapping[str, pl.DataFrame]:
        """Begins with those that are published whatever stands in them; hands all of them back."""
        for name, frame in tables.items():
            if not OUTPUTS[name].optional:
                self._under_way[name] = self._writer.submit(write_tables, {name: frame}, self._folder)
        return tables

    def __contains__(self, name: str) -> bool:
        """Whether a table is written here."""
        return name in self._under_way

    def finish(self) -> None:
        """Waits until all are written.

        Raises:
            Exception: what went wrong.
        """
        for one in self._under_way.values():
            one.result()
