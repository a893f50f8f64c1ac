"""What every step of a run needs at hand: the run, the settings, the policy of the day, the warehouse."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from data.parameters import load_parameters
from pipelines.review.store import decisions_fingerprint
from pipelines.run.city import CityPlatform, city_platform
from pipelines.run.record import Run
from pipelines.run.taken import taken_on_purpose
from pipelines.warehouse import Warehouse
from pipelines.warehouse.background import Background
from pipelines.workspace.fingerprint import digest
from pipelines.workspace.settings import Settings, load_settings
from schemas.parameter import Parameters


@dataclass(frozen=True)
class Context:
    """What every step needs at hand."""

    run: Run
    settings: Settings
    parameters: Parameters
    warehouse: Warehouse
    background: Background
    city: CityPlatform

    @property
    def fingerprint(self) -> str:
        """What the bureau has set and its reviewers have decided, as one word."""
        workspace = self.run.workspace
        decided = [decisions_fingerprint(workspace), sorted(taken_on_purpose(workspace))]
        return digest([asdict(self.settings), self.parameters.version, *decided])


def open_context(run: Run, warehouse: Warehouse, background: Background) -> Context:
    """Reads settings, parameters and what the city platform answered.

    Raises:
        ConfigurationError: one of them is wrong, or no parameters are in force on the as-of date.
    """
    settings = load_settings(run.workspace)
    parameters = load_parameters(run.as_of, run.workspace.parameters)
    return Context(run, settings, parameters, warehouse, background, city_platform(run.workspace, warehouse, run.as_of))
