"""The published tables, one module each."""

from __future__ import annotations

from schemas.output import Table
from schemas.outputs.coverage import COVERAGE
from schemas.outputs.coverage_gaps import COVERAGE_GAPS
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION
from schemas.outputs.households import HOUSEHOLDS
from schemas.outputs.links import LINKS
from schemas.outputs.quarantine import QUARANTINE

OUTPUTS: dict[str, Table] = {
    table.name: table for table in (LINKS, QUARANTINE, MISMATCH, MUTUAL_INCLUSION, COVERAGE, COVERAGE_GAPS, HOUSEHOLDS)
}
