"""How a run ended, as those need it who tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.publishing.publications import RunOutcome
from pipelines.run.record import Run, exit_code
from pipelines.workspace.folders import Workspace


@dataclass(frozen=True)
class Ended:
    """How a run ended.

    Attributes:
        workspace: where.
        run: the run; None where it could not even begin.
        outcome: what came of it; None where it failed.
        error: what went wrong; None where it ended well.
    """

    workspace: Workspace
    run: Run | None
    outcome: RunOutcome | None = None
    error: BaseException | None = None

    @property
    def exit_code(self) -> int:
        """The code with which the run by hand would end."""
        return self.outcome.exit_code if self.outcome else exit_code(self.error)

    @property
    def is_unchanged(self) -> bool:
        """Nothing had changed since the last publication, which stands."""
        return self.outcome is not None and self.outcome.unchanged_since is not None
