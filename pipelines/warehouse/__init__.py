"""One DuckDB file: what was read of every extract, what was linked, and when a clue was first seen."""

from __future__ import annotations

from pipelines.warehouse.connection import Warehouse

__all__ = ["Warehouse"]
