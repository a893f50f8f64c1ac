"""What every step of a run needs at hand: the run, the settings, the policy of the day, the warehouse."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from data.parameters import load_parameters
from pipelines.fingerprint import digest
from pipelines.review.store import decisions_fingerprint
from pipelines.run import Run
from pipelines.settings import Settings, load_settings
from pipelines.warehouse import Warehouse
from pipelines.warehouse.background import Background
from schemas.parameter import Parameters


@dataclass(frozen=True)
class Desk:
    """What every step needs at hand."""

    run: Run
    settings: Settings
    parameters: Parameters
    warehouse: Warehouse
    background: Background

    @property
    def fingerprint(self) -> str:
        """What the bureau has set and its reviewers have decided, as one word."""
        return digest([asdict(self.settings), self.parameters.version, decisions_fingerprint(self.run.workspace)])


def open_desk(run: Run, warehouse: Warehouse, background: Background) -> Desk:
    """Reads settings and parameters.

    Raises:
        ConfigurationError: one of them is wrong, or no parameters are in force on the as-of date.
    """
    settings = load_settings(run.workspace)
    return Desk(run, settings, load_parameters(run.as_of, run.workspace.parameters), warehouse, background)
