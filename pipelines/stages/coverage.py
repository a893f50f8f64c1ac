"""Coverage: the indicators of 100 % verification by area, and every gap by name."""

from __future__ import annotations

from policies.evidence import Evidence
from policies.tally import Indicators, run_indicators


def coverage(evidence: Evidence) -> Indicators:
    """Indicators and gaps as published."""
    return run_indicators(evidence)
