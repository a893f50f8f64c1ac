"""What one dated policy parameter is: its values by date, unit, label, legal reference and standing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Parameters:
    """The parameters in force on one date: name -> value (money in fen, rates in percent, flags as bool)."""

    values: Mapping[str, int | bool]
    version: str

    def __getitem__(self, name: str) -> int | bool:
        """Value by name; raises KeyError for a name that is not declared."""
        return self.values[name]
