"""Write: the published tables as Parquet, into a folder that nobody sees yet, as early as they are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.workspace.folders import private_folder
from pipelines.workspace.mapped import let_go
from reports.parquet import write_table
from schemas.outputs import OUTPUTS


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path) -> None:
    """Writes published tables, each as its declared file."""
    for name, frame in tables.items():
        write_table(frame, OUTPUTS[name], folder / OUTPUTS[name].file, let_go)


@dataclass(frozen=True)
class EarlyTables:
    """Tables that are written while others are being made, which leaves a core idle.

    Attributes:
        folder: where they are written.
        writer: writes one after another.
    """

    folder: Path
    writer: ThreadPoolExecutor
    _under_way: dict[str, Future[None]] = field(default_factory=dict, init=False, repr=False)

    def begin(self, tables: Mapping[str, pl.DataFrame]) -> None:
        """Begins with those that are published whatever stands in them."""
        for name, frame in tables.items():
            if not OUTPUTS[name].optional:
                self._under_way[name] = self.writer.submit(write_tables, {name: frame}, self.folder)

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


@contextmanager
def early_tables(folder: Path) -> Iterator[EarlyTables]:
    """Lets tables be written early into a folder, which is made; waits at its end for what is under way alone."""
    writer = ThreadPoolExecutor(1)
    try:
        yield EarlyTables(private_folder(folder), writer)
    finally:
        writer.shutdown(cancel_futures=True)
